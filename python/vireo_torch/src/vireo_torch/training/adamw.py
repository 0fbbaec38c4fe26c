"""AdamW on the values that a worker holds, in the order of operations of Vireo's own."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import torch

from vireo_torch.start.settings import AdamWSettings

_NORM_FLOOR = 1e-6
_AT_ONCE = 1 << 24
"""Elements whose intermediate results exist at once."""


@dataclass
class Held:
    """What a worker holds of a parameter: values and running means, float32 and equally long."""

    values: torch.Tensor
    first_moment: torch.Tensor
    second_moment: torch.Tensor


def squares(gradient: torch.Tensor) -> torch.Tensor:
    """The sum of a gradient's squares, in float64."""
    total = torch.zeros((), dtype=torch.float64, device=gradient.device)
    for (part,) in _parts(gradient):
        total += part.double().square().sum()
    return total


def clip_factor(norm: float, max_norm: float) -> float:
    """min(1, max / (norm + 1e-6)), as torch's clip_grad_norm_; 1 if ``max_norm`` is 0."""
    return 1.0 if max_norm == 0 else min(1.0, max_norm / (norm + _NORM_FLOOR))


def update(held: Held, gradient: torch.Tensor, clip: float, step: int, settings: AdamWSettings) -> None:
    """Makes one step (arXiv 1711.05101), every operation rounded to float32 on its own::

        p = p (1 - a decay) - a / (1 - beta1^t) * m / (sqrt(v) / sqrt(1 - beta2^t) + epsilon)

    Args:
        clip: by which the gradient is scaled first
        step: t, from 1
    """
    rate = settings.rate(step)
    keep2, share1, share2 = settings.beta2, 1 - settings.beta1, 1 - settings.beta2
    root2 = math.sqrt(1 - settings.beta2**step)
    size = rate / (1 - settings.beta1**step)
    for p, m, v, g in _parts(held.values, held.first_moment, held.second_moment, gradient):
        clipped = g * clip
        m.add_((clipped - m).mul_(share1))
        v.mul_(keep2).add_((clipped * share2).mul_(clipped))
        change = v.sqrt().div_(root2).add_(settings.adam_epsilon)
        torch.div(m, change, out=change)
        p.mul_(1 - rate * settings.weight_decay).sub_(change.mul_(size))


def _parts(*tensors: torch.Tensor) -> Iterator[tuple[torch.Tensor, ...]]:
    yield from zip(*(tensor.view(-1).split(_AT_ONCE) for tensor in tensors), strict=True)
