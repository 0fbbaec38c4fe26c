"""From one row per group to one row per completion."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc


def exploded(table: pa.Table, column: str = "completions") -> pa.Table:
    """One row per element of the list of structs in ``column``, whose fields become columns."""
    nested = array(table.column(column))
    parents = pc.list_parent_indices(nested)
    elements = pc.list_flatten(nested)
    columns = {name: array(table.column(name)).take(parents) for name in table.column_names if name != column}
    columns.update(zip((field.name for field in elements.type), elements.flatten()))
    return pa.table({name: _text(values) for name, values in columns.items()})


def widened(table: pa.Table, column: str = "values", prefix: str = "rewards/") -> pa.Table:
    """Makes a column of each key in the lists of key and value in ``column``, null where it is absent."""
    lists = _lists(array(table.column(column)))
    parents = pc.list_parent_indices(lists)
    keys, values = pc.list_flatten(lists).flatten()
    rows = pa.array(range(table.num_rows), parents.type)
    at = table.column_names.index(column)
    wide = table.remove_column(at)
    for key in reversed(sorted(pc.unique(keys).to_pylist())):
        chosen = pc.equal(keys, key)
        places = pc.index_in(rows, value_set=parents.filter(chosen))
        wide = wide.add_column(at, prefix + key, values.filter(chosen).take(places))
    return wide


def array(column: pa.ChunkedArray) -> pa.Array:
    """The column in one piece."""
    pieces = column.combine_chunks()
    return pa.concat_arrays(pieces.chunks) if isinstance(pieces, pa.ChunkedArray) else pieces


def _lists(values: pa.Array) -> pa.Array:
    # Before version 2 of the schemas a map is read as a map.
    if not pa.types.is_map(values.type):
        return values
    pairs = pa.StructArray.from_arrays([values.keys, values.items], ["key", "value"])
    return pa.ListArray.from_arrays(values.offsets, pairs)


def _text(values: pa.Array) -> pa.Array:
    # Before version 2 of the schemas an enum is read as bytes.
    return values.cast(pa.string()) if pa.types.is_binary(values.type) else values
