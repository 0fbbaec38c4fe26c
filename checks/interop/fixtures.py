"""Makes files that tests read, or with --check compares them with those that are there."""

import argparse
import pathlib
import sys
import tempfile


def main(about, folder, make):
    """`make` fills the folder it is given."""
    arguments = argparse.ArgumentParser(description=about.splitlines()[0])
    arguments.add_argument("--check", action="store_true", help="compare, and write nothing")
    if not arguments.parse_args().check:
        make(folder)
        return
    with tempfile.TemporaryDirectory() as place:
        made = pathlib.Path(place)
        make(made)
        names = sorted(file.relative_to(made) for file in made.rglob("*") if file.is_file())
        different = [name for name in names if not same(made / name, folder / name)]
    if different:
        sys.exit(f"{folder}: no longer what is made: {', '.join(map(str, different))}")
    print(f"{len(names)} files, byte for byte")


def same(one, other):
    return other.is_file() and one.read_bytes() == other.read_bytes()
