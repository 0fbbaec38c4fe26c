"""From a directory to a model without values."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

import torch
from torch import nn

from vireo_torch.model.adapter import Adapter
from vireo_torch.model.directory import description
from vireo_torch.model.names import ADAPTER_PREFIX
from vireo_torch.model.scorer import Scorer
from vireo_torch.model.tensors import Tensors
from vireo_torch.refusal import Refusal, first_line
from vireo_torch.start.settings import SCALAR

# The part of a decoder with numbers that are neither parameters nor stored: its frequencies.
_ROTARY = "rotary_emb"


def built(directory: Path, weights: Tensors, adapter: Optional[Adapter], head: str) -> Scorer:
    """The model that a directory and an adapter describe, in float32 on the meta device.

    Raises:
        Refusal: the model, its head or its adapter is not supported
    """
    stated = description(directory)
    import transformers

    try:
        config = transformers.AutoConfig.from_pretrained(directory, local_files_only=True, trust_remote_code=False)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise Refusal(f"{directory / 'config.json'} is not understood by transformers: {first_line(error)}") from error
    config.attention_dropout = 0.0
    with torch.device("meta"):
        model = transformers.AutoModel.from_config(config, attn_implementation="sdpa", dtype=torch.float32)
        # A token that pads elsewhere is one as all others here: transformers gives its row no gradient.
        model.get_submodule("embed_tokens").padding_idx = None
        name, outputs, bias = None, config.vocab_size, False
        if head == SCALAR:
            name, (outputs, bias) = "score", _score(directory, weights, adapter)
        elif not stated.get("tie_word_embeddings", config.tie_word_embeddings):
            name = "lm_head"
        scorer = Scorer(model, name, outputs, bias)
        if adapter is not None:
            adapter.put_into(scorer)
    return scorer.float().eval()


def materialised(scorer: nn.Module, device: torch.device) -> None:
    """Gives a model, spread or not, memory for its values, and its frequencies theirs."""
    scorer.to_empty(device=device)
    model = scorer.get_submodule("model")
    rotary = model.get_submodule(_ROTARY)
    setattr(model, _ROTARY, type(rotary)(config=model.config).to(device))
    strays = [name for name, _ in scorer.named_buffers() if f".{_ROTARY}." not in name]
    if strays:
        raise Refusal(f"The model keeps numbers that its files do not hold ({strays[0]}), which is not supported")


def _score(directory: Path, weights: Tensors, adapter: Optional[Adapter]) -> tuple[int, bool]:
    """How many outputs a scalar head has, and whether it has a bias. A head may be the adapter's."""
    own = [] if adapter is None else [(adapter.tensors, ADAPTER_PREFIX)]
    for tensors, prefix in [*own, (weights, "")]:
        shape = tensors.shape(prefix + "score.weight")
        if shape is not None:
            return shape[0], prefix + "score.bias" in tensors.names()
    raise Refusal(f"The model {directory} has no scalar head: there is no tensor score.weight in it")
