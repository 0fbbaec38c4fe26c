"""Compares what two runs have learned: the metrics of their steps, and their parameters.

compare_runs.py NAME RUN RUN [LIMIT]

Prints the largest differences; exits with 1 where one is above the limit, 1e-5 if none is given, relative
for what is above 1.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from safetensors.numpy import load_file

LIMIT = 1e-5
# A share of the divergence from the reference, which is rounding alone in the step that starts from it.
LEFT_OUT = {"zero_std/kl_share"}


def checkpoints(run: Path) -> dict[str, Path]:
    """The folders with steps behind them, by their paths in the run directory."""
    found = {}
    for log in sorted(run.glob("**/training-state/steps.json")):
        if json.loads(log.read_text())["stage-steps"] > 0:
            folder = log.parent.parent
            found[str(folder.relative_to(run))] = folder
    return found


def difference(one: float, other: float) -> float:
    return abs(one - other) / max(1.0, abs(one), abs(other))


def metrics(one: Path, other: Path) -> float:
    """The largest difference between the steps' metrics."""
    logs = [json.loads((each / "training-state" / "steps.json").read_text())["metrics"] for each in (one, other)]
    assert len(logs[0]) == len(logs[1])
    worst = 0.0
    for left, right in zip(*logs, strict=True):
        assert left.keys() == right.keys(), left.keys() ^ right.keys()
        worst = max([worst, *(difference(left[name], right[name]) for name in left.keys() - LEFT_OUT)])
    return worst


def parameters(one: Path, other: Path) -> float:
    """The largest difference between trained parameters, and between the optimizer's moments."""
    worst = 0.0
    for file in ("model.safetensors", "adapter_model.safetensors", "training-state/optimizer.safetensors"):
        if not (one / file).exists():
            assert not (other / file).exists(), file
            continue
        left, right = load_file(one / file), load_file(other / file)
        assert left.keys() == right.keys(), left.keys() ^ right.keys()
        for name in left:
            assert left[name].shape == right[name].shape, name
            worst = max(worst, float(abs(left[name] - right[name]).max()))
    return worst


def main() -> int:
    name, *given = sys.argv[1:]
    limit = float(given[2]) if len(given) > 2 else LIMIT
    found = [checkpoints(Path(run)) for run in given[:2]]
    assert found[0].keys() == found[1].keys(), found[0].keys() ^ found[1].keys()
    assert found[0]
    pairs = [(found[0][path], found[1][path]) for path in found[0]]
    measured = max(metrics(*pair) for pair in pairs)
    trained = max(parameters(*pair) for pair in pairs)
    good = max(measured, trained) <= limit
    print(f"{'passed' if good else 'FAILED'}  {name:24s} metrics within {measured:.1e}, parameters within {trained:.1e}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
