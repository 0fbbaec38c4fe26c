"""The tensors of a directory, read in parts and never unpickled."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any, Optional

import torch
from safetensors import SafetensorError, safe_open

from vireo_torch.model.directory import read_json
from vireo_torch.refusal import Refusal, first_line

INDEX = "model.safetensors.index.json"


class Tensors:
    """Tensors by name, in one or several safetensors files."""

    def __init__(self, file_of: dict[str, Path], files: dict[Path, Any], where: Path) -> None:
        self._file_of = file_of
        self._files = files
        self.where = where

    @staticmethod
    def of_model(directory: Path) -> Tensors:
        """The weights of a model directory: one file, or those that an index lists.

        Raises:
            Refusal: there are none, or only a pickle; a file cannot be read
        """
        index = directory / INDEX
        if index.is_file():
            listed = read_json(directory, index, "model", INDEX).get("weight_map", {})
            names = sorted(set(listed.values()))
        else:
            names = ["model.safetensors"]
            if not (directory / names[0]).is_file():
                _refuse_pickle(directory, "model")
        return Tensors._of([directory / name for name in names], directory)

    @staticmethod
    def of_adapter(directory: Path) -> Tensors:
        """The weights of an adapter directory.

        Raises:
            Refusal: as for a model
        """
        file = directory / "adapter_model.safetensors"
        if not file.is_file():
            _refuse_pickle(directory, "adapter")
        return Tensors._of([file], directory)

    @staticmethod
    def of_file(file: Path) -> Tensors:
        """The tensors of one file.

        Raises:
            Refusal: it cannot be read
        """
        return Tensors._of([file], file)

    @staticmethod
    def _of(paths: list[Path], where: Path) -> Tensors:
        file_of: dict[str, Path] = {}
        files: dict[Path, Any] = {}
        for path in paths:
            try:
                files[path] = safe_open(path, framework="pt")
                for name in files[path].keys():
                    file_of[name] = path
            except (OSError, SafetensorError) as error:
                raise Refusal(f"Cannot read {path}: {first_line(error)}; copy the file again") from error
        return Tensors(file_of, files, where)

    def names(self) -> set[str]:
        """The names of all tensors."""
        return set(self._file_of)

    def shape(self, name: str) -> Optional[list[int]]:
        """The shape of a tensor; None if there is no such tensor."""
        if name not in self._file_of:
            return None
        return list(self._files[self._file_of[name]].get_slice(name).get_shape())

    def rows(self, name: str, shape: torch.Size, rows: slice) -> torch.Tensor:
        """Some rows of a tensor as they are stored.

        Args:
            shape: of the whole tensor, as the model has it
            rows: along the first dimension

        Raises:
            Refusal: there is no such tensor, or it has another shape or cannot be read
        """
        stored = self.shape(name)
        if stored is None:
            raise Refusal(f"Cannot read {self.where}: tensor {name} is missing")
        if stored != list(shape):
            raise Refusal(f"Cannot read {self.where}: tensor {name} has the shape {stored}, the model's {list(shape)}")
        try:
            part: torch.Tensor = self._files[self._file_of[name]].get_slice(name)[rows]
        except (OSError, SafetensorError) as error:
            reason = first_line(error)
            raise Refusal(f"Cannot read {self.where}: tensor {name}: {reason}; copy the file again") from error
        if not part.is_floating_point():
            raise Refusal(f"Cannot read {self.where}: tensor {name} is stored as {part.dtype}; convert it to floats")
        return part

    def weights(self, name: str, shape: torch.Size, rows: slice) -> torch.Tensor:
        """The same of a model's weights, each of which must be a finite number.

        Raises:
            Refusal: also where one is not
        """
        part = self.rows(name, shape, rows)
        # Finite floats add up to a finite double, and nothing as large as the tensor is made on the way.
        if not math.isfinite(float(part.sum(dtype=torch.float64))):
            raise Refusal(
                f"Cannot use the weights in {self._file_of[name]}: not all values of tensor {name} are finite numbers;"
                " copy or download the model again, or train it again with a lower learning rate"
            )
        return part

    def number(self, name: str) -> int:
        """The value of a tensor that holds one integer.

        Raises:
            Refusal: there is none, or it is not an integer
        """
        if name not in self._file_of:
            raise Refusal(f"Cannot read {self.where}: tensor {name} is missing")
        value: torch.Tensor = self._files[self._file_of[name]].get_tensor(name)
        if value.dtype != torch.int64 or value.numel() != 1:
            raise Refusal(f"Cannot read {self.where}: tensor {name} is not one integer")
        return int(value)


def _refuse_pickle(directory: Path, what: str) -> None:
    pickles = sorted(file.name for pattern in ("*.bin", "*.pt", "*.pth", "*.ckpt") for file in directory.glob(pattern))
    if pickles:
        raise Refusal(
            f"Cannot read {directory / pickles[0]}: it is a pickle, and loading a pickle can run any code; save the"
            f" {what} as safetensors"
        )
    raise Refusal(f"Cannot open the {what} {directory}: there are no safetensors in it")
