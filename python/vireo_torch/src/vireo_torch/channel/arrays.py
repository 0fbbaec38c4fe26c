"""Arrays as the channel carries them: base64 of little-endian bytes."""

from __future__ import annotations

import base64
import sys

import torch

if sys.byteorder != "little":
    raise ImportError("The worker runs on little-endian machines only")


def integers(text: str) -> torch.Tensor:
    """A vector of int32, widened to int64 as torch takes indices."""
    return _decoded(text, torch.int32).to(torch.int64)


def floats(text: str) -> torch.Tensor:
    """A vector of float32."""
    return _decoded(text, torch.float32)


def encoded(values: torch.Tensor) -> str:
    """The text of a tensor's elements as float32, in order."""
    flat = values.detach().to(device="cpu", dtype=torch.float32).contiguous().view(-1)
    return base64.b64encode(flat.numpy().tobytes()).decode("ascii")


def _decoded(text: str, dtype: torch.dtype) -> torch.Tensor:
    data = bytearray(base64.b64decode(text, validate=True))
    return torch.frombuffer(data, dtype=dtype) if data else torch.empty(0, dtype=dtype)
