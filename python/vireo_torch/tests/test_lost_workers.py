"""Workers that others do not reach, or lose."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from workers import LIMIT, Worker, World, floats, free_port, refused, sequence, start_request


def test_rank_zero_that_cannot_be_reached(models: Path) -> None:
    address = f"127.0.0.1:{free_port()}"
    line = refused(model=models / "qwen2", rank=1, world=2, address=address, timeout_seconds=2)
    assert line.startswith(f"Worker 1 of 2 did not meet the others at {address} within 2 s (")


def test_a_port_that_is_taken(models: Path) -> None:
    """Another attempt may find it free."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        worker = Worker()
        worker.send(**start_request(model=models / "qwen2", rank=0, world=2, address=address, timeout_seconds=2))
        line = worker.receive()["failed"]
        assert line.startswith(f"Worker 0 cannot wait for the others at {address}: the port is taken")
        assert worker.end() == 1
        worker.kill()


@pytest.mark.parametrize(
    ("sharding", "during"), [("replicated", "update"), ("full", "pass"), ("full", "backward"), ("full", "save")]
)
def test_a_peer_that_dies(models: Path, tmp_path: Path, sharding: str, during: str) -> None:
    requests = {
        "pass": {"do": "pass", "sequences": [sequence([1], [2])], "temperature": 1.0, "gradient": True},
        "backward": {"do": "backward", "derivative": floats([1.0])},
        "update": {"do": "update"},
        "save": {"do": "save", "folder": str(tmp_path)},
    }
    with World(2, model=models / "qwen2", sharding=sharding, timeout_seconds=60) as world:
        first, second = world.workers
        if during == "backward":
            world.ask(requests["pass"])
        second.kill()
        first.send(**requests[during])
        line = first.receive()["failed"]
        assert line.startswith(f"The worker lost the others in {during} (")
        assert "\n" not in line
        assert first.end() == 1


def test_a_peer_that_never_comes(models: Path) -> None:
    with World(2, model=models / "qwen2", timeout_seconds=6) as world:
        first, _ = world.workers
        first.send(do="update")
        assert first.receive()["failed"].startswith("The worker lost the others in update (")


@pytest.mark.parametrize("sharding", ["replicated", "full"])
def test_a_task_that_ends_takes_its_worker_along(models: Path, sharding: str) -> None:
    """Even while it waits for another that never comes, which it would for longer than the test does."""
    with World(2, model=models / "qwen2", sharding=sharding, timeout_seconds=10 * LIMIT) as world:
        first, _ = world.workers
        first.send(do="update")
        first.requests.close()
        assert first.end() == 3
