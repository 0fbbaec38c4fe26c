"""The workers of a stage, as one group."""

from __future__ import annotations

import fcntl
import os
import socket
import struct
from datetime import timedelta
from typing import Optional

import torch
import torch.distributed as dist

from vireo_torch.refusal import Lost, Refusal, first_line
from vireo_torch.start.settings import FULL, Start

_GET_ADDRESS = 0x8915


class Group:
    """Sums and exchanges over all workers. A world of one needs no other, and reaches none."""

    def __init__(self, start: Start) -> None:
        """Meets the other workers.

        Raises:
            Refusal: not all of them came within the limit
            Lost: the port is taken, which another attempt may find free
        """
        self.rank = start.rank
        self.world = start.world
        limit = timedelta(seconds=start.timeout_seconds)
        backend = "gloo" if start.device == "cpu" else "cpu:gloo,cuda:nccl"
        if start.world == 1:
            if start.sharding == FULL:
                # Its shards are whole, but torch shards within a group only.
                store = dist.HashStore()  # type: ignore[attr-defined]
                dist.init_process_group(backend, store=store, rank=0, world_size=1, timeout=limit)
            return
        _use_interface_towards(start.address)
        try:
            dist.init_process_group(
                backend,
                init_method=f"tcp://{start.address}",
                rank=start.rank,
                world_size=start.world,
                timeout=limit,
            )
        except (RuntimeError, ValueError, OSError) as error:
            if start.rank == 0 and "EADDRINUSE" in str(error):
                raise Lost(
                    f"Worker 0 cannot wait for the others at {start.address}: the port is taken; if torch.port names"
                    " it, name another"
                ) from error
            raise Refusal(
                f"Worker {start.rank} of {start.world} did not meet the others at {start.address} within"
                f" {start.timeout_seconds:g} s ({first_line(error)}): check that this address can be reached from every"
                " executor, and that all tasks of the stage have started"
            ) from error

    def sum(self, values: torch.Tensor) -> None:
        """Replaces a tensor by its sum over all workers."""
        if self.world > 1:
            dist.all_reduce(values, op=dist.ReduceOp.SUM)

    def texts(self, text: str) -> list[str]:
        """The text of each worker, by rank."""
        if self.world == 1:
            return [text]
        own = text.encode("utf-8")
        lengths = torch.zeros(self.world, dtype=torch.int64)
        lengths[self.rank] = len(own)
        self.sum(lengths)
        # One byte more than the longest, so that there is something to send if all are empty.
        longest = int(lengths.max()) + 1
        padded = torch.frombuffer(bytearray(own.ljust(longest, b"\0")), dtype=torch.uint8)
        received = [torch.empty_like(padded) for _ in range(self.world)]
        dist.all_gather(received, padded)
        return [
            each[:length].numpy().tobytes().decode("utf-8")
            for each, length in zip(received, lengths.tolist(), strict=True)
        ]

    def leave(self) -> None:
        """Ends the group; each of its workers is to call it."""
        if dist.is_initialized():
            dist.destroy_process_group()


def _use_interface_towards(address: str) -> None:
    """Makes workers listen on the interface from which rank 0 is reached.

    By default they listen at the address of their host's own name, which may be one that only the
    host itself can reach.
    """
    host, _, port = address.rpartition(":")
    interface = _interface(host, int(port))
    if interface is not None:
        for name in ("GLOO_SOCKET_IFNAME", "NCCL_SOCKET_IFNAME"):
            os.environ.setdefault(name, interface)


def _interface(host: str, port: int) -> Optional[str]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Sends nothing: it only asks for the route.
            probe.connect((host, port))
            own = probe.getsockname()[0]
        except OSError:
            return None
        for _, name in socket.if_nameindex():
            asked = struct.pack("256s", name.encode()[:15])
            try:
                answer = fcntl.ioctl(probe.fileno(), _GET_ADDRESS, asked)
            except OSError:
                continue
            if socket.inet_ntoa(answer[20:24]) == own:
                return name
    return None
