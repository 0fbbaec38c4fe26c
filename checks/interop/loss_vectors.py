"""What scripts share that hold Vireo's losses against TRL's on given log-probabilities.

TRL's trainers are the real ones, made on a tiny model. Their loss is then asked about a model that
puts out the given numbers, in float64: loss, d loss / d log-probability and metrics become a line of
a file that the tests of `algorithms` read. The file is made anew only with --write; without it the
script sees that TRL still gives the committed numbers.
"""

import argparse
import contextlib
import json
import math
import sys
import tempfile
import unittest.mock

from report import ROOT
from trainers import Tiny

import torch
import trl

RESOURCES = ROOT / "algorithms/src/test/resources"
TOLERANCE = 1e-10


class Numbers:
    """Seeded inputs, rounded so that the files stay short."""

    def __init__(self, seed):
        self.generator = torch.Generator().manual_seed(seed)

    def uniform(self, shape, low, high):
        drawn = torch.rand(shape, generator=self.generator, dtype=torch.float64)
        return torch.round((low + (high - low) * drawn) * 1e4) / 1e4

    def row(self, length, low, high):
        return self.uniform((length,), low, high).tolist()

    def rows(self, lengths, low, high):
        return [self.row(length, low, high) for length in lengths]

    def bits(self, lengths):
        return [[float(x > 0) for x in self.row(length, -1, 1)] for length in lengths]


def padded(rows, before=0, width=None, fill=0.0):
    """[B, T] of ragged rows, each after so many places that stay empty."""
    width = width or before + max(map(len, rows))
    full = torch.full((len(rows), width), fill, dtype=torch.float64)
    for i, row in enumerate(rows):
        full[i, before : before + len(row)] = torch.tensor(row, dtype=torch.float64)
    return full


def ragged(matrix, lengths, before=0):
    return [row[before : before + length].tolist() for row, length in zip(matrix, lengths)]


@contextlib.contextmanager
def double():
    """TRL's own arithmetic in float64: what it casts to float32, and numbers it makes tensors of."""
    default = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    try:
        with unittest.mock.patch.object(torch.Tensor, "float", torch.Tensor.double):
            yield
    finally:
        torch.set_default_dtype(default)


def difference(one, other):
    """The greatest difference of two trees of numbers; infinite where they are not alike."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        return max((difference(one[key], other[key]) for key in one), default=0.0)
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return max(map(difference, one, other), default=0.0)
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return abs(one - other) / max(1.0, abs(other))
    return 0.0 if one == other else math.inf


def write(file, cases):
    file.write_text("".join(json.dumps(case) + "\n" for case in cases))


def check(file, cases):
    """How far TRL's numbers now are from the committed ones."""
    committed = [json.loads(line) for line in file.read_text().splitlines()]
    found = difference(cases, committed)
    if not found <= TOLERANCE:
        sys.exit(f"{file.name} is not what TRL {trl.__version__} gives: {found:.1e} apart")
    return f"{len(cases)} cases of TRL {trl.__version__}, as committed"


def arguments(about):
    parser = argparse.ArgumentParser(description=about.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="write the file that the tests read")
    return parser.parse_args()


def vectors(file, make, writing):
    """Makes or checks one file; what was found, as a sentence."""
    with tempfile.TemporaryDirectory() as place:
        cases = make(Tiny(place))
    if writing:
        write(file, cases)
        return f"{len(cases)} cases written to {file.name}"
    return check(file, cases)
