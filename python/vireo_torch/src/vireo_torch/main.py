"""The life of a worker: it reads what it is to be, then serves until it is stopped."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn

from vireo_torch.channel.channel import Channel
from vireo_torch.refusal import Refusal, refusal
from vireo_torch.start.machine import limit_threads, prepare
from vireo_torch.start.settings import Start
from vireo_torch.start.versions import required

if TYPE_CHECKING:
    from vireo_torch.worker import Worker

REFUSED, FAILED = 2, 1


def main() -> NoReturn:
    """Serves requests until ``stop``. It never returns."""
    channel = Channel()
    during = "start"
    try:
        worker: Worker | None = None
        for request in channel.requests():
            during = str(request["do"])
            if worker is None:
                worker, reply = _started(request)
            else:
                reply = _serve(worker, during)(request)
            channel.reply({"ok": True, **reply})
            if during == "stop":
                _end(0)
    except Exception as error:
        refused = refusal(error, during)
        if refused is None or not isinstance(error, Refusal):
            traceback.print_exc()
        if refused is None:
            _end(FAILED)
        channel.reply({"refused": " ".join(str(refused).split())})
        _end(REFUSED)
    raise AssertionError("requests never end")


def _started(request: dict[str, Any]) -> tuple[Worker, dict[str, Any]]:
    if request["do"] != "start":
        raise ValueError(f"The first request is {request['do']!r}, not 'start'")
    start = Start.parse(request)
    versions = required(start.adapter is not None)
    limit_threads(start.threads)
    promise = prepare(start)
    # Imported here, since torch reads its bounds when it is loaded, and may be missing.
    from vireo_torch.worker import Worker

    worker = Worker(start)
    return worker, {**worker.started(), "versions": versions, "promise": promise}


def _serve(worker: Worker, do: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    serving = {
        "pass": worker.pass_,
        "backward": worker.backward,
        "idle": worker.idle,
        "gather": worker.gather,
        "update": worker.update,
        "save": worker.save,
        "stop": worker.stop,
    }
    if do not in serving:
        raise ValueError(f"There is no request {do!r}")
    return serving[do]


def _end(status: int) -> NoReturn:
    """Ends at once: a group that lost a worker may never let go of its threads."""
    sys.stderr.flush()
    os._exit(status)
