"""Prints what an iteration of a run took; arguments: its name, the run directory.

Rollouts count from when their stage began to when it was published, steps by the metric step_time.
"""

import json
import sys
from datetime import datetime
from pathlib import Path

import pyarrow.parquet as parquet


def line(name: str, rollouts: float, update: float, rest: float, tokens: float) -> str:
    total = rollouts + update + rest
    return (
        f"{name:12} iteration {total:7.2f} s: rollouts {rollouts:6.2f} s, update {update:6.2f} s,"
        f" rest {rest:5.2f} s; {tokens:6.0f} completion tokens, {tokens / total:6.0f} tokens/s"
    )


def manifests(run: Path, dataset: str) -> list[dict]:
    """Those of a dataset's iterations, in their order."""
    files = sorted((run / "manifests" / dataset).glob("*.json"), key=lambda file: int(file.stem.split("=")[1]))
    return [json.loads(file.read_text()) for file in files]


def when(manifest: dict, moment: str) -> datetime:
    """When what it describes began, or ended."""
    return datetime.fromisoformat(manifest["provenance"][moment])


def seconds(manifest: dict) -> float:
    return (when(manifest, "ended") - when(manifest, "began")).total_seconds()


def iterations(run: Path) -> list[tuple[float, float, float, float]]:
    found = []
    for rollouts, metrics in zip(manifests(run, "rollouts"), manifests(run, "metrics"), strict=True):
        table = parquet.read_table(run / "metrics" / f"iteration={len(found) + 1}")
        steps = [row["value"] for row in table.to_pylist() if row["name"] == "step_time"]
        whole = (when(metrics, "ended") - when(rollouts, "began")).total_seconds()
        sampling = seconds(rollouts)
        found.append((sampling, sum(steps), whole - sampling - sum(steps), rollouts["totals"]["tokens"]))
    return found[1:]


def main() -> None:
    name, run = sys.argv[1:]
    print(line(name, *min(iterations(Path(run)), key=lambda each: sum(each[:3]))))


if __name__ == "__main__":
    main()
