"""Compares what workers had resident with what the plan counts for one.

    planned.py WATCHED PLAN RUN

WATCHED is what watch.py wrote, PLAN what ``vireo plan --json`` printed, RUN the run directory. Prints a
line; exits with 1 where a worker took more than a fifth above the plan, or the first step's loss is
not about that of a policy that is its own reference, ln 2.
"""

import json
import math
import sys
from pathlib import Path

MEBIBYTE = 1 << 20
ABOVE = 1.2


def main() -> int:
    watched, plan, run = sys.argv[1:]
    workers = json.loads(Path(watched).read_text())
    tree = json.loads(Path(plan).read_text())
    counted = max(sum(part["bytes"] for part in phase["task"]["parts"]) for phase in tree["phases"])
    peak = max(worker["peak"] for worker in workers)
    own = max(worker["own"] for worker in workers)
    log = max(Path(run).glob("checkpoints/*/training-state/steps.json"))
    steps = json.loads(log.read_text())["metrics"]
    good = own <= ABOVE * counted and math.isclose(steps[0]["loss"], math.log(2), rel_tol=0.01)
    print(
        f"{tree['model']['parameters']:,} parameters, {tree['model']['trained']:,} trained; a worker had at most"
        f" {peak // MEBIBYTE:,} MiB resident, {own // MEBIBYTE:,} MiB without pages of files, and the plan counts"
        f" {counted // MEBIBYTE:,} MiB; losses {', '.join(format(step['loss'], '.6f') for step in steps)}, gradient's"
        f" norms {', '.join(format(step['grad_norm'], '.3g') for step in steps)}"
    )
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
