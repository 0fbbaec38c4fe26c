"""Workers as a task drives them: processes that speak the protocol."""

from __future__ import annotations

import base64
import json
import multiprocessing
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy

SOURCES = Path(__file__).parents[1] / "src"
LIMIT = 300
"""Seconds after which a test gives up on a worker."""

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["numpy", "torch.distributed.fsdp", "peft", "transformers.models.qwen2.modeling_qwen2"])


class Worker:
    """A worker in a process of its own, and the task's ends of its channel.

    Its process is a copy of one that has loaded torch, so that it need not be loaded each time; or a
    new one, as a task starts it.
    """

    def __init__(self, environment: dict[str, str] | None = None) -> None:
        """
        Args:
            environment: what the environment of a new process has more; None for a copy
        """
        if environment is None:
            theirs, requests = _FORKS.Pipe(duplex=False)
            replies, their_replies = _FORKS.Pipe(duplex=False)
            log = _FORKS.Pipe(duplex=False)
            self._process = _FORKS.Process(target=_serve, args=(theirs, their_replies, log[1]), daemon=True)
            self._process.start()
            for end in (theirs, their_replies, log[1]):
                end.close()
            self.requests = os.fdopen(os.dup(requests.fileno()), "wb")
            self.replies = os.fdopen(os.dup(replies.fileno()), "rb")
            self._errors = os.fdopen(os.dup(log[0].fileno()), "rb")
            for end in (requests, replies, log[0]):
                end.close()
            self.pid = self._process.pid
        else:
            path = os.pathsep.join(filter(None, [environment.get("PYTHONPATH"), str(SOURCES)]))
            self._process = subprocess.Popen(
                [sys.executable, "-m", "vireo_torch"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env={**os.environ, **environment, "PYTHONPATH": path},
            )
            self.requests, self.replies, self._errors = self._process.stdin, self._process.stdout, self._process.stderr
            self.pid = self._process.pid
        self._lines: list[str] = []
        self._reader = threading.Thread(target=self._drain, daemon=True)
        self._reader.start()
        self._watch = threading.Timer(LIMIT, self._process.kill)
        self._watch.daemon = True
        self._watch.start()

    def _drain(self) -> None:
        for line in self._errors:
            self._lines.append(line.decode("utf-8", "replace"))

    def log(self) -> str:
        """What it wrote to standard error until it ended."""
        self._reader.join(10)
        return "".join(self._lines)

    def send(self, **request: Any) -> None:
        self.requests.write(json.dumps({key.replace("_", "-"): value for key, value in request.items()}).encode())
        self.requests.write(b"\n")
        self.requests.flush()

    def receive(self) -> dict[str, Any]:
        line = self.replies.readline()
        assert line, f"the worker ended with {self.end()}: {self.log()[-4000:]}"
        return json.loads(line)

    def ask(self, **request: Any) -> dict[str, Any]:
        self.send(**request)
        reply = self.receive()
        assert reply.get("ok"), reply
        return reply

    def end(self) -> int:
        """The exit status, once it has ended."""
        if isinstance(self._process, subprocess.Popen):
            status = self._process.wait(timeout=LIMIT)
        else:
            self._process.join(LIMIT)
            status = self._process.exitcode
        self._watch.cancel()
        return status

    def kill(self) -> None:
        self._process.kill()
        self.end()
        for stream in (self.requests, self.replies):
            try:
                stream.close()
            except BrokenPipeError:
                pass


def _serve(requests: Connection, replies: Connection, log: Connection) -> None:
    """A copied process becomes a worker."""
    for descriptor, end in enumerate((requests, replies, log)):
        os.dup2(end.fileno(), descriptor)
        end.close()
    sys.stdin = os.fdopen(0, "r")
    sys.path.insert(0, str(SOURCES))
    from vireo_torch.main import main

    main()


class World:
    """Workers of one stage, all asked the same at the same time."""

    def __init__(self, world: int, **start: Any) -> None:
        address = f"127.0.0.1:{free_port()}"
        self.workers = [Worker() for _ in range(world)]
        for rank, worker in enumerate(self.workers):
            worker.send(**start_request(rank=rank, world=world, address=address, **start))
        self.started = [worker.receive() for worker in self.workers]

    def ask(self, requests: Sequence[dict[str, Any]] | dict[str, Any]) -> list[dict[str, Any]]:
        """Sends to all (one request each, or the same to all), then takes all replies."""
        each = [requests] * len(self.workers) if isinstance(requests, dict) else requests
        for worker, request in zip(self.workers, each, strict=True):
            worker.send(**request)
        replies = [worker.receive() for worker in self.workers]
        for reply in replies:
            assert reply.get("ok"), reply
        return replies

    def __enter__(self) -> World:
        for reply in self.started:
            assert reply.get("ok"), reply
        return self

    def __exit__(self, *error: object) -> None:
        for worker in self.workers:
            worker.kill()


def start_request(**changes: Any) -> dict[str, Any]:
    """A whole request to start; changes are by key, with underscores."""
    adamw = {
        "learning-rate": 0.01,
        "warmup-steps": 2,
        "beta1": 0.9,
        "beta2": 0.99,
        "adam-epsilon": 1e-8,
        "weight-decay": 0.1,
        "max-grad-norm": 0.5,
    }
    request: dict[str, Any] = {
        "do": "start",
        "rank": 0,
        "world": 1,
        "address": "127.0.0.1:1",
        "timeout_seconds": 60,
        "device": "cpu",
        "threads": 1,
        "adapter": None,
        "optimizer": None,
        "head": "language-model",
        "trained": True,
        "compute": "f32",
        "sharding": "replicated",
        "gradient_checkpointing": False,
        "deterministic": True,
        "seed": 0,
        "adamw": adamw,
    }
    request.update({key: str(value) if isinstance(value, Path) else value for key, value in changes.items()})
    return request


def refused(environment: dict[str, str] | None = None, **start: Any) -> str:
    """The line with which a worker refuses to start."""
    worker = Worker(environment)
    try:
        worker.send(**start_request(**start))
        reply = worker.receive()
        assert set(reply) == {"refused"}
        assert "\n" not in reply["refused"]
        assert worker.end() == 2
        return reply["refused"]
    finally:
        worker.kill()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def integers(values: Sequence[int]) -> str:
    return base64.b64encode(numpy.asarray(values, dtype="<i4").tobytes()).decode()


def floats(values: Any) -> str:
    return base64.b64encode(numpy.asarray(values, dtype="<f4").tobytes()).decode()


def decoded(text: str) -> numpy.ndarray:
    return numpy.frombuffer(base64.b64decode(text), dtype="<f4")


def sequence(prompt: Sequence[int], completion: Sequence[int], places: Sequence[int] | None = None) -> dict[str, str]:
    """A sequence as the protocol has it; asked at every token unless told otherwise."""
    at = range(len(completion)) if places is None else places
    return {"prompt": integers(prompt), "completion": integers(completion), "places": integers(list(at))}
