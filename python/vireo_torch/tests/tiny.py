"""Tiny models with seeded parameters, and adapters of them."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file

SHAPE: dict[str, Any] = {
    "vocab_size": 61,
    "hidden_size": 32,
    "intermediate_size": 48,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 128,
    "rms_norm_eps": 1e-5,
    "bos_token_id": 1,
    "eos_token_id": 2,
    "pad_token_id": 0,
}


def seeded(model: torch.nn.Module, seed: int) -> torch.nn.Module:
    """Parameters large enough that attention and gates matter."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in sorted(model.named_parameters()):
            noise = torch.randn(parameter.shape, generator=generator)
            if name.endswith("norm.weight"):
                parameter.copy_(1 + 0.2 * noise)
            elif name.endswith("bias"):
                parameter.copy_(0.3 * noise)
            else:
                parameter.copy_(noise / math.sqrt(parameter.shape[1]))
    return model.eval()


def saved(folder: Path, kind: str, seed: int, **config: Any) -> Path:
    """A folder with a model of a transformers class."""
    import transformers

    family = kind.partition("For")[0]
    made = getattr(transformers, f"{family}Config")(**SHAPE, **config)
    seeded(getattr(transformers, kind)(made), seed).save_pretrained(folder)
    return folder


def qwen2(folder: Path, seed: int = 5) -> Path:
    """Biases, a projection of its own."""
    return saved(folder, "Qwen2ForCausalLM", seed, tie_word_embeddings=False)


def llama(folder: Path, seed: int = 6) -> Path:
    """Tied, with stretched positions."""
    positions = {
        "rope_type": "llama3",
        "rope_theta": 500.0,
        "factor": 8.0,
        "low_freq_factor": 1.0,
        "high_freq_factor": 4.0,
        "original_max_position_embeddings": 32,
    }
    return saved(folder, "LlamaForCausalLM", seed, tie_word_embeddings=True, rope_parameters=positions)


def mistral(folder: Path, seed: int = 7) -> Path:
    """A window shorter than the sequences."""
    return saved(folder, "MistralForCausalLM", seed, sliding_window=4, head_dim=8, tie_word_embeddings=False)


def qwen3(folder: Path, seed: int = 8) -> Path:
    """A norm on every head; tied."""
    return saved(folder, "Qwen3ForCausalLM", seed, head_dim=16, tie_word_embeddings=True)


def reward(folder: Path, seed: int = 9) -> Path:
    """One score for a state."""
    return saved(folder, "Qwen2ForSequenceClassification", seed, num_labels=1, tie_word_embeddings=False)


def steps(folder: Path, seed: int = 10) -> Path:
    """Two scores for every token, with a bias."""
    return saved(folder, "Qwen2ForTokenClassification", seed, num_labels=2, tie_word_embeddings=False)


def adapter(folder: Path, model: Path, seed: int = 11, score: int = 0) -> Path:
    """An adapter of rank 3 with values, as Vireo writes it.

    Args:
        score: outputs of a scalar head that is trained with it; 0 for none
    """
    from safetensors import safe_open

    folder.mkdir(parents=True)
    targets = ["q_proj", "v_proj", "down_proj"]
    generator = torch.Generator().manual_seed(seed)
    tensors = {}
    with safe_open(model / "model.safetensors", framework="pt") as weights:
        for name in sorted(weights.keys()):
            module = name.removesuffix(".weight")
            if module.split(".")[-1] in targets and name.endswith(".weight"):
                out, into = weights.get_slice(name).get_shape()
                for factor, shape in (("lora_A", (3, into)), ("lora_B", (out, 3))):
                    values = torch.randn(shape, generator=generator) / 6
                    tensors[f"base_model.model.{module}.{factor}.weight"] = values
    if score:
        values = torch.randn((score, SHAPE["hidden_size"]), generator=generator) / 6
        tensors["base_model.model.score.weight"] = values
    save_file(tensors, folder / "adapter_model.safetensors", metadata={"format": "pt"})
    config = {
        "base_model_name_or_path": None,
        "bias": "none",
        "fan_in_fan_out": False,
        "inference_mode": True,
        "lora_alpha": 7,
        "lora_dropout": 0.0,
        "peft_type": "LORA",
        "r": 3,
        "target_modules": targets,
        "task_type": "SEQ_CLS" if score else "CAUSAL_LM",
    }
    if score:
        config["modules_to_save"] = ["score"]
    (folder / "adapter_config.json").write_text(json.dumps(config))
    return folder
