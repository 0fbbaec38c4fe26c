"""Holds Vireo's chat templates against transformers, the published ones that TRL brings included.

    $(checks/interop/environment)/bin/python checks/interop/chat_templates.py

First what the golden tests expect is made anew with the transformers and TRL that are installed.
Then each template of TRL's package that was published with a model is rendered on both sides, with
and without the prompt of the assistant's turn. Vireo must give the same text, or refuse: what
transformers refuses too, or a template that asks for today's date where none is set. Last, with a
date, every conversation of the golden tests is rendered with each of them, and with those that TRL
patches for training. Needs a JDK 17 and Maven.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import trl

from make_chat_fixtures import NOW, TOKENS, conversations, render

ROOT = Path(__file__).resolve().parents[2]
PUBLISHED = Path(trl.__file__).parent / "chat_templates"
TRAINING = "_training"

USUAL = [
    {"role": "system", "content": "Be brief."},
    {"role": "user", "content": "1 + 1?"},
    {"role": "assistant", "content": "<think>\nEasy.\n</think>\n\n2"},
    {"role": "user", "content": " And 2 + 2?\n"},
]


def case(name, messages, prompt, now=None):
    tokens = TOKENS["other"]
    template = (PUBLISHED / name).read_text(encoding="utf-8")
    made = dict(name=name, template=template, tokens=tokens, messages=messages, prompt=prompt)
    return made | ({"now": NOW.isoformat()} if now else {})


def ours(cases):
    with tempfile.TemporaryDirectory() as place:
        (Path(place) / "cases.json").write_text(json.dumps(cases), encoding="utf-8")
        command = ["mvn", "-q", "-B", "-pl", "models", "-am", "test", "-Dtest=RenderingsOfGivenTemplates"]
        command += ["-Dsurefire.failIfNoSpecifiedTests=false", f"-Dvireo.templates={place}"]
        subprocess.run(command, cwd=ROOT, check=True, stdout=sys.stderr)
        return json.loads((Path(place) / "results.json").read_text(encoding="utf-8"))


def theirs(one):
    return render(one["template"], one["tokens"], one["messages"], one["prompt"], {})


def judge(one, expected, found):
    """'same', 'date' or 'refused'; ends the check where the two sides part."""
    if "text" in found and found["text"] == expected.get("expected"):
        return "same"
    if "refused" in found and "error" in expected:
        return "refused"
    if "refused" in found and "asks for today's date" in found["refused"] and "now" not in one:
        return "date"
    del one["template"]
    sys.exit(f"{json.dumps(one)}\ntransformers: {json.dumps(expected)}\nVireo: {json.dumps(found)}")


def judged(cases):
    expected = [theirs(one) for one in cases]
    return list(map(judge, cases, expected, ours(cases)))


def main():
    fixtures = [sys.executable, Path(__file__).parent / "make_chat_fixtures.py", "--check"]
    subprocess.run(fixtures, check=True, capture_output=True)
    names = sorted(file.name for file in PUBLISHED.glob("*.jinja"))
    published = [name for name in names if TRAINING not in name]
    usual = [case(name, USUAL, prompt) for name in published for prompt in (True, False)]
    every = [
        case(name, messages, prompt, now=True)
        for name in names
        for messages in [USUAL] + conversations()
        for prompt in (True, False)
    ]
    kinds = judged(usual + every)
    first, rest = kinds[: len(usual)], kinds[len(usual) :]
    print(
        f"3 files, byte for byte; {len(published)} published templates, with and without a prompt:"
        f" {first.count('same')} the same text, {first.count('date')} need a date,"
        f" {first.count('refused')} refuse on both sides; {len(rest)} further renderings of"
        f" {len(names)} templates: {rest.count('same')} the same, {rest.count('refused')} refused on both sides"
    )


if __name__ == "__main__":
    main()
