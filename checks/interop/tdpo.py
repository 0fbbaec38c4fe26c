"""Computes the losses of TDPO (arXiv 2404.11999) and their gradients with torch's autograd, from the
paper's formulas: no trainer of TRL has them. Compares with what TdpoGoldenTest reads, or makes that
anew with --write.

    $(checks/interop/environment)/bin/python checks/interop/tdpo.py

Policy and reference are two tiny models of make_fixtures.py with one vocabulary, in float32.
"""

import argparse
import json
import pathlib
import sys

import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from transformers import AutoModelForCausalLM

FIXTURES = (
    pathlib.Path(__file__).resolve().parent.parent.parent
    / "models/src/test/resources/dev/vireo/models/interop"
)
FOLDER = FIXTURES / "tdpo"
BETA = 0.3
ALPHA = 0.7
TOLERANCE = 1e-5
# Prompt, chosen and rejected completion: lengths.
PAIRS = [(5, 7, 4), (3, 2, 9), (11, 6, 6)]


def model(name):
    loaded = AutoModelForCausalLM.from_pretrained(
        FIXTURES / name, dtype=torch.float32, attn_implementation="eager"
    )
    return loaded.eval()


def tokens(generator, length):
    return torch.randint(3, 96, (length,), generator=generator).tolist()


def distributions(of, prompt, completion):
    """Log-probabilities of all tokens before each token of the completion."""
    return of(torch.tensor([prompt + completion])).logits[0, len(prompt) - 1 : -1].log_softmax(-1)


def scored(policy, reference, prompt, completion):
    """The log-ratio of a completion, and its sequential divergence D(reference || policy)."""
    own = distributions(policy, prompt, completion)
    with torch.no_grad():
        others = distributions(reference, prompt, completion)
    chosen = torch.tensor(completion)[:, None]
    ratio = (own.gather(1, chosen) - others.gather(1, chosen)).sum()
    divergence = (others.exp() * (others - own)).sum()
    return ratio, divergence, others.gather(1, chosen).sum()


def loss(kind, policy, reference, pairs):
    total = 0
    measured = {"kl/chosen": [], "kl/rejected": [], "reference": []}
    for pair in pairs:
        ratio, divergence, given = scored(policy, reference, pair["prompt"], pair["chosen"])
        other, rejected, refused = scored(policy, reference, pair["prompt"], pair["rejected"])
        measured["kl/chosen"].append(divergence.item())
        measured["kl/rejected"].append(rejected.item())
        measured["reference"].append([given.item(), refused.item()])
        if kind == "tdpo1":
            delta = BETA * rejected - BETA * divergence
        else:
            delta = ALPHA * (BETA * rejected - BETA * divergence.detach())
        total = total - F.logsigmoid(BETA * (ratio - other) - delta)
    return total / len(pairs), measured


def made():
    generator = torch.Generator().manual_seed(5)
    policy, reference = model("qwen2"), model("qwen3")
    pairs = [
        dict(
            prompt=tokens(generator, prompt),
            chosen=tokens(generator, chosen),
            rejected=tokens(generator, rejected),
        )
        for prompt, chosen, rejected in PAIRS
    ]
    expected = dict(beta=BETA, alpha=ALPHA, pairs=pairs, losses={})
    numbers = {}
    for kind in ("tdpo1", "tdpo2"):
        policy.zero_grad()
        value, measured = loss(kind, policy, reference, pairs)
        value.backward()
        expected["losses"][kind] = value.item()
        expected["reference"] = measured.pop("reference")
        expected["metrics"] = {name: sum(each) / len(each) for name, each in measured.items()}
        for name, parameter in policy.named_parameters():
            numbers[f"{kind}.{name}"] = parameter.grad.clone().contiguous()
    return expected, numbers


def difference(expected, numbers):
    """The largest, of the losses, and of each gradient beside its norm."""
    there = json.loads((FOLDER / "expected.json").read_text())
    if there["pairs"] != expected["pairs"]:
        sys.exit("tdpo: the committed pairs are others; make them anew with --write")
    stored = load_file(FOLDER / "expected.safetensors")
    largest = max(abs(there["losses"][kind] - expected["losses"][kind]) for kind in there["losses"])
    for name, gradient in numbers.items():
        apart = (stored[name] - gradient).norm() / gradient.norm()
        largest = max(largest, apart.item())
    return largest


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--write", action="store_true", help="make the files of the test anew")
    expected, numbers = made()
    if arguments.parse_args().write:
        FOLDER.mkdir(exist_ok=True)
        (FOLDER / "expected.json").write_text(json.dumps(expected) + "\n")
        save_file(numbers, FOLDER / "expected.safetensors")
    largest = difference(expected, numbers)
    print(f"2 losses and their gradients, as committed within {largest:.0e}")
    sys.exit(largest > TOLERANCE)


if __name__ == "__main__":
    main()
