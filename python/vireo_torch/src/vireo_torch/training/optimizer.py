"""The optimizer of a model: gradients in, the next parameters out."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Optional

import torch
from torch import nn

from vireo_torch.model.tensors import Tensors
from vireo_torch.refusal import Refusal
from vireo_torch.sharding import Sharding
from vireo_torch.start.settings import AdamWSettings
from vireo_torch.training.adamw import Held, clip_factor, squares, update

STEP, FIRST_MOMENT, SECOND_MOMENT = "step", "exp_avg.", "exp_avg_sq."


class Optimizer:
    """AdamW over all workers. Its running means lie as the parameters do."""

    def __init__(self, settings: AdamWSettings, sharding: Sharding, parameters: dict[str, nn.Parameter]) -> None:
        """
        Args:
            parameters: those that are trained, by the names of their file
        """
        self._settings = settings
        self._sharding = sharding
        self.step = 0
        self.parameters = parameters
        self.first = {name: torch.zeros_like(each, requires_grad=False) for name, each in parameters.items()}
        self.second = {name: torch.zeros_like(each, requires_grad=False) for name, each in parameters.items()}
        sharding.train(parameters)

    def load(self, file: Path) -> None:
        """Goes on from a state.

        Raises:
            Refusal: it cannot be read, or belongs to another model
        """
        tensors = Tensors.of_file(file)
        self.step = tensors.number(STEP)
        unused = tensors.names() - {STEP}
        for prefix, moments in ((FIRST_MOMENT, self.first), (SECOND_MOMENT, self.second)):
            for name, parameter in self.parameters.items():
                values = tensors.rows(prefix + name, parameter.shape, self._sharding.rows(parameter))
                self._sharding.local(moments[name]).copy_(values)
                unused.discard(prefix + name)
        if unused:
            raise Refusal(f"Cannot read {file}: tensor {min(unused)} belongs to another model")

    def update(self) -> tuple[float, float]:
        """Makes one update by the gradients summed so far, and sets these to zero.

        Returns:
            the gradient's norm before clipping, and the learning rate

        Raises:
            Refusal: the norm is not finite; nothing has been changed then
        """
        gradients = self._sharding.gradients()
        totals = self._sharding.squares(torch.stack([squares(gradients[name]) for name in self.parameters]))
        norm = math.sqrt(float(totals.sum()))
        if not math.isfinite(norm):
            raise Refusal(f"The gradient's norm is {norm} at step {self.step + 1}; lower the learning rate")
        self.step += 1
        clip = clip_factor(norm, self._settings.max_grad_norm)
        with torch.no_grad():
            for name, parameter in self.parameters.items():
                update(self._held(name, parameter), gradients[name], clip, self.step, self._settings)
        self._sharding.clear()
        return norm, self._settings.rate(self.step)

    def _held(self, name: str, parameter: nn.Parameter) -> Held:
        local = self._sharding.local
        return Held(local(parameter), local(self.first[name]), local(self.second[name]))


def optimizer(
    settings: AdamWSettings, sharding: Sharding, parameters: dict[str, nn.Parameter], file: Optional[Path]
) -> Optimizer:
    """An optimizer that begins, or goes on from a file."""
    made = Optimizer(settings, sharding, parameters)
    if file is not None:
        made.load(file)
    return made
