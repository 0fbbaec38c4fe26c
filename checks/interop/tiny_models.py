"""Tiny transformers models with every feature of their architecture on, and seeded parameters."""

import math

import torch
from transformers import (
    LlamaConfig,
    LlamaForCausalLM,
    MistralConfig,
    MistralForCausalLM,
    Qwen2Config,
    Qwen2ForCausalLM,
    Qwen2ForSequenceClassification,
    Qwen2ForTokenClassification,
    Qwen3Config,
    Qwen3ForCausalLM,
    Qwen3ForSequenceClassification,
)

SHAPE = dict(
    vocab_size=96,
    hidden_size=32,
    intermediate_size=48,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=2,
    max_position_embeddings=256,
    rms_norm_eps=1e-5,
    bos_token_id=1,
    eos_token_id=2,
    pad_token_id=0,
    attn_implementation="eager",
)


def llama(seed):
    """Stretched positions, tied, kept in bfloat16; a head as wide as hidden / heads."""
    config = LlamaConfig(
        **SHAPE,
        tie_word_embeddings=True,
        rope_parameters=dict(
            rope_type="llama3",
            rope_theta=500.0,
            factor=8.0,
            low_freq_factor=1.0,
            high_freq_factor=4.0,
            original_max_position_embeddings=32,
        ),
    )
    return seeded(LlamaForCausalLM(config), seed, torch.bfloat16)


def qwen2(seed):
    """Biases, an output projection of its own, kept in float32."""
    config = Qwen2Config(
        **SHAPE,
        tie_word_embeddings=False,
        rope_parameters=dict(rope_type="default", rope_theta=1000.0),
    )
    return seeded(Qwen2ForCausalLM(config), seed, torch.float32)


def qwen3(seed):
    """A norm on every head, heads wider than hidden / heads, kept in float32."""
    config = Qwen3Config(
        **SHAPE,
        head_dim=16,
        tie_word_embeddings=True,
        rope_parameters=dict(rope_type="default", rope_theta=1000.0),
    )
    return seeded(Qwen3ForCausalLM(config), seed, torch.float32)


def mistral(seed):
    """A window far shorter than the sequences, four query heads per key head, kept in float16."""
    config = MistralConfig(
        **{**SHAPE, "num_key_value_heads": 1},
        head_dim=16,
        sliding_window=9,
        tie_word_embeddings=False,
        rope_parameters=dict(rope_type="default", rope_theta=1000.0),
    )
    return seeded(MistralForCausalLM(config), seed, torch.float16)


def reward(seed):
    """One label; the token that ends a sequence is also the padding."""
    config = Qwen2Config(**{**SHAPE, "pad_token_id": 2}, num_labels=1)
    return seeded(Qwen2ForSequenceClassification(config), seed, torch.bfloat16)


def steps(seed):
    """Two labels at every token, kept in float32."""
    config = Qwen2Config(**SHAPE, tie_word_embeddings=False, num_labels=2)
    return seeded(Qwen2ForTokenClassification(config), seed, torch.float32)


def classifier(seed, vocabulary, padding):
    """Three labels with names, and room for a tokenizer that knows text."""
    names = {0: "bad", 1: "fair", 2: "good"}
    config = Qwen3Config(
        **{**SHAPE, "vocab_size": vocabulary, "pad_token_id": padding},
        head_dim=8,
        id2label=names,
        label2id={name: label for label, name in names.items()},
    )
    return seeded(Qwen3ForSequenceClassification(config), seed, torch.float16)


def seeded(model, seed, stored):
    """Parameters large enough that attention and gates matter, each a number of the stored type."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in sorted(model.named_parameters()):
            noise = torch.randn(parameter.shape, generator=generator)
            if name.endswith("norm.weight"):
                value = 1 + 0.2 * noise
            elif name.endswith(".bias"):
                value = 0.3 * noise
            elif "embed_tokens" in name:
                value = 0.35 * noise
            else:
                value = noise / math.sqrt(parameter.shape[1])
            parameter.copy_(value.to(stored).float())
    model.stored = stored
    return model.eval()
