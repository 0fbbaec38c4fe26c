"""Writes the page of the command line from what ./vireo --help and each command's --help print.

python3 docs/site/command_line.py OUT
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def help_of(*command):
    asked = subprocess.run([str(ROOT / "vireo"), *command, "--help"], stdout=subprocess.PIPE, text=True, check=True)
    return asked.stdout.rstrip()


def commands(text):
    """The names in the list under a heading that ends in "ommands:"."""
    listed = re.search(r"^Commands:\n(.*?)(?:\n\n|\Z)", text, re.MULTILINE | re.DOTALL)
    return re.findall(r"^  (\S+)  ", listed[1], re.MULTILINE) if listed else []


def sections(command):
    text = help_of(*command)
    yield f"## vireo {' '.join(command)}".rstrip(), text
    for name in commands(text):
        if name != "help":
            yield from sections([*command, name])


def main(out):
    out.parent.mkdir(parents=True, exist_ok=True)
    page = ["# Command line", "What `./vireo --help` and `./vireo COMMAND --help` print."]
    for heading, text in sections([]):
        page += [heading, f"```text\n{text}\n```"]
    if len(page) < 10:
        sys.exit("./vireo --help lists no commands")
    out.write_text("\n\n".join(page) + "\n", encoding="utf-8")


main(Path(sys.argv[1]))
