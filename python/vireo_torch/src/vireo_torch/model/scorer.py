"""A model and its head, as one module: tokens in, outputs of the head out."""

from __future__ import annotations

import torch
from torch import nn

from vireo_torch.passes.batch import Batch
from vireo_torch.passes.logprobs import Measured, logprobs


class Scorer(nn.Module):
    """The decoder as ``model``, and a head unless the embedding is one.

    Its modules are named as those of the transformers class that belongs to the directory, so that
    parameters have the names of its files, and adapters find what they target. A pass goes through
    ``forward`` of this module, as sharding needs hooks before and after everything.
    """

    def __init__(self, model: nn.Module, head: str | None, outputs: int, bias: bool) -> None:
        """
        Args:
            head: ``lm_head`` or ``score``; None for a language model whose embedding is its projection
            outputs: numbers that the head puts out
        """
        super().__init__()
        self.model = model
        self.ahead = 0 if head == "score" else 1
        if head is not None:
            hidden = int(self._embedding().shape[1])
            self.add_module(head, nn.Linear(hidden, outputs, bias=bias))

    def vocabulary(self) -> int:
        """Rows of the embedding."""
        return int(self._embedding().shape[0])

    def forward(self, batch: Batch, temperature: float, statistics: tuple[str, ...]) -> Measured:
        """The outputs, float32: log-probabilities [M], then each statistic [M]; or values [M * labels]."""
        hidden = self.model(input_ids=batch.tokens, use_cache=False).last_hidden_state
        asked = hidden.flatten(0, 1).index_select(0, batch.states)
        score = self._modules.get("score")
        if score is not None:
            return (score(asked).float().flatten(),)
        return logprobs(asked, self._projection(), batch.targets, temperature, statistics)

    def _projection(self) -> torch.Tensor:
        return self._weight("lm_head") if "lm_head" in self._modules else self._embedding()

    def _embedding(self) -> torch.Tensor:
        return self._weight("model.embed_tokens")

    def _weight(self, module: str) -> torch.Tensor:
        weight = self.get_submodule(module).weight
        assert isinstance(weight, torch.Tensor)
        return weight
