"""Parameters by the names that they have in files."""

from __future__ import annotations

from collections.abc import Iterator

from torch import nn

ADAPTER_PREFIX = "base_model.model."


def base_name(name: str) -> str:
    """The name in a model's file of a parameter that is not an adapter's own."""
    return name.replace(".base_layer.", ".")


def adapter_name(name: str) -> str:
    """The name in an adapter's file of a parameter: of a low-rank factor, or of a module trained as a whole."""
    return ADAPTER_PREFIX + base_name(name).replace(".default.", ".")


def is_factor(name: str) -> bool:
    """Whether a parameter is a low-rank factor."""
    return ".lora_" in name


def named(scorer: nn.Module) -> Iterator[tuple[str, nn.Parameter]]:
    """The parameters by the module's own names, sorted: the same order on every worker."""
    yield from sorted(scorer.named_parameters())
