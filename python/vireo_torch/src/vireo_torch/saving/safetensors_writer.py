"""A safetensors file written a tensor at a time, with the bytes of Vireo's own writer."""

from __future__ import annotations

import json
import math
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Optional

import torch

_ALIGNMENT = 8
_BYTES = {"F32": 4, "I64": 8}


class SafetensorsWriter:
    """Integers first, then by name; the header is padded with spaces to a multiple of 8."""

    def __init__(self, file: Path, shapes: dict[str, list[int]], integers: dict[str, int]) -> None:
        """Writes the header and the integers.

        Args:
            file: a file that does not exist yet
            shapes: of the float32 tensors that follow
            integers: scalars by name
        """
        self._order = sorted(shapes)
        entries: dict[str, object] = {"__metadata__": {"format": "pt"}}
        end = 0
        described: list[tuple[str, str, list[int]]] = [(name, "I64", []) for name in sorted(integers)]
        for name, kind, shape in described + [(name, "F32", shapes[name]) for name in self._order]:
            begin, end = end, end + math.prod(shape) * _BYTES[kind]
            entries[name] = {"dtype": kind, "shape": shape, "data_offsets": [begin, end]}
        header = json.dumps(entries, separators=(",", ":"), ensure_ascii=False).encode("utf-8")
        header += b" " * (-len(header) % _ALIGNMENT)
        self._file: BinaryIO = open(file, "xb")
        self._file.write(len(header).to_bytes(8, "little") + header)
        for name in sorted(integers):
            self._write(torch.tensor(integers[name], dtype=torch.int64))

    def write(self, name: str, values: torch.Tensor) -> None:
        """Writes the next tensor in the order of the names.

        Raises:
            ValueError: it is another's turn
        """
        expected = self._order.pop(0)
        if name != expected:
            raise ValueError(f"Expected tensor {expected}, not {name}")
        self._write(values.to(device="cpu", dtype=torch.float32))

    def __enter__(self) -> SafetensorsWriter:
        return self

    def __exit__(
        self, kind: Optional[type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self._file.close()
        if kind is None and self._order:
            raise ValueError(f"Tensor {self._order[0]} was not written")

    def _write(self, values: torch.Tensor) -> None:
        self._file.write(values.detach().contiguous().view(-1).view(torch.uint8).numpy().data)
