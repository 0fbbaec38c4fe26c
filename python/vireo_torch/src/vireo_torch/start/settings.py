"""The request that a worker starts with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

LANGUAGE_MODEL, SCALAR = "language-model", "scalar"
REPLICATED, FULL = "replicated", "full"
F32, BF16 = "f32", "bf16"


@dataclass(frozen=True)
class AdamWSettings:
    """Settings of AdamW, by Vireo's names. A learning rate rises over ``warmup_steps`` steps."""

    learning_rate: float
    warmup_steps: int
    beta1: float
    beta2: float
    adam_epsilon: float
    weight_decay: float
    max_grad_norm: float

    @staticmethod
    def parse(request: dict[str, Any]) -> AdamWSettings:
        """Reads the settings.

        Raises:
            KeyError: one is missing
        """
        return AdamWSettings(
            learning_rate=float(request["learning-rate"]),
            warmup_steps=int(request["warmup-steps"]),
            beta1=float(request["beta1"]),
            beta2=float(request["beta2"]),
            adam_epsilon=float(request["adam-epsilon"]),
            weight_decay=float(request["weight-decay"]),
            max_grad_norm=float(request["max-grad-norm"]),
        )

    def rate(self, step: int) -> float:
        """The learning rate of a step, the first being 1."""
        return self.learning_rate if step >= self.warmup_steps else self.learning_rate * step / self.warmup_steps


@dataclass(frozen=True)
class Start:
    """What a worker is to be."""

    rank: int
    world: int
    address: str
    """Host and port of rank 0, where all meet; unused in a world of 1."""
    timeout_seconds: float
    """How long a worker waits for the others."""
    device: str
    """cpu, cuda or cuda:N; what ``auto`` comes to is known before."""
    threads: int
    model: Path
    """A Hugging Face model directory."""
    adapter: Optional[Path]
    """A directory as PEFT writes it."""
    optimizer: Optional[Path]
    """The optimizer's state; None: it begins."""
    head: str
    trained: bool
    """False: scores only, without gradients."""
    compute: str
    sharding: str
    gradient_checkpointing: bool
    deterministic: bool
    seed: int
    adamw: Optional[AdamWSettings]
    """None unless trained."""

    @staticmethod
    def parse(request: dict[str, Any]) -> Start:
        """Reads the request.

        Raises:
            KeyError: something is missing
            ValueError: a choice is not one of those there are
        """
        return Start(
            rank=int(request["rank"]),
            world=int(request["world"]),
            address=str(request.get("address") or ""),
            timeout_seconds=float(request["timeout-seconds"]),
            device=str(request["device"]),
            threads=int(request["threads"]),
            model=Path(request["model"]),
            adapter=_path(request.get("adapter")),
            optimizer=_path(request.get("optimizer")),
            head=_one_of(request, "head", LANGUAGE_MODEL, SCALAR),
            trained=bool(request["trained"]),
            compute=_one_of(request, "compute", F32, BF16),
            sharding=_one_of(request, "sharding", REPLICATED, FULL),
            gradient_checkpointing=bool(request["gradient-checkpointing"]),
            deterministic=bool(request["deterministic"]),
            seed=int(request["seed"]),
            adamw=AdamWSettings.parse(request["adamw"]) if request["trained"] else None,
        )


def _path(value: Optional[str]) -> Optional[Path]:
    return None if value is None else Path(value)


def _one_of(request: dict[str, Any], key: str, *choices: str) -> str:
    value = str(request[key])
    if value not in choices:
        raise ValueError(f"{key} {value!r} is not one of {', '.join(choices)}")
    return value
