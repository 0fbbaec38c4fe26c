"""Completions with their rewards and advantages."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from vireo_runs.errors import RunError
from vireo_runs.folder import Folder
from vireo_runs.manifest import Manifest
from vireo_runs.partition import Partition
from vireo_runs.rows import exploded, widened

# Each dataset, and the input in its manifest that names the dataset before it.
_CHAIN = (("rollouts", ""), ("rewards", "rollouts"), ("advantages", "rewards"))

_KEY = ("prompt_id", "sample_index")

_COLUMNS = {
    "rollouts": ("policy_step", "prompt", "answer", "prompt_token_ids", "+text", "+token_ids", "+finish_reason"),
    "rewards": ("+reward", "+values"),
    "advantages": ("filtered", "+adjusted_reward", "+weight", "+advantage"),
}

_ORDER = (
    "iteration prompt_id sample_index policy_step prompt answer text finish_reason prompt_tokens tokens reward values"
    " adjusted_reward weight advantage filtered"
).split()


def is_whole(folder: Folder, iteration: int) -> bool:
    """Whether an iteration's rollouts, rewards and advantages are published and belong together."""
    previous = ""
    for dataset, made_from in _CHAIN:
        manifest = _partition(folder, dataset, iteration).published()
        if manifest is None or (made_from and manifest.inputs.get(made_from) != previous):
            return False
        previous = manifest.content_hash
    return True


def completions(folder: Folder, iteration: int) -> pa.Table:
    """See Run.completions."""
    manifests = [_partition(folder, dataset, iteration).require() for dataset, _ in _CHAIN]
    for before, (dataset, made_from), manifest in zip(manifests, _CHAIN[1:], manifests[1:]):
        if manifest.inputs.get(made_from) != before.content_hash:
            where = folder.where(_partition(folder, dataset, iteration).path)
            raise RunError(
                f"{where} was made from other {made_from} than those published now: 'vireo run' makes it again"
            )
    columns: dict[str, pa.ChunkedArray] = {}
    for (dataset, _), manifest in zip(_CHAIN, manifests):
        table = _read(_partition(folder, dataset, iteration), manifest)
        for name in table.column_names:
            if name not in columns:
                columns[name] = table.column(name)
            elif not columns[name].equals(table.column(name)):
                where = folder.where(f"{dataset}/iteration={iteration}")
                raise RunError(
                    f"{where} has other completions than the rollouts: check it with 'vireo verify {folder.shown}'"
                )
    columns["prompt_tokens"] = pc.list_value_length(columns.pop("prompt_token_ids"))
    columns["tokens"] = pc.list_value_length(columns.pop("token_ids"))
    rows = len(columns["tokens"])
    columns["iteration"] = pa.chunked_array([pa.repeat(pa.scalar(iteration, pa.int32()), rows)])
    for optional in ("answer", "filtered"):
        columns.setdefault(optional, pa.chunked_array([pa.nulls(rows, pa.string())]))
    return widened(pa.table({name: columns[name] for name in _ORDER}))


def _partition(folder: Folder, dataset: str, iteration: int) -> Partition:
    return Partition(folder, dataset, f"iteration={iteration}")


def _read(partition: Partition, manifest: Manifest) -> pa.Table:
    wanted = _paths(_COLUMNS[partition.dataset])
    return pa.concat_tables(exploded(chunk) for chunk in partition.read(manifest, wanted))


def _paths(columns: Sequence[str]) -> list[str]:
    """The columns as Parquet names them; a plus marks a field of a completion."""
    inner = [column[1:] for column in columns if column.startswith("+")]
    outer = [column for column in columns if not column.startswith("+")]
    return [_KEY[0], *outer, *(f"completions.list.element.{name}" for name in (_KEY[1], *inner))]
