"""The description of a model directory."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from vireo_torch.refusal import Refusal, first_line

SUPPORTED = ("llama", "mistral", "qwen2", "qwen3")
"""Values of ``model_type`` whose parameters and arithmetic are Vireo's."""


def description(directory: Path) -> dict[str, Any]:
    """The config.json of a directory.

    Raises:
        Refusal: there is none, or its architecture is not supported
    """
    file = directory / "config.json"
    config = read_json(directory, file, "model", "config.json")
    model_type = config.get("model_type")
    if model_type not in SUPPORTED:
        raise Refusal(f'{file}: model_type "{model_type}" is not supported; supported are {", ".join(SUPPORTED)}')
    return config


def read_json(directory: Path, file: Path, what: str, name: str) -> dict[str, Any]:
    """The object in a file of a directory.

    Raises:
        Refusal: there is no such directory or file, or no object in it
    """
    if not directory.is_dir():
        raise Refusal(
            f"Cannot open the {what} {directory}: there is no such directory on this executor. Models are read from"
            " directories only; nothing is downloaded"
        )
    if not file.is_file():
        raise Refusal(f"Cannot open the {what} {directory}: there is no {name} in it")
    try:
        value = json.loads(file.read_bytes())
    except ValueError as error:
        raise Refusal(f"{file} is not JSON ({first_line(error)}): copy the file again") from error
    if not isinstance(value, dict):
        raise Refusal(f"{file} is not a JSON object: copy the file again")
    return value
