"""Prints what an iteration of a run took from the end of the one before; arguments: its name, the run.

Medians over all iterations but the first two and the last, beside whose update nothing is sampled.
"""

import sys
from pathlib import Path
from statistics import median

from times import manifests, seconds, when


def main() -> None:
    name, directory = sys.argv[1:]
    run = Path(directory)
    ends = [when(each, "ended") for each in manifests(run, "metrics")]
    spans = [(end - before).total_seconds() for before, end in zip(ends, ends[1:], strict=False)]
    sampling = [seconds(each) for each in manifests(run, "rollouts")]
    print(
        f"{name}: iteration {median(spans[1:-1]):6.2f} s, rollouts {median(sampling[2:-1]):6.2f} s;"
        f" whole run {sum(spans):7.2f} s after the first iteration"
    )


if __name__ == "__main__":
    main()
