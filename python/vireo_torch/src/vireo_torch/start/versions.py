"""The packages that the worker needs."""

from __future__ import annotations

import platform
import re
import sys
from importlib import metadata

from vireo_torch.refusal import Refusal

# The oldest that the tests were run with. An older transformers does not read the rotary positions of
# a newer one's config.json, and would compute with others without a word.
_OLDEST = {"torch": (2, 9), "transformers": (5, 0), "peft": (0, 18)}


def required(adapter: bool) -> dict[str, str]:
    """The versions of what is installed, the packages not being imported yet.

    Raises:
        Refusal: a package is missing or too old; PEFT only matters with an adapter
    """
    found = {"python": platform.python_version()}
    for package, oldest in _OLDEST.items():
        needed = adapter or package != "peft"
        wanted = f"{package}>={'.'.join(map(str, oldest))}"
        try:
            version = metadata.version(package)
        except metadata.PackageNotFoundError:
            if needed:
                raise Refusal(
                    f"The Python of the torch engine, {sys.executable}, does not have the package {package}:"
                    f" install '{wanted}' there"
                ) from None
            continue
        if needed and _numbers(version) < oldest:
            raise Refusal(
                f"The Python of the torch engine, {sys.executable}, has {package} {version}, which is too old:"
                f" install '{wanted}' there"
            )
        found[package] = version
    return found


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version)[:2])
