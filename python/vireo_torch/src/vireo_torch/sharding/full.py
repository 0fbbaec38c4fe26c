"""Every parameter in shards, by torch's fully_shard (FSDP2): a layer is whole only while it is used."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import cast

import torch
from torch import nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import FSDPModule, MixedPrecisionPolicy, fully_shard
from torch.distributed.tensor import DTensor

from vireo_torch.group import Group


class Full:
    """Each worker holds and updates an equal part of every parameter, cut along its first dimension."""

    def __init__(self, group: Group, device: torch.device, bf16: bool) -> None:
        self._group = group
        self._bf16 = bf16
        self._mesh = init_device_mesh(device.type, (group.world,))
        self._policy = MixedPrecisionPolicy(
            param_dtype=torch.bfloat16 if bf16 else None, reduce_dtype=torch.float32, cast_forward_inputs=bf16
        )
        self._parameters: dict[str, nn.Parameter] = {}
        self._roots: list[FSDPModule] = []

    def spread(self, scorer: nn.Module) -> None:
        """Cuts a model without values. Frozen parameters are kept as the layers use them."""
        if self._bf16:
            for parameter in scorer.parameters():
                if not parameter.requires_grad:
                    parameter.data = parameter.data.to(torch.bfloat16)
        layers = cast(nn.ModuleList, scorer.get_submodule("model.layers"))
        for module in (*layers, scorer):
            sharded = cast(FSDPModule, fully_shard(module, mesh=self._mesh, mp_policy=self._policy))
            # A loss divides by what the whole step counts: gradients are summed and not averaged.
            sharded.set_gradient_divide_factor(1.0)
            sharded.set_force_sum_reduction_for_comms(True)
            self._roots.append(sharded)

    def rows(self, parameter: nn.Parameter) -> slice:
        """Which rows of a parameter this worker holds."""
        rows = parameter.shape[0]
        share = -(-rows // self._group.world)
        first = min(rows, share * self._group.rank)
        return slice(first, min(rows, first + share))

    def local(self, tensor: torch.Tensor) -> torch.Tensor:
        """The values that this worker holds."""
        with torch.no_grad():
            return cast(DTensor, tensor).to_local()

    def whole(self, tensor: torch.Tensor) -> torch.Tensor:
        """All values; every worker is to call it."""
        with torch.no_grad():
            return cast(DTensor, tensor).full_tensor()

    def train(self, parameters: dict[str, nn.Parameter]) -> None:
        """Names the parameters whose gradients are summed."""
        self._parameters = parameters

    def passing(self) -> AbstractContextManager[object]:
        """The arithmetic of a pass."""
        return nullcontext()

    def forget(self) -> None:
        """Ends a pass that no gradient follows: what is whole is cut again, as an update changes the shards."""
        for module in self._roots:
            module.reshard()

    def gradients(self) -> dict[str, torch.Tensor]:
        """The sums over all workers of the gradients of the values held; every worker is to call it."""
        self.forget()
        return {
            name: torch.zeros_like(self.local(parameter)) if parameter.grad is None else self.local(parameter.grad)
            for name, parameter in self._parameters.items()
        }

    def squares(self, local: torch.Tensor) -> torch.Tensor:
        """Sums of squares over what is held, made sums over the whole model."""
        self._group.sum(local)
        return local

    def clear(self) -> None:
        """Sets the gradient sums to zero."""
        for parameter in self._parameters.values():
            parameter.grad = None
