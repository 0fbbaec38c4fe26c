"""Metrics, one row per step."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from vireo_runs.folder import Folder
from vireo_runs.partition import Partition, partitions, value

LONG = pa.schema([("iteration", pa.int32()), ("step", pa.int32()), ("name", pa.string()), ("value", pa.float64())])


def long_metrics(folder: Folder) -> pa.Table:
    """The published metrics as they are stored: one row per number."""
    found = partitions(folder, "metrics")
    if not found:
        Partition(folder, "metrics").require()
    tables = []
    for name in found:
        partition = Partition(folder, "metrics", name)
        for chunk in partition.read(partition.require()):
            iteration = pa.repeat(pa.scalar(int(value(name)), pa.int32()), chunk.num_rows)
            tables.append(pa.table([iteration, *(chunk.column(each) for each in LONG.names[1:])], schema=LONG))
    return pa.concat_tables(tables).sort_by([("iteration", "ascending"), ("step", "ascending"), ("name", "ascending")])


def wide_metrics(long: pa.Table) -> pa.Table:
    """One row per step and one column per name, null where a step lacks the number."""
    steps: dict[tuple[int, int], dict[str, float]] = {}
    for iteration, step, name, number in zip(*(long.column(each).to_pylist() for each in LONG.names)):
        steps.setdefault((iteration, step), {})[name] = number
    columns: dict[str, Any] = {
        "iteration": pa.array([iteration for iteration, _ in steps], pa.int32()),
        "step": pa.array([step for _, step in steps], pa.int32()),
    }
    for name in sorted({name for row in steps.values() for name in row}):
        columns[name] = pa.array([row.get(name) for row in steps.values()], pa.float64())
    return pa.table(columns)
