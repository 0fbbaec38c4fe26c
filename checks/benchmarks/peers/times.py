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


def seconds(provenance: dict[str, str]) -> float:
    began, ended = (datetime.fromisoformat(provenance[key]) for key in ("began", "ended"))
    return (ended - began).total_seconds()


def iterations(run: Path) -> list[tuple[float, float, float, float]]:
    found = []
    for manifest in sorted((run / "manifests" / "rollouts").glob("*.json")):
        rollouts = json.loads(manifest.read_text())
        iteration = int(manifest.stem.split("=")[1])
        table = parquet.read_table(run / "metrics" / manifest.stem)
        steps = [row["value"] for row in table.to_pylist() if row["name"] == "step_time"]
        metrics = json.loads((run / "manifests" / "metrics" / manifest.name).read_text())
        began = datetime.fromisoformat(rollouts["provenance"]["began"])
        ended = datetime.fromisoformat(metrics["provenance"]["ended"])
        whole = (ended - began).total_seconds()
        sampling = seconds(rollouts["provenance"])
        if iteration > 1:
            found.append((sampling, sum(steps), whole - sampling - sum(steps), rollouts["totals"]["tokens"]))
    return found


def main() -> None:
    name, run = sys.argv[1:]
    print(line(name, *min(iterations(Path(run)), key=lambda each: sum(each[:3]))))


if __name__ == "__main__":
    main()
