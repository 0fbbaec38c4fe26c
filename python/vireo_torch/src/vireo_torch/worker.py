"""A model that serves the requests of its task."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any, Optional

import torch
from torch import nn
from torch.utils.checkpoint import checkpoint

from vireo_torch.channel import arrays
from vireo_torch.group import Group
from vireo_torch.model.adapter import Adapter
from vireo_torch.model.building import built, materialised
from vireo_torch.model.directory import description
from vireo_torch.model.loading import load
from vireo_torch.model.names import adapter_name, base_name, named
from vireo_torch.model.tensors import Tensors
from vireo_torch.passes.batch import Batch, batch, single_token
from vireo_torch.refusal import Refusal, first_line
from vireo_torch.saving.checkpoint import Checkpoint
from vireo_torch.sharding import Full, Replicated, Sharding
from vireo_torch.start.settings import BF16, FULL, Start
from vireo_torch.training.optimizer import Optimizer, optimizer


class Worker:
    """One method for each request that follows ``start``; each returns the fields of its reply."""

    def __init__(self, start: Start) -> None:
        """Builds and loads the model, and meets the other workers.

        Raises:
            Refusal: it cannot
        """
        description(start.model)
        weights = Tensors.of_model(start.model)
        adapter = None if start.adapter is None else Adapter(start.adapter)
        self._device = torch.device(start.device)
        self._scorer = built(start.model, weights, adapter, start.head)
        for name, parameter in named(self._scorer):
            parameter.requires_grad_(start.trained and (adapter is None or adapter.trains(name)))
        if start.gradient_checkpointing:
            _checkpoint_layers(self._scorer)
        self._group = Group(start)
        kind = Full if start.sharding == FULL else Replicated
        self._sharding: Sharding = kind(self._group, self._device, start.compute == BF16)
        self._sharding.spread(self._scorer)
        materialised(self._scorer, self._device)
        load(self._scorer, weights, adapter, self._sharding.rows, self._sharding.local)
        self._files_as = base_name if adapter is None else adapter_name
        self._stem = "model" if adapter is None else "adapter_model"
        trained = {self._files_as(name): each for name, each in named(self._scorer) if each.requires_grad}
        self._trained_parameters = sum(each.numel() for each in trained.values())
        self._optimizer: Optional[Optimizer] = None
        if start.adamw is not None:
            self._optimizer = optimizer(start.adamw, self._sharding, trained, start.optimizer)
        self._outputs: Optional[torch.Tensor] = None

    def started(self) -> dict[str, Any]:
        """How many numbers are trained."""
        return {"trained-parameters": self._trained_parameters}

    def pass_(self, request: dict[str, Any]) -> dict[str, Any]:
        """Outputs of the head for some sequences."""
        laid_out = batch(request["sequences"], self._scorer.ahead, self._scorer.vocabulary())
        statistics = tuple(request.get("statistics") or ())
        temperature = float(request.get("temperature", 1.0))
        outputs, *measured = self._forward(laid_out, temperature, statistics, bool(request["gradient"]))
        reply = {"outputs": arrays.encoded(outputs)}
        reply.update((name, arrays.encoded(values)) for name, values in zip(statistics, measured, strict=False))
        return reply

    def backward(self, request: dict[str, Any]) -> dict[str, Any]:
        """Adds the gradient of the last pass to the sums."""
        self._backward(arrays.floats(request["derivative"]))
        return {}

    def idle(self, request: dict[str, Any]) -> dict[str, Any]:
        """The same collectives as those of a pass, without a sequence."""
        gradient = bool(request.get("gradient", True))
        outputs, *_ = self._forward(single_token(), 1.0, (), gradient)
        if gradient:
            self._backward(torch.zeros(outputs.numel()))
        return {}

    def gather(self, request: dict[str, Any]) -> dict[str, Any]:
        """A text of each worker."""
        return {"texts": self._group.texts(request["text"])}

    def update(self, request: dict[str, Any]) -> dict[str, Any]:
        """One step of the optimizer."""
        norm, rate = self._training().update()
        return {"grad-norm": norm, "learning-rate": rate}

    def save(self, request: dict[str, Any]) -> dict[str, Any]:
        """Writes parameters and the optimizer's state.

        Raises:
            Refusal: they cannot be written
        """
        state = self._training()
        folder = Path(request["folder"])
        self._sharding.forget()
        target = Checkpoint(folder if self._group.rank == 0 else None, self._sharding)
        try:
            target.parameters({name: each.detach() for name, each in state.parameters.items()}, self._stem)
            target.optimizer(state)
        except OSError as error:
            reason = first_line(error)
            raise Refusal(f"Cannot write the checkpoint {folder}: {reason}; make room on its disk") from error
        # Nobody goes on before the files are whole.
        self._group.texts("")
        return {}

    def stop(self, request: dict[str, Any]) -> dict[str, Any]:
        """Leaves the group."""
        self._group.leave()
        return {}

    def _forward(
        self, laid_out: Batch, temperature: float, statistics: tuple[str, ...], gradient: bool
    ) -> tuple[torch.Tensor, ...]:
        self._outputs = None
        with torch.set_grad_enabled(gradient), self._sharding.passing():
            measured: tuple[torch.Tensor, ...] = self._scorer(laid_out.to(self._device), temperature, statistics)
        if gradient:
            self._outputs = measured[0]
        else:
            self._sharding.forget()
        return measured

    def _backward(self, derivative: torch.Tensor) -> None:
        if self._outputs is None:
            raise ValueError("There is no pass with a gradient before this backward")
        self._outputs.backward(derivative.to(self._device))
        self._outputs = None

    def _training(self) -> Optimizer:
        if self._optimizer is None:
            raise ValueError("This worker only scores")
        return self._optimizer


def _checkpoint_layers(scorer: nn.Module) -> None:
    """Has each layer computed again on the way back, inside the hooks that make it whole."""
    for layer in scorer.get_submodule("model.layers").children():
        layer.forward = partial(checkpoint, layer.forward, use_reentrant=False, preserve_rng_state=False)
