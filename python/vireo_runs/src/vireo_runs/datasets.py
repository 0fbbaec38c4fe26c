"""Datasets as they are stored."""

from __future__ import annotations

from typing import Union

import pyarrow as pa

from vireo_runs.errors import RunError
from vireo_runs.folder import Folder
from vireo_runs.partition import Partition, partitions, value


def dataset(folder: Folder, name: str, partition: Union[int, str, None]) -> pa.Table:
    """See Run.dataset."""
    found = partitions(folder, name)
    if partition is not None:
        column = found[0].partition("=")[0] if found else "iteration"
        found = [f"{column}={partition}"]
    tables = []
    for each in found or [""]:
        place = Partition(folder, name, each)
        for chunk in place.read(place.require()):
            tables.append(_with_partition(chunk.replace_schema_metadata(), each))
    if not tables:
        raise RunError(f"{folder.where(name)} has no rows: its source was empty")
    try:
        return pa.concat_tables(tables)
    except pa.ArrowInvalid:
        where = folder.where(name)
        raise RunError(
            f"{where} has partitions of several versions of the schemas: name one, as in dataset({name!r}, 1)"
        ) from None


def _with_partition(table: pa.Table, name: str) -> pa.Table:
    if not name:
        return table
    text = value(name)
    scalar = pa.scalar(int(text), pa.int32()) if text.isdecimal() else pa.scalar(text)
    return table.append_column(name.partition("=")[0], pa.repeat(scalar, table.num_rows))
