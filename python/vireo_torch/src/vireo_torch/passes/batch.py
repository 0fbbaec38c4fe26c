"""Sequences laid out for one pass, and where in it the head is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch

from vireo_torch.channel import arrays
from vireo_torch.refusal import Refusal


@dataclass(frozen=True)
class Batch:
    """Rows of tokens, padded on the right, where causal attention keeps padding from mattering."""

    tokens: torch.Tensor
    """[B, L]"""
    states: torch.Tensor
    """[M], indices into the B * L hidden states: what the outputs are made of, sequence after sequence."""
    targets: torch.Tensor
    """[M], the tokens whose log-probabilities are asked for; 0 where values are."""

    def to(self, device: torch.device) -> Batch:
        """The same on a device."""
        return Batch(self.tokens.to(device), self.states.to(device), self.targets.to(device))


def batch(sequences: list[dict[str, Any]], ahead: int, vocabulary: int) -> Batch:
    """Lays sequences out; each is a row of its own.

    Args:
        sequences: prompt, completion and the places in the completion at which the head is asked;
            place -1, for values alone, is the prompt's last token
        ahead: by how many tokens an output is ahead of its hidden state: 1 for a language model,
            whose last token predicts nothing and is left out; 0 for a scalar head

    Raises:
        Refusal: a token is outside the vocabulary
    """
    rows: list[torch.Tensor] = []
    parts: list[tuple[torch.Tensor, torch.Tensor]] = []
    for sequence in sequences:
        prompt = arrays.integers(sequence["prompt"])
        completion = arrays.integers(sequence["completion"])
        places = arrays.integers(sequence["places"])
        whole = torch.cat([prompt, completion])
        at = len(prompt) + places
        parts.append((at - ahead, whole[at] if ahead else torch.zeros_like(at)))
        rows.append(whole[: len(whole) - ahead] if ahead and len(completion) else whole)
    width = max(len(row) for row in rows)
    tokens = torch.zeros(len(rows), width, dtype=torch.int64)
    for index, row in enumerate(rows):
        tokens[index, : len(row)] = row
    if int(tokens.min()) < 0 or int(tokens.max()) >= vocabulary:
        raise Refusal(
            f"A sequence holds the token {int(tokens.max())}, outside the vocabulary of {vocabulary} tokens: use the"
            " tokenizer that this model was trained with"
        )
    states = torch.cat([index * width + within for index, (within, _) in enumerate(parts)])
    return Batch(tokens, states, torch.cat([targets for _, targets in parts]))


def single_token() -> Batch:
    """The smallest batch: one token, which the head is asked at."""
    zero = torch.zeros(1, dtype=torch.int64)
    return Batch(zero.view(1, 1), zero, zero)
