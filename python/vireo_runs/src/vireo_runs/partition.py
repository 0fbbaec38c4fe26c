"""Partitions of datasets: the published ones, and nothing else, can be read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Optional

import pyarrow as pa
import pyarrow.parquet as pq

from vireo_runs.errors import RunError
from vireo_runs.folder import Folder
from vireo_runs.manifest import Chunk, Manifest

NEWEST_SCHEMAS = 6


class Partition:
    """A folder that a stage publishes as a whole, such as ``rollouts/iteration=3``."""

    def __init__(self, folder: Folder, dataset: str, name: str = ""):
        """``name`` is the folder within the dataset's, such as ``iteration=3``; empty if there are none."""
        self.folder = folder
        self.dataset = dataset
        self.name = name
        self.path = f"{dataset}/{name}" if name else dataset
        parent, _, self._bare = dataset.rpartition("/")
        beside = self._bare + (f"/{name}" if name else "")
        self._beside = (f"{parent}/" if parent else "") + f"manifests/{beside}"

    def published(self) -> Optional[Manifest]:
        """The manifest, if every file that it lists has the recorded size."""
        manifest = self._manifest()
        return None if manifest is None or manifest.missing(self.folder.files(self.path)) else manifest

    def require(self) -> Manifest:
        """The same, or a RunError that says why there is nothing to read."""
        manifest = self.published()
        if manifest is None:
            raise RunError(self._why_not())
        if not 1 <= manifest.schema_version <= NEWEST_SCHEMAS:
            raise RunError(
                f"{self.folder.where(self.path)} has version {manifest.schema_version} of the schemas, and only those up to"
                f" {NEWEST_SCHEMAS} are known: install a newer vireo-runs"
            )
        return manifest

    def read(self, manifest: Manifest, columns: Optional[Sequence[str]] = None) -> Iterator[pa.Table]:
        """The rows of each chunk. ``columns`` may name parts of a column, as Parquet does."""
        for chunk in manifest.chunks:
            yield self._chunk(manifest, chunk, columns)

    def _chunk(self, manifest: Manifest, chunk: Chunk, columns: Optional[Sequence[str]]) -> pa.Table:
        path = f"{self.path}/{chunk.file}"
        try:
            with self.folder.open(path) as source:
                file = pq.ParquetFile(source, page_checksum_verification=True)
                made_from = (file.metadata.metadata or {}).get(b"vireo.fingerprint", b"").decode()
                if made_from != manifest.fingerprint or file.metadata.num_rows != chunk.rows:
                    raise RunError(
                        f"{self.folder.where(path)} was replaced while it was read: read again once its stage has ended"
                    )
                table = file.read(columns=None if columns is None else list(columns))
        except FileNotFoundError:
            raise RunError(
                f"{self.folder.where(path)} was deleted while it was read: read again once its stage has ended"
            ) from None
        except (OSError, pa.ArrowException) as error:
            raise self.folder.unreadable(path, error) from error
        # Before version 2 of the schemas the files have the partition's column, too.
        column = self.name.partition("=")[0]
        return table.drop([column]) if column in table.column_names else table

    def _manifest(self) -> Optional[Manifest]:
        # Before version 2 of the schemas the manifest is among the chunks.
        for path in (f"{self._beside}.json", f"{self.path}/_manifest.json"):
            data = self.folder.read(path)
            if data is not None:
                manifest = Manifest.parse(data, self.folder.where(path))
                ours = manifest is not None and (manifest.dataset, manifest.partition) == (self._bare, self.name)
                return manifest if ours else None
        return None

    def _why_not(self) -> str:
        where = self.folder.where(self.path)
        marks = (f"{self._beside}.cleaned", f"{self.path}/_cleaned")
        manifest = self._manifest()
        if manifest is not None:
            if any(self.folder.read(mark) is not None for mark in marks):
                return (
                    f"The rows of {where} were deleted by 'vireo clean': only what was made from them can still be read"
                )
            missing = _listed(manifest.missing(self.folder.files(self.path)))
            return f"{where} is not whole, {missing} being missing or of another size: 'vireo run' makes it again"
        there = partitions(self.folder, self.dataset) if self.name else []
        if there:
            return f"{where} is not published: there are {_listed(there)}; 'vireo run' continues a run that has not reached it"
        return f"Nothing is published in {self.folder.where(self.dataset)}: 'vireo run' publishes this dataset if the run needs it"


def partitions(folder: Folder, dataset: str) -> list[str]:
    """The names of a dataset's published partitions, in order; [""] for one without partitions."""
    if Partition(folder, dataset).published() is not None:
        return [""]
    names = [name for name in folder.folders(dataset) if re.fullmatch(r"[a-z]+=[^/]+", name)]
    return [name for name in sorted(names, key=_order) if Partition(folder, dataset, name).published() is not None]


def value(name: str) -> str:
    """The value in a partition's name: 3 of ``iteration=3``."""
    return name.partition("=")[2]


def _order(name: str) -> tuple[int, str]:
    return (int(value(name)) if value(name).isdecimal() else -1, name)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) if len(names) <= 4 else f"{names[0]}, {names[1]}, ... {names[-1]}"
