"""The same work by transformers, PEFT and torch.optim on one process, a sequence at a time."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file

Sequence = tuple[list[int], list[int]]
"""A prompt and a completion."""

CLIP = 0.2


def some_sequences(count: int, seed: int, vocabulary: int = 61) -> list[Sequence]:
    """Prompts of 1 to 6 tokens and completions of 2 to 8."""
    generator = torch.Generator().manual_seed(seed)

    def ids(least: int, most: int) -> list[int]:
        length = int(torch.randint(least, most + 1, (), generator=generator))
        return torch.randint(3, vocabulary, (length,), generator=generator).tolist()

    return [(ids(1, 6), ids(2, 8)) for _ in range(count)]


def language_model(directory: Path, adapter: Path | None = None, dtype: torch.dtype = torch.float32) -> torch.nn.Module:
    """The model that transformers and PEFT load, with gradients of what Vireo trains."""
    from transformers import AutoModelForCausalLM

    model = AutoModelForCausalLM.from_pretrained(directory, dtype=dtype)
    if adapter is not None:
        from peft import PeftModel

        model = PeftModel.from_pretrained(model, adapter, is_trainable=True)
    return model.eval()


def logits(model: torch.nn.Module, sequence: Sequence) -> torch.Tensor:
    """Those that predict the completion, [tokens of it, vocabulary]."""
    prompt, completion = sequence
    every = model(input_ids=torch.tensor([prompt + completion])).logits[0].float()
    return every[len(prompt) - 1 : -1]


def logprobs(model: torch.nn.Module, sequence: Sequence, temperature: float = 1.0) -> torch.Tensor:
    """Of a completion's tokens."""
    every = torch.log_softmax(logits(model, sequence) / temperature, -1)
    return every.gather(1, torch.tensor(sequence[1]).unsqueeze(1)).squeeze(1)


def grpo(new: torch.Tensor, old: torch.Tensor, advantage: float, tokens: int) -> torch.Tensor:
    """A completion's part of the clipped objective (arXiv 2402.03300, equation 3 without kl), over ``tokens``."""
    ratio = (new - old).exp()
    clipped = ratio.clamp(1 - CLIP, 1 + CLIP)
    return -torch.minimum(ratio * advantage, clipped * advantage).sum() / tokens


def optimizer(model: torch.nn.Module, adamw: dict[str, float]) -> torch.optim.AdamW:
    """torch's own, by the settings of a request."""
    return torch.optim.AdamW(
        [each for each in model.parameters() if each.requires_grad],
        lr=adamw["learning-rate"],
        betas=(adamw["beta1"], adamw["beta2"]),
        eps=adamw["adam-epsilon"],
        weight_decay=adamw["weight-decay"],
    )


def step(model: torch.nn.Module, optimizer: torch.optim.AdamW, number: int, adamw: dict[str, float]) -> float:
    """Warms up, clips and updates; returns the norm before clipping."""
    for group in optimizer.param_groups:
        group["lr"] = adamw["learning-rate"] * min(1.0, number / max(1, adamw["warmup-steps"]))
    most = adamw["max-grad-norm"] or float("inf")
    norm = torch.nn.utils.clip_grad_norm_([each for each in model.parameters() if each.requires_grad], most)
    optimizer.step()
    optimizer.zero_grad()
    return float(norm)


def parameters(model: torch.nn.Module) -> dict[str, torch.Tensor]:
    """What is trained, by the names of the files."""
    return {
        name.replace(".default.", "."): each.detach() for name, each in model.named_parameters() if each.requires_grad
    }


def largest_difference(file: Path, expected: dict[str, torch.Tensor]) -> float:
    """The largest difference of an element between a file and what it should hold, which have the same names."""
    found = load_file(file)
    assert found.keys() == expected.keys()
    return max(float((found[name] - expected[name]).abs().max()) for name in found)
