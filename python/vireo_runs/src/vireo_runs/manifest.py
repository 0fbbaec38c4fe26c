"""Manifests: what a folder of a run holds, and what it was made from."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any, Optional

from vireo_runs.errors import RunError

FORMAT = 1

# What the content hash covers: everything but the hash itself and the provenance.
_CONTENT = (
    "chunks dataset fingerprint format inputs partition rows schema-version seed settings settings-hash stage"
    " stage-version totals"
).split()

_ESCAPES = {code: f"\\u{code:04X}" for code in range(32)}
_ESCAPES.update({8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\"})


@dataclass(frozen=True)
class Chunk:
    """A file of a published folder."""

    file: str
    size: int
    rows: int


@dataclass(frozen=True)
class Manifest:
    """What was published in a folder."""

    dataset: str
    partition: str
    schema_version: int
    fingerprint: str
    content_hash: str
    inputs: dict[str, str]
    chunks: tuple[Chunk, ...]

    @staticmethod
    def parse(data: bytes, where: str) -> Optional[Manifest]:
        """Reads a manifest; None if it is torn or was edited, which makes its folder unpublished.

        ``where`` is the path that a message shows if the manifest has an unknown format.
        """
        try:
            document = json.loads(data.decode("utf-8"), parse_int=_Number, parse_float=_Number, parse_constant=_refuse)
            if int(document["format"]) != FORMAT:
                raise RunError(
                    f"{where} has format {document['format']}, and only {FORMAT} is known: install a newer vireo-runs"
                )
            content = {key: document[key] for key in _CONTENT}
            if hashlib.sha256(_canonical(content).encode("utf-8", "replace")).hexdigest() != document["content-hash"]:
                return None
            return Manifest(
                dataset=document["dataset"],
                partition=document["partition"],
                schema_version=int(document["schema-version"]),
                fingerprint=document["fingerprint"],
                content_hash=document["content-hash"],
                inputs=document["inputs"],
                chunks=tuple(Chunk(each["file"], int(each["size"]), int(each["rows"])) for each in document["chunks"]),
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            return None

    def missing(self, sizes: dict[str, int]) -> list[str]:
        """The files that are not among ``sizes`` as recorded."""
        return [chunk.file for chunk in self.chunks if sizes.get(chunk.file) != chunk.size]


class _Number(str):
    """A number as it is written: the hash covers its digits, so they must not be formatted anew."""


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


def _canonical(value: Any) -> str:
    """The canonical JSON of a parsed document: sorted keys, no spaces."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(f"{_quoted(key)}:{_canonical(value[key])}" for key in keys) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_canonical, value)) + "]"
    if isinstance(value, _Number):
        return str(value)
    if isinstance(value, str):
        return _quoted(value)
    return {None: "null", True: "true", False: "false"}[value]


def _quoted(text: str) -> str:
    return '"' + text.translate(_ESCAPES) + '"'
