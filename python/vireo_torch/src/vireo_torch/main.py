"""The life of a worker: it reads what it is to be, then serves until it is stopped."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn

from vireo_torch.channel.channel import Channel
from vireo_torch.refusal import Refusal, lost_peers, refusal
from vireo_torch.start.machine import device_named, limit_threads, prepare, present
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
            if during == "check":
                channel.reply({"ok": True, "versions": _checked(str(request["device"]))})
                continue
            if worker is None:
                worker, reply = _started(request)
            else:
                reply = _serve(worker, during)(request)
            channel.reply({"ok": True, **reply})
            if during == "stop":
                _end(0)
    except Exception as error:
        if not isinstance(error, Refusal):
            traceback.print_exc()
        lost = lost_peers(error, during)
        if lost is not None:
            channel.reply({"failed": _line(lost)})
            _end(FAILED)
        refused = refusal(error, during)
        if refused is None:
            _end(FAILED)
        channel.reply({"refused": _line(str(refused))})
        _end(REFUSED)
    raise AssertionError("requests never end")


def _line(text: str) -> str:
    return " ".join(text.split())


def _checked(device: str) -> dict[str, str]:
    """What can be known before there is a model."""
    versions = required(adapter=False)
    present(device)
    return versions


def _started(request: dict[str, Any]) -> tuple[Worker, dict[str, Any]]:
    if request["do"] != "start":
        raise ValueError(f"The first request is {request['do']!r}, not 'start'")
    versions = required(request.get("adapter") is not None)
    limit_threads(int(request["threads"]))
    start = Start.parse({**request, "device": device_named(str(request["device"]))})
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
