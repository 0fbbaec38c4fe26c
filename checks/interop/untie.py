"""Writes a model with an output projection of its own; arguments: a model directory, and another.

vLLM 0.32 for CPUs keeps the packed copy of a tied one when it reads weights again, and so would sample from a
mixture of two policies.
"""

import json
import shutil
import sys
from pathlib import Path

from safetensors.torch import load_file, save_file


def main() -> None:
    tied, untied = map(Path, sys.argv[1:])
    shutil.copytree(tied, untied, ignore=shutil.ignore_patterns("*.safetensors*", "training-state"))
    config = json.loads((tied / "config.json").read_text())
    (untied / "config.json").write_text(json.dumps(config | {"tie_word_embeddings": False}))
    weights = {name: value for file in tied.glob("*.safetensors") for name, value in load_file(file).items()}
    weights["lm_head.weight"] = weights["model.embed_tokens.weight"].clone()
    save_file(weights, untied / "model.safetensors", {"format": "pt"})


if __name__ == "__main__":
    main()
