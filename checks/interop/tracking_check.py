"""Compares a run's metrics in MLflow, TensorBoard, JSON lines and CSV with its datasets.

    tracking_check.py RUN MLFLOW_URL SENT [LIVE]

SENT and LIVE are folders with tb/, m.jsonl and m.csv: written by vireo track, and during the run.
"""

import csv
import json
import math
import pathlib
import struct
import sys

import mlflow
import pyarrow.dataset
import tensorboard
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

run, url, *folders = sys.argv[1:]
run = pathlib.Path(run).resolve()
problems = []


def same(one, other):
    return one == other or (math.isnan(one) and math.isnan(other))


def single(value):
    return struct.unpack("f", struct.pack("f", value))[0]


def compare(what, expected, found):
    for key in sorted(set(expected) | set(found)):
        if key not in found or key not in expected or not same(expected[key], found[key]):
            problems.append(f"{what}: {key}: {expected.get(key)} in the run, {found.get(key)} there")


def read(folder):
    """Rows of all partitions of a dataset with their value; none if it is not there."""
    return [
        (int(partition.name.split("=")[1]), row)
        for partition in sorted((run / folder).glob("*=*"))
        for row in pyarrow.dataset.dataset(str(partition), format="parquet").to_table().to_pylist()
    ]


# By series, name and step, as the run's own datasets have it.
expected = {("train", row["name"], row["step"]): row["value"] for _, row in read("metrics")}
metrics = len(expected)
evaluated = {}
for step, row in read("evaluations"):
    for completion in row["completions"]:
        values = {"reward": completion["reward"]}
        values.update({"rewards/" + each["key"]: each["value"] for each in completion["values"]})
        for name, value in values.items():
            evaluated.setdefault((name, step), []).append(value)
means = {("eval", name, step): math.fsum(values) / len(values) for (name, step), values in evaluated.items()}
for phase in sorted((run / "fine-tuned").glob("*")):
    last = max(phase.glob("step-*"))
    log = json.loads((last / "training-state" / "steps.json").read_text())
    for step, values in enumerate(log["metrics"], 1):
        for name, value in values.items():
            expected[(f"sft/{phase.name}", name, step)] = float(value)


def check(what, found, convert=lambda value: value):
    """Means of evaluations are sums in some order, everything else is the same to the bit."""
    of_evaluations = {key: value for key, value in found.items() if key[0] == "eval"}
    compare(
        what,
        {key: convert(value) for key, value in expected.items()},
        {key: value for key, value in found.items() if key[0] != "eval"},
    )
    if set(means) != set(of_evaluations):
        problems.append(f"{what}: evaluations {sorted(set(means) ^ set(of_evaluations))}")
    for key in set(means) & set(of_evaluations):
        if not math.isclose(means[key], of_evaluations[key], rel_tol=1e-6, abs_tol=1e-9):
            problems.append(f"{what}: {key}: {means[key]} in the run, {of_evaluations[key]} there")


def split(tag):
    """Series and name of a tag; the name of a phase has no slash."""
    parts = tag.split("/")
    series = 2 if parts[0] == "sft" else 1
    return "/".join(parts[:series]), "/".join(parts[series:])


mlflow.set_tracking_uri(url)
client = mlflow.MlflowClient()
experiment = client.get_experiment_by_name("vireo")
runs = client.search_runs([experiment.experiment_id])
if len(runs) != 1:
    problems.append(f"MLflow has {len(runs)} runs")
tracked = runs[0]
found = {}
for tag in tracked.data.metrics:
    history = client.get_metric_history(tracked.info.run_id, tag)
    steps = [each.step for each in history]
    if len(steps) != len(set(steps)):
        problems.append(f"MLflow: {tag} has a step twice")
    for each in history:
        found[(*split(tag), each.step)] = each.value
check("MLflow", found)
if tracked.info.status != "FINISHED" or tracked.info.run_name != run.name:
    problems.append(f"MLflow: {tracked.info.run_name} is {tracked.info.status}")
model = tracked.data.tags.get("vireo.model", "")
if not pathlib.Path(model.removeprefix("file:")).joinpath("config.json").is_file():
    problems.append(f"MLflow: vireo.model is '{model}', which is no model directory")
settings = json.loads((run / "run.json").read_text())["configuration"]
if tracked.data.params.get("rollouts.group-size") != str(settings["rollouts"]["group-size"]):
    problems.append("MLflow: rollouts.group-size differs")

for folder in map(pathlib.Path, folders):
    accumulator = EventAccumulator(str(folder / "tb" / run.name), size_guidance={"scalars": 0})
    accumulator.Reload()
    found = {
        (*split(tag), event.step): event.value
        for tag in accumulator.Tags()["scalars"]
        for event in accumulator.Scalars(tag)
    }
    check(f"TensorBoard in {folder}", found, single)
    with open(folder / "m.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    check(f"CSV in {folder}", {(r["series"], r["name"], int(r["step"])): float(r["value"]) for r in rows})
    found = {}
    for line in open(folder / "m.jsonl", encoding="utf-8"):
        row = json.loads(line)
        series, step = row.pop("series"), row.pop("step")
        for key in ("run", "iteration", "time"):
            row.pop(key)
        for name, value in row.items():
            found[(series, name, step)] = math.nan if value is None else value
    check(f"JSON lines in {folder}", found)

for problem in problems[:20]:
    print(problem)
if problems:
    sys.exit(1)
print(
    f"{metrics} metrics, {len(expected) - metrics} of fine-tuning and {len(means)} means of evaluations:"
    f" mlflow {mlflow.__version__}, tensorboard {tensorboard.__version__}"
)
