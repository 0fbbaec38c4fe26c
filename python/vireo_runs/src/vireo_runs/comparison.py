"""Two runs side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from vireo_runs.configuration import flattened


@dataclass(frozen=True)
class Comparison:
    """How two runs differ."""

    metrics: pa.Table
    """One row per step and metric: step, name, this, other, difference (other minus this).

    A value that a run does not have is null, and so is the difference then."""

    configuration: pa.Table
    """One row per setting that differs: key as ``--set`` takes it, and this and other as JSON, null where absent."""


def compared_metrics(this: pa.Table, other: pa.Table) -> pa.Table:
    """Compares two tables of metrics with one row per number."""
    ours, theirs = _by_step(this), _by_step(other)
    keys = sorted({*ours, *theirs})
    rows: dict[str, list[Any]] = {"this": [ours.get(key) for key in keys], "other": [theirs.get(key) for key in keys]}
    pairs = zip(rows["this"], rows["other"])
    rows["difference"] = [None if left is None or right is None else right - left for left, right in pairs]
    return pa.table(
        {
            "step": pa.array([step for step, _ in keys], pa.int32()),
            "name": pa.array([name for _, name in keys], pa.string()),
            **{name: pa.array(values, pa.float64()) for name, values in rows.items()},
        }
    )


def compared_settings(this: dict[str, Any], other: dict[str, Any]) -> pa.Table:
    """The settings that differ between two configurations."""
    ours, theirs = dict(flattened(this)), dict(flattened(other))
    keys = [key for key in sorted({*ours, *theirs}) if ours.get(key) != theirs.get(key)]
    columns = {"key": keys, "this": [ours.get(key) for key in keys], "other": [theirs.get(key) for key in keys]}
    return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})


def _by_step(metrics: pa.Table) -> dict[tuple[int, str], float]:
    step, name, number = (metrics.column(each).to_pylist() for each in ("step", "name", "value"))
    return dict(zip(zip(step, name), number))
