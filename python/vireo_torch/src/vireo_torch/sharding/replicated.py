"""The whole model on every worker; gradients are summed as one vector."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext

import torch
from torch import nn

from vireo_torch.group import Group


class Replicated:
    """Each worker holds all values, and makes the same update."""

    def __init__(self, group: Group, device: torch.device, bf16: bool) -> None:
        self._group = group
        self._device = device
        self._bf16 = bf16
        self._gradients: dict[str, torch.Tensor] = {}
        self._flat = torch.empty(0)

    def spread(self, scorer: nn.Module) -> None:
        """Prepares a model without values. What products would round anyway is kept rounded if it is frozen."""
        if not self._bf16:
            return
        for module in scorer.modules():
            if isinstance(module, nn.Linear) and not module.weight.requires_grad:
                module.to(torch.bfloat16)

    def rows(self, parameter: nn.Parameter) -> slice:
        """Which rows of a parameter this worker holds."""
        return slice(0, parameter.shape[0])

    def local(self, tensor: torch.Tensor) -> torch.Tensor:
        """The values that this worker holds."""
        return tensor.detach()

    def whole(self, tensor: torch.Tensor) -> torch.Tensor:
        """All values; every worker is to call it."""
        return tensor.detach()

    def train(self, parameters: dict[str, nn.Parameter]) -> None:
        """Lays the gradient sums of parameters out, zero."""
        self._flat = torch.zeros(sum(each.numel() for each in parameters.values()), device=self._device)
        views = self._flat.split([each.numel() for each in parameters.values()])
        for (name, parameter), view in zip(parameters.items(), views, strict=True):
            parameter.grad = view.view_as(parameter)
            self._gradients[name] = parameter.grad

    def passing(self) -> AbstractContextManager[object]:
        """The arithmetic of a pass."""
        return torch.autocast(self._device.type, torch.bfloat16) if self._bf16 else nullcontext()

    def forget(self) -> None:
        """Ends a pass that no gradient follows."""

    def gradients(self) -> dict[str, torch.Tensor]:
        """The sums over all workers of the gradients of the values held; every worker is to call it."""
        self._group.sum(self._flat)
        return self._gradients

    def squares(self, local: torch.Tensor) -> torch.Tensor:
        """Sums of squares over what is held, made sums over the whole model."""
        return local

    def clear(self) -> None:
        """Sets the gradient sums to zero."""
        self._flat.zero_()
