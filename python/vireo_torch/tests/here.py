"""A worker within the test's own process: the same requests, without a channel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy
import workers
from vireo_torch.start.settings import Start
from vireo_torch.worker import Worker


@contextmanager
def worker(**start: Any) -> Iterator[Worker]:
    """A worker in a world of one, unless told otherwise."""
    request = workers.start_request(**start)
    made = Worker(Start.parse({key.replace("_", "-"): value for key, value in request.items()}))
    try:
        yield made
    finally:
        made.stop({})


def passed(
    worker: Worker,
    sequences: Sequence[dict[str, str]],
    gradient: bool = False,
    temperature: float = 1.0,
    statistics: Sequence[str] = (),
) -> dict[str, numpy.ndarray]:
    """What a pass gives."""
    request = {
        "sequences": list(sequences),
        "gradient": gradient,
        "temperature": temperature,
        "statistics": list(statistics),
    }
    return {name: workers.decoded(text) for name, text in worker.pass_(request).items()}


def updated(worker: Worker, sequences: Sequence[dict[str, str]], derivative: float = 1.0) -> dict[str, Any]:
    """One update by one pass, each output having the same derivative."""
    outputs = passed(worker, sequences, gradient=True)["outputs"]
    worker.backward({"derivative": workers.floats([derivative] * len(outputs))})
    return worker.update({})


def saved(worker: Worker, folder: Path) -> Path:
    """A new folder with what the worker saved."""
    folder.mkdir(parents=True)
    worker.save({"folder": str(folder)})
    return folder
