"""The run directory as files, wherever it is."""

from __future__ import annotations

import os
from typing import Optional, Union

import pyarrow as pa
from pyarrow import fs

from vireo_runs.errors import RunError

PathLike = Union[str, "os.PathLike[str]"]


class Folder:
    """A directory on a filesystem of pyarrow. Paths within it are relative, with slashes."""

    def __init__(self, path: PathLike, filesystem: Optional[fs.FileSystem] = None):
        """Opens ``path``: on ``filesystem`` if given, else a URI such as s3://, else a local path."""
        self.shown = os.fspath(path)
        try:
            self.filesystem, base = _located(self.shown, filesystem)
            self._base = base.rstrip("/") or "/"
            found = self.filesystem.get_file_info(self._base).type
        except (OSError, pa.ArrowInvalid) as error:
            raise RunError(
                f"{self.shown} cannot be opened ({_first_line(error)}): check the path and your access to it"
            ) from error
        if found == fs.FileType.NotFound:
            raise RunError(
                f"There is no folder {self.shown}: name the directory of a run, the value of 'run' in its configuration"
            )
        if found != fs.FileType.Directory:
            raise RunError(
                f"{self.shown} is not a folder: name the directory of a run, the value of 'run' in its configuration"
            )

    def where(self, path: str) -> str:
        """The path of a file as messages show it."""
        return f"{self.shown.rstrip('/')}/{path}"

    def read(self, path: str) -> Optional[bytes]:
        """The bytes of a file, or None if it does not exist."""
        try:
            with self.filesystem.open_input_stream(self._within(path), compression=None) as stream:
                return stream.read()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self.unreadable(path, error) from error

    def open(self, path: str) -> pa.NativeFile:
        """Opens a file that a reader of Parquet seeks in."""
        return self.filesystem.open_input_file(self._within(path))

    def files(self, path: str) -> dict[str, int]:
        """The sizes of the files in a folder by name; empty if there is no such folder."""
        return {each.base_name: each.size for each in self._list(path) if each.type == fs.FileType.File}

    def folders(self, path: str) -> list[str]:
        """The names of the folders in a folder; empty if there is no such folder."""
        return sorted(each.base_name for each in self._list(path) if each.type == fs.FileType.Directory)

    def unreadable(self, path: str, error: Exception) -> RunError:
        """The exception for a file that exists but cannot be read."""
        return RunError(
            f"{self.where(path)} cannot be read ({_first_line(error)}): check it with 'vireo verify {self.shown}'"
        )

    def _list(self, path: str) -> list[fs.FileInfo]:
        try:
            return self.filesystem.get_file_info(fs.FileSelector(self._within(path), allow_not_found=True))
        except OSError as error:
            raise self.unreadable(path, error) from error

    def _within(self, path: str) -> str:
        return f"{self._base.rstrip('/')}/{path}" if path else self._base


def _located(path: str, filesystem: Optional[fs.FileSystem]) -> tuple[fs.FileSystem, str]:
    if filesystem is not None:
        return filesystem, path
    if "://" in path:
        # Hadoop calls S3 s3a, pyarrow calls it s3.
        return fs.FileSystem.from_uri("s3://" + path[len("s3a://") :] if path.startswith("s3a://") else path)
    return fs.LocalFileSystem(), os.path.abspath(os.path.expanduser(path))


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
