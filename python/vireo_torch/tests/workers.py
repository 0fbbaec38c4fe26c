"""Workers as a task drives them: processes that speak the protocol."""

from __future__ import annotations

import base64
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy

SOURCES = Path(__file__).parents[1] / "src"
LIMIT = 120
"""Seconds after which a test gives up on a worker."""


class Worker:
    """One process."""

    def __init__(self, environment: dict[str, str] | None = None) -> None:
        path = os.pathsep.join(filter(None, [(environment or {}).get("PYTHONPATH"), str(SOURCES)]))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "vireo_torch"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, **(environment or {}), "PYTHONPATH": path},
        )
        self.log: list[str] = []
        self._reader = threading.Thread(target=self._drain, daemon=True)
        self._reader.start()
        self._watch = threading.Timer(LIMIT, self.process.kill)
        self._watch.daemon = True
        self._watch.start()

    def _drain(self) -> None:
        for line in self.process.stderr:
            self.log.append(line.decode("utf-8", "replace"))

    def send(self, **request: Any) -> None:
        self.process.stdin.write(json.dumps({key.replace("_", "-"): value for key, value in request.items()}).encode())
        self.process.stdin.write(b"\n")
        self.process.stdin.flush()

    def receive(self) -> dict[str, Any]:
        line = self.process.stdout.readline()
        if not line:
            self._reader.join(5)
            raise AssertionError(f"the worker ended with {self.process.wait()}: {''.join(self.log)[-4000:]}")
        return json.loads(line)

    def ask(self, **request: Any) -> dict[str, Any]:
        self.send(**request)
        reply = self.receive()
        assert reply.get("ok"), reply
        return reply

    def end(self) -> int:
        """The exit status, once it has ended."""
        status = self.process.wait(timeout=LIMIT)
        self._watch.cancel()
        return status

    def kill(self) -> None:
        self._watch.cancel()
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            try:
                stream.close()
            except BrokenPipeError:
                pass


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
