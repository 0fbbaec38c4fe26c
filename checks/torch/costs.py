"""Processor time and memory of the same steps by the local engine and by workers of torch; Linux only.

    $(checks/torch/environment)/bin/python checks/torch/costs.py [NAME...]

NAMEs are whole and adapter; both if none is given. Of a GRPO run of one iteration, all of a decoder of
113 million parameters or an adapter of it is trained, in float32, in steps of 16 completions. Prints a
table: of a step its processor seconds, from the first checkpoint to the last (a checkpoint after each
step and the virtual machine included, the start of workers left out), and what was resident at most
from the update's begin: in the virtual machine that is driver and executor, and in each worker, beside
what ``vireo plan`` counts for one. Seconds by the clock are of a busy machine where it is busy.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from watch import EVERY_SECONDS, Seen, Watch

ROOT = Path(__file__).resolve().parents[2]
VIREO = ROOT / "vireo"
STEPS = 4
ENGINES = [("local", 0, ""), ("torch", 1, "replicated"), ("torch", 2, "replicated"), ("torch", 2, "full")]
ADAPTER = "{rank: 8, alpha: 16, target-modules: [q_proj, v_proj]}"
MEBIBYTE = 1 << 20

RUN = """
pipeline: grpo
run: {work}/{name}
iterations: 1
prompts-per-iteration: {prompts}
prompts: {{path: {work}/prompts.jsonl, eval-fraction: 0, max-prompt-tokens: 64}}
policy: {policy}
rollouts: {{group-size: 4, max-new-tokens: 32, chunk-groups: 8}}
rewards:
  - {{type: length, options: {{target: 0, unit: characters, slope: 0.01}}}}
update:
  gradient-shards: 2
  groups-per-step: 4
  micro-batch-completions: 4
  checkpoint-every: 1
checkpoints: {{keep: 0}}
"""
SHAPE = (
    "{hidden-size: 768, layers: 16, heads: 12, key-value-heads: 12, intermediate-size: 2048,"
    " context-length: 128}"
)


@dataclass
class Cost:
    """Of a run's steps: processor and clock seconds of one, and bytes."""

    processor: float
    clock: float
    machine: int
    worker: int
    planned: int


class Update:
    """Watches a run from the beginning of its update on."""

    def __init__(self, process: subprocess.Popen[bytes], log: Path, run: Path) -> None:
        self._process = process
        self._log = log
        self._run = run
        self._machine = Seen()
        self._watch = Watch(process.pid)
        self._marks: list[tuple[float, float]] = []
        self._begun = False

    def watch(self) -> None:
        """Until the run ends."""
        while self._process.poll() is None:
            if not self._begun and '"stage-started","stage":"update-policy"' in self._log.read_text():
                self._begun = True
                # What was resident at most is counted anew.
                Path(f"/proc/{self._process.pid}/clear_refs").write_text("5")
            if self._begun:
                self._look()
            time.sleep(EVERY_SECONDS)

    def _look(self) -> None:
        self._machine.look(self._process.pid)
        self._watch.look()
        if len(self._marks) < STEPS and (self._run / f"checkpoints/step-{len(self._marks) + 1:06}").is_dir():
            used = self._machine.seconds + sum(each.seconds for each in self._watch.workers.values())
            self._marks.append((used, time.monotonic()))

    def cost(self, planned: int) -> Cost:
        """What it came to."""
        assert len(self._marks) == STEPS, f"{len(self._marks)} steps were seen: {self._log}"
        (first, began), (last, ended) = self._marks[0], self._marks[-1]
        workers = [each.peak for each in self._watch.workers.values()]
        return Cost(
            (last - first) / (STEPS - 1),
            (ended - began) / (STEPS - 1),
            self._machine.peak,
            max(workers, default=0),
            planned,
        )


def settings(engine: tuple[str, int, str]) -> str:
    kind, processes, sharding = engine
    if kind == "local":
        return ""
    torch = {"python": sys.executable, "processes": processes, "sharding": sharding}
    return f"training-engine: torch\ntorch: {json.dumps(torch)}\n"


def planned(file: Path) -> int:
    """What a slot or a worker takes in an update, in bytes."""
    done = subprocess.run([VIREO, "plan", file, "--json"], capture_output=True, check=True)
    phases = {phase["name"]: phase for phase in json.loads(done.stdout)["phases"]}
    return sum(part["bytes"] for part in phases["update"]["task"]["parts"])


def measured(work: Path, name: str, policy: str, engine: tuple[str, int, str]) -> Cost:
    file, log, run = work / f"{name}.yaml", work / f"{name}.log", work / name
    text = RUN.format(work=work, name=name, policy=policy, prompts=4 * STEPS)
    file.write_text(text + settings(engine))
    environment = {**os.environ, "VIREO_JAVA_OPTS": "-Xmx5g -Dspark.master=local[2]"}
    command = [str(VIREO), "run", str(file), "--log-format", "json"]
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=out, env=environment)
        update = Update(process, log, run)
        update.watch()
    assert process.returncode == 0, log.read_text()[-2000:]
    cost = update.cost(planned(file))
    # A run's checkpoints take 7 GB.
    shutil.rmtree(run)
    return cost


def line(trained: str, engine: tuple[str, int, str], cost: Cost) -> str:
    kind, processes, sharding = engine
    worker = f"{cost.worker // MEBIBYTE:,}" if processes else ""
    counted = f"{cost.planned // MEBIBYTE:,}" if processes else ""
    of = f"{processes} x {sharding}" if processes else "2 tasks"
    return (
        f"| {trained} | `{kind}`, {of} | {cost.processor:.1f} | {cost.clock:.1f} |"
        f" {cost.machine // MEBIBYTE:,} | {worker} | {counted} |"
    )


def main() -> None:
    asked = sys.argv[1:] or ["whole", "adapter"]
    with tempfile.TemporaryDirectory() as place:
        work = Path(place)
        prompts = [json.dumps({"prompt": f"Count from {i} to {i + 9}."}) for i in range(4 * STEPS)]
        (work / "prompts.jsonl").write_text("\n".join(prompts) + "\n")
        print("| trained | by | processor s a step | clock s a step | virtual machine, MiB | a worker, MiB | planned, MiB |")
        print("|---|---|---|---|---|---|---|")
        for trained in asked:
            adapter = f", adapter: {ADAPTER}" if trained == "adapter" else ""
            for engine in ENGINES:
                name = f"{trained}-{engine[0]}-{engine[1]}-{engine[2]}"
                policy = f"{{new-model: {SHAPE}{adapter}}}"
                print(line(trained, engine, measured(work, name, policy, engine)), flush=True)


if __name__ == "__main__":
    main()
