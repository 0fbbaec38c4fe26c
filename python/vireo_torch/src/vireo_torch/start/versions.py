"""The packages that the worker needs."""

from __future__ import annotations

import platform
import re
import sys
from importlib import metadata

from vireo_torch.refusal import Refusal

# The oldest that the tests were run with, and the first that they were not: a major version may
# change what a call means. An older transformers does not read the rotary positions of a newer one's
# config.json, and would compute with others without a word.
_OLDEST = {"torch": (2, 9), "transformers": (5, 0), "peft": (0, 18)}
_UNKNOWN = {"torch": (3, 0), "transformers": (6, 0), "peft": (1, 0)}


def required(adapter: bool) -> dict[str, str]:
    """The versions of what is installed, the packages not being imported yet.

    Raises:
        Refusal: a package is missing, too old or of a later major version; PEFT only matters with an adapter
    """
    found = {"python": platform.python_version()}
    for package, oldest in _OLDEST.items():
        needed = adapter or package != "peft"
        unknown = _UNKNOWN[package]
        wanted = f"{package}>={'.'.join(map(str, oldest))},<{unknown[0]}"
        try:
            version = metadata.version(package)
        except metadata.PackageNotFoundError:
            if needed:
                raise Refusal(
                    f"The Python of the torch engine, {sys.executable}, does not have the package {package}:"
                    f" install '{wanted}' there"
                ) from None
            continue
        if needed and not oldest <= _numbers(version) < unknown:
            why = "too old" if _numbers(version) < oldest else "newer than this Vireo knows"
            raise Refusal(
                f"The Python of the torch engine, {sys.executable}, has {package} {version}, which is {why}:"
                f" install '{wanted}' there"
            )
        found[package] = version
    return found


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version)[:2])
