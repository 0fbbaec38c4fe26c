"""The files of a checkpoint that hold tensors."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Optional

import torch

from vireo_torch.saving.safetensors_writer import SafetensorsWriter
from vireo_torch.sharding import Sharding
from vireo_torch.training.optimizer import FIRST_MOMENT, SECOND_MOMENT, STEP, Optimizer

FILE_BYTES = 5 * 10**9
"""Above this, a model's parameters go into several files."""


class Checkpoint:
    """Writes into a folder on rank 0; every worker gives its part of each tensor, in the same order."""

    def __init__(self, folder: Optional[Path], sharding: Sharding) -> None:
        """
        Args:
            folder: one that exists; None on every other rank
        """
        self._folder = folder
        self._sharding = sharding

    def parameters(self, tensors: dict[str, torch.Tensor], stem: str, file_bytes: int = FILE_BYTES) -> None:
        """Writes ``STEM.safetensors``, or several files and their index.

        Raises:
            OSError: a file cannot be written
        """
        parts = list(_parts(tensors, file_bytes))
        if len(parts) == 1:
            self._write(f"{stem}.safetensors", tensors, {})
            return
        files = [f"{stem}-{index + 1:05}-of-{len(parts):05}.safetensors" for index in range(len(parts))]
        for file, names in zip(files, parts, strict=True):
            self._write(file, {name: tensors[name] for name in names}, {})
        if self._folder is not None:
            index = {
                "metadata": {"total_size": sum(4 * each.numel() for each in tensors.values())},
                "weight_map": {name: file for file, names in zip(files, parts, strict=True) for name in names},
            }
            text = json.dumps(index, indent=2, sort_keys=True) + "\n"
            (self._folder / f"{stem}.safetensors.index.json").write_text(text, encoding="utf-8")

    def optimizer(self, state: Optimizer) -> None:
        """Writes ``training-state/optimizer.safetensors``.

        Raises:
            OSError: it cannot be written
        """
        if self._folder is not None:
            (self._folder / "training-state").mkdir(exist_ok=True)
        moments = {FIRST_MOMENT + name: moment for name, moment in state.first.items()}
        moments.update({SECOND_MOMENT + name: moment for name, moment in state.second.items()})
        self._write("training-state/optimizer.safetensors", moments, {STEP: state.step})

    def _write(self, file: str, tensors: dict[str, torch.Tensor], integers: dict[str, int]) -> None:
        if self._folder is None:
            for name in sorted(tensors):
                self._sharding.whole(tensors[name])
            return
        shapes = {name: list(tensor.shape) for name, tensor in tensors.items()}
        with SafetensorsWriter(self._folder / file, shapes, integers) as writer:
            for name in sorted(tensors):
                writer.write(name, self._sharding.whole(tensors[name]))


def _parts(tensors: dict[str, torch.Tensor], most: int) -> Iterator[Iterable[str]]:
    """The names of each file, in order."""
    part: list[str] = []
    size = 0
    for name in sorted(tensors):
        added = 4 * math.prod(tensors[name].shape)
        if part and size + added > most:
            yield part
            part, size = [], 0
        part.append(name)
        size += added
    yield part
