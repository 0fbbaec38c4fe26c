"""Checkpoints of a run."""

from __future__ import annotations

import re
from typing import Optional

import pyarrow as pa

from vireo_runs.folder import Folder
from vireo_runs.manifest import Manifest

_STATE = "training-state"

_SCHEMA = pa.schema([("phase", pa.string()), ("step", pa.int32()), ("path", pa.string()), ("has_model", pa.bool_())])


def checkpoints(folder: Folder) -> pa.Table:
    """See Run.checkpoints."""
    places = [(phase, f"fine-tuned/{phase}") for phase in folder.folders("fine-tuned")] + [(None, "checkpoints")]
    rows = []
    for phase, place in places:
        for name in folder.folders(place):
            step = re.fullmatch(r"step-(\d+)", name)
            state = _state(folder, f"{place}/{name}") if step else None
            if step and state is not None:
                row = {
                    "phase": phase,
                    "step": int(step[1]),
                    "path": folder.where(f"{place}/{name}"),
                    "has_model": state,
                }
                rows.append(row)
    return pa.Table.from_pylist(rows, schema=_SCHEMA)


def _state(folder: Folder, path: str) -> Optional[bool]:
    """Whether the checkpoint has its model; None if it is not published."""
    for place in (f"{path}/{_STATE}", path):
        data = folder.read(f"{place}/_manifest.json")
        manifest = None if data is None else Manifest.parse(data, folder.where(f"{place}/_manifest.json"))
        if manifest is not None:
            break
    else:
        return None
    inner = {
        f"{name}/{file}": size for name in folder.folders(path) for file, size in folder.files(f"{path}/{name}").items()
    }
    missing = manifest.missing({**folder.files(path), **inner})
    if not missing:
        return True
    # One without its configuration was cleaned up; one with anything else missing is damaged.
    return False if {"config.json", "adapter_config.json"} & set(missing) else None
