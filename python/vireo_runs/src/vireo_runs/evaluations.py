"""Evaluations of held-out prompts."""

from __future__ import annotations

import math
from typing import Any

import pyarrow as pa

from vireo_runs.folder import Folder
from vireo_runs.partition import Partition, partitions, value
from vireo_runs.rows import exploded, widened


def evaluation(folder: Folder, step: int) -> pa.Table:
    """One row per completion of a step's evaluation."""
    partition = Partition(folder, "evaluations", f"step={step}")
    manifest = partition.require()
    rows = widened(pa.concat_tables(exploded(chunk) for chunk in partition.read(manifest)))
    return rows.add_column(0, "step", pa.repeat(pa.scalar(step, pa.int32()), rows.num_rows))


def evaluations(folder: Folder) -> pa.Table:
    """One row per evaluated step: the means over the completions that got a reward."""
    steps = [int(value(name)) for name in partitions(folder, "evaluations")]
    if not steps:
        Partition(folder, "evaluations").require()
    rows = [_means(evaluation(folder, step), step) for step in steps]
    names = sorted({name for row in rows for name in row} - {"step", "completions"})
    columns: dict[str, Any] = {
        name: pa.array([row[name] for row in rows], pa.int32()) for name in ("step", "completions")
    }
    columns.update({name: pa.array([row.get(name) for row in rows], pa.float64()) for name in names})
    return pa.table(columns)


def _means(table: pa.Table, step: int) -> dict[str, Any]:
    means: dict[str, Any] = {"step": step, "completions": table.num_rows}
    for name in table.column_names:
        if name == "reward" or name.startswith("rewards/"):
            given = [each for each in table.column(name).to_pylist() if each is not None and not math.isnan(each)]
            means[name] = math.fsum(given) / len(given) if given else math.nan
    return means
