"""Values of parameters, read from files."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Optional

import torch
from torch import nn

from vireo_torch.model.adapter import Adapter
from vireo_torch.model.names import adapter_name, base_name, named
from vireo_torch.model.tensors import Tensors
from vireo_torch.refusal import Refusal

# Stored although other numbers decide them: frequencies, a projection that is the embedding's copy,
# the head that a scalar head stands for.
_DERIVED = re.compile(r"model\.(layers\.\d+\.self_attn\.)?rotary_emb\.inv_freq|lm_head\.weight")


def load(
    scorer: nn.Module,
    weights: Tensors,
    adapter: Optional[Adapter],
    rows: Callable[[nn.Parameter], slice],
    local: Callable[[torch.Tensor], torch.Tensor],
) -> None:
    """Fills a model from its files, a parameter at a time.

    Args:
        rows: which rows of a parameter this worker holds
        local: the memory that it holds them in

    Raises:
        Refusal: the files are not those of this model
    """
    own = set() if adapter is None else adapter.tensors.names()
    unused = {name for name in weights.names() if not _DERIVED.fullmatch(name)}
    with torch.no_grad():
        for name, parameter in named(scorer):
            unused.discard(base_name(name))
            if adapter is not None and adapter_name(name) in own:
                values = adapter.tensors.weights(adapter_name(name), parameter.shape, rows(parameter))
            else:
                values = weights.weights(base_name(name), parameter.shape, rows(parameter))
            local(parameter).copy_(values)
    if unused:
        raise Refusal(
            f"Cannot read {weights.where}: the model that config.json describes has no parameter {min(unused)}; use the"
            " config.json that belongs to these weights"
        )
