"""Trains the arithmetic base by every pipeline with one budget, and prints a table.

    python3 checks/benchmarks/choosing/measure.py

Each method may have the base, or what became of it, complete 40,960 times. The table has the share
of held-out additions that are right afterwards, processor seconds (which other work on the machine
changes less than the clock's), and the largest resident memory of the process. Needs what
`./vireo demo --data runs/arithmetic/data` makes. Python's standard library is enough. Finished runs
are not repeated.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
RUNS = Path("runs/choosing")
CONF = Path("conf/arithmetic")

# A name, the files as the table has them, and what is run one after another: a file of conf/arithmetic
# and what is set there.
METHODS: list[tuple[str, str, list[tuple[str, dict[str, object]]]]] = [
    ("fine-tuning on the best of 16", "`rejection-sft.yaml`; `rejection.yaml` with 2,560 prompts", [
        ("rejection", {"study.prompts": 2560}),
        ("rejection-sft", {"sft.0.demonstrations.path": f"{RUNS}/rejection/accepted"}),
    ]),
    ("DPO on pairs of the base", "`preference.yaml`; `rollouts.yaml` with groups of 20", [
        ("rollouts", {"rollouts.group-size": 20}),
        ("preference", {"rollout-pairs.run": f"{RUNS}/rollouts"}),
    ]),
    ("online DPO", "`online-dpo.yaml`", [("online-dpo", {})]),
    ("XPO", "`xpo.yaml`", [("xpo", {})]),
    ("Nash-MD", "`nash-md.yaml`", [("nash-md", {})]),
    ("GRPO", "`grpo.yaml`", [("grpo", {})]),
    ("RLOO", "`rloo.yaml`", [("rloo", {})]),
    ("REINFORCE++", "`reinforce.yaml`", [("reinforce", {})]),
    ("DAPO", "`dapo.yaml`, 80 iterations", [("dapo", {"iterations": 80})]),
    ("PPO", "`ppo.yaml`, 160 iterations", [("ppo", {"iterations": 160})]),
]


def vireo(conf: str, settings: dict[str, object]) -> tuple[float, int]:
    """Processor seconds and the largest resident memory in MiB."""
    command = ["./vireo", "run", str(CONF / f"{conf}.yaml"), "--set", f"run={RUNS}/{conf}"]
    if conf != "sft":
        command += ["--set", f"policy.from={RUNS}/sft"]
    for key, value in settings.items():
        command += ["--set", f"{key}={value}"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024


def totals(run: str, partition: str) -> list[dict[str, float]]:
    folder = ROOT / RUNS / run / "manifests" / partition
    files = sorted(folder.glob("*.json"), key=lambda file: int(file.stem.split("=")[1]))
    return [json.loads(file.read_text())["totals"] for file in files]


def right(run: str) -> float:
    last = totals(run, "evaluations")[-1]
    return last["rewards/exact"] / last["completions"]


def completions(run: str) -> int:
    """Those of the rounds of dynamic sampling that were left out count too."""
    folder = ROOT / RUNS / run
    return int(
        sum(
            json.loads(file.read_text())["totals"]["completions"]
            for file in folder.glob("**/manifests/rollouts/*.json")
        )
    )


def measured(steps: list[tuple[str, dict[str, object]]]) -> dict[str, float]:
    """What a method took; remembered, since a finished run takes no time."""
    note = ROOT / RUNS / f"{steps[-1][0]}.json"
    if not note.exists():
        taken = [vireo(conf, settings) for conf, settings in steps]
        note.write_text(
            json.dumps({"seconds": sum(each[0] for each in taken), "memory": max(each[1] for each in taken)})
        )
    return json.loads(note.read_text())


def main() -> None:
    (ROOT / RUNS).mkdir(parents=True, exist_ok=True)
    vireo("sft", {})
    print(f"| method | held-out additions right, from {right('sft'):.3f} | completions | processor seconds | MiB |")
    print("|---|---|---|---|---|")
    for name, files, steps in METHODS:
        taken = measured(steps)
        sampled = sum(completions(conf) for conf, _ in steps)
        print(
            f"| {name} ({files}) | {right(steps[-1][0]):.3f} | {sampled:,} |"
            f" {taken['seconds']:.0f} | {taken['memory']:,} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
