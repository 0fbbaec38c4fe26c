"""From hidden states to log-probabilities, a bounded number of logits at a time."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch.nn import functional
from torch.utils.checkpoint import checkpoint

LOGITS_AT_ONCE = 1 << 24
"""64 MiB of them."""

Measured = tuple[torch.Tensor, ...]


def _entropy(logits: torch.Tensor, logprobs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    return -(logprobs.exp() * logprobs).sum(-1)


def _mean_logit(logits: torch.Tensor, logprobs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    return logits.mean(-1)


def _most_likely(logits: torch.Tensor, logprobs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    return (logprobs.argmax(-1) == targets).float()


STATISTICS: dict[str, Callable[[torch.Tensor, torch.Tensor, torch.Tensor], torch.Tensor]] = {
    "entropy": _entropy,
    "mean-logit": _mean_logit,
    "most-likely": _most_likely,
}
"""What else there is to know of the distribution that a token comes from. No gradient flows through it."""


def logprobs(
    hidden: torch.Tensor,
    projection: torch.Tensor,
    targets: torch.Tensor,
    temperature: float,
    statistics: tuple[str, ...],
    limit: int = LOGITS_AT_ONCE,
) -> Measured:
    """Log-probability of token y at temperature T: z_y / T - log(sum over v of exp(z_v / T)), z the logits.

    Where there is more than one chunk, logits are computed again on the way back.

    Args:
        hidden: [M, hidden]
        projection: [vocabulary, hidden]
        targets: [M]
        temperature: 0 counts as 1
        statistics: names of those to measure too
        limit: logits that may exist at once; at least one row of them always does

    Returns:
        float32: log-probabilities [M], then each statistic [M]
    """
    rows = max(1, limit // projection.shape[0])
    chunks = list(zip(hidden.split(rows), targets.split(rows), strict=True))

    def measure(states: torch.Tensor, wanted: torch.Tensor) -> Measured:
        return _measure(states, projection, wanted, temperature or 1.0, statistics)

    if len(chunks) == 1 or not torch.is_grad_enabled():
        measured = [measure(*chunk) for chunk in chunks]
    else:
        measured = [checkpoint(measure, *chunk, use_reentrant=False, preserve_rng_state=False) for chunk in chunks]
    return tuple(torch.cat(column) for column in zip(*measured, strict=True))


def _measure(
    hidden: torch.Tensor,
    projection: torch.Tensor,
    targets: torch.Tensor,
    temperature: float,
    statistics: tuple[str, ...],
) -> Measured:
    logits = functional.linear(hidden, projection).float()
    if temperature != 1:
        logits = logits / temperature
    every = functional.log_softmax(logits, dim=-1)
    chosen = every.gather(1, targets.unsqueeze(1)).squeeze(1)
    with torch.no_grad():
        return (chosen, *(STATISTICS[name](logits, every, targets) for name in statistics))
