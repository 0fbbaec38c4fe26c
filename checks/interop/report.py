"""How the checks that fill docs/PARITY.md compare numbers, and how they put their tables there."""

import pathlib
from importlib.metadata import version

import torch

ROOT = pathlib.Path(__file__).resolve().parents[2]
REPORT = ROOT / "docs/PARITY.md"
BEGIN, END = "<!-- {} writes from here -->\n", "<!-- to here -->\n"


def relative(a, b, least=0.0):
    """The difference over what it is compared with, of numbers or of arrays."""
    a, b = torch.as_tensor(a, dtype=torch.float64), torch.as_tensor(b, dtype=torch.float64)
    size = max(b.norm().item(), least)
    difference = (a - b).norm().item()
    return difference / size if size else difference


def beyond(found, tolerance):
    """A line for each figure of each case that is not within its tolerance."""
    return [
        f"{name}: {what} differs by {value:.1e}"
        for name, one in found.items()
        for what, value in one.items()
        if not value <= tolerance(what)
    ]


def put(script, text):
    """Replaces what the script wrote the last time, and says with which versions."""
    begin = BEGIN.format(pathlib.Path(script).name)
    before, rest = REPORT.read_text().split(begin)
    after = rest.split(END, 1)[1]
    names = ["TRL", "transformers", "torch"]
    versions = ", ".join(f"{name} {version(name.lower()).split('+')[0]}" for name in names)
    REPORT.write_text(f"{before}{begin}{versions}.\n\n{text}{END}{after}")
