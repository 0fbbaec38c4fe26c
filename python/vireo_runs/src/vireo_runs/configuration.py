"""The configuration that a run was last worked on with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from vireo_runs.errors import RunError
from vireo_runs.folder import Folder

FORMAT = 1


def configuration(folder: Folder) -> dict[str, Any]:
    """See Run.config."""
    data = folder.read("run.json")
    where = folder.where("run.json")
    if data is None:
        raise RunError(f"There is no {where}: 'vireo run' with the run's configuration writes it")
    try:
        document = json.loads(data.decode("utf-8"))
        found, settings = document["format"], document["configuration"]
    except (ValueError, KeyError, TypeError):
        raise RunError(f"{where} is damaged: 'vireo run' with the run's configuration rewrites it") from None
    if found != FORMAT:
        raise RunError(f"{where} has format {found}, and only {FORMAT} is known: install a newer vireo-runs")
    return settings


def flattened(settings: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Each setting by its key as --set takes it, and its value as JSON."""
    inner: list[tuple[Any, Any]] = []
    if isinstance(settings, dict):
        inner = sorted(settings.items())
    elif isinstance(settings, list):
        inner = list(enumerate(settings))
    if not inner:
        yield key, json.dumps(settings, ensure_ascii=False)
    for name, each in inner:
        yield from flattened(each, f"{key}.{name}" if key else str(name))
