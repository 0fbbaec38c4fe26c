"""Fails if a message that docs/troubleshooting.md quotes is not in the sources.

Quoted are the code spans in the first column of its tables; … stands for what differs from case to case.
"""

import ast
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/troubleshooting.md"
TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|"""(.*?)"""|("(?:\\.|[^"\\\n])*")|(\'(?:\\.|[^\'\\])+\')|([\w.$]+)|(\S)', re.DOTALL)
CONSTANT = re.compile(r'static final String (\w+) =\s*"((?:\\.|[^"\\])*)";')
ESCAPES = {"\\n": "\n", '\\"': '"', "\\\\": "\\"}


def unescape(text):
    text = re.sub(r'\\[n"\\]', lambda escape: ESCAPES[escape[0]], text)
    # What String.format puts in.
    return re.sub(r"%(?:\d+\$)?[-,.\d]*[sdf]", "…", text).replace("%%", "%")


def java_messages(text, constants):
    """Every concatenation that begins with a literal; names of constants are their values, all else is …"""
    tokens = []
    for token in TOKEN.finditer(text):
        block, literal, char, word, sign = token.groups()
        if literal is not None:
            tokens.append(("text", unescape(literal[1:-1])))
        elif block is not None:
            tokens.append(("text", unescape(" ".join(block.split()))))
        elif char or word or sign:
            tokens.append(("code", char or word or sign))
    for start, (kind, value) in enumerate(tokens):
        if kind == "text":
            yield concatenation(tokens, start, value, constants)


def concatenation(tokens, start, message, constants):
    at = start + 1
    while at < len(tokens) and tokens[at] == ("code", "+"):
        operand, depth, at = [], 0, at + 1
        while at < len(tokens):
            kind, value = tokens[at]
            if kind == "code" and depth == 0 and value in "+,;?:)":
                break
            if kind == "code":
                depth += (value in "([{") - (value in ")]}")
            operand.append((kind, value))
            at += 1
        if len(operand) == 1 and operand[0][0] == "text":
            message += operand[0][1]
        else:
            message += constants.get("".join(value for _, value in operand), "…")
    return message


def script_messages(text):
    return [re.sub(r"\$\{[^}]*\}|\$\w+", "…", said) for said in re.findall(r'\b(?:fail|say) "((?:\\.|[^"\\])*)"', text)]


def python_messages(text):
    """Every string and f-string, adjacent ones as one; what is put in is …"""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.JoinedStr):
            yield "".join(part.value if isinstance(part, ast.Constant) else "…" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def sources():
    files = {file: file.read_text(encoding="utf-8") for file in ROOT.glob("*/src/main/java/**/*.java")}
    named = {}
    for file, text in files.items():
        for name, value in CONSTANT.findall(text):
            named[f"{file.stem}.{name}"] = unescape(value)
    for file, text in files.items():
        own = {name.partition(".")[2]: value for name, value in named.items() if name.startswith(file.stem + ".")}
        yield from java_messages(text, named | own)
    for file in ROOT.glob("python/vireo_torch/src/**/*.py"):
        yield from python_messages(file.read_text(encoding="utf-8"))
    yield from script_messages((ROOT / "vireo").read_text(encoding="utf-8"))


def quoted():
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("| "):
            symptom = re.split(r"(?<!\\)\|", line)[1]
            yield from (span.replace("\\|", "|") for span in re.findall(r"`([^`]+)`", symptom))


def main():
    messages = list(sources())
    asked = list(quoted())
    missing = []
    for message in asked:
        sought = message.strip("… ")
        if len(sought.replace("…", "")) < 12 or not any(sought in re.sub("…+", "…", each) for each in messages):
            missing.append(f"docs/troubleshooting.md quotes what no source says: {message}")
    if missing or not asked:
        sys.exit("\n".join(missing) or "docs/troubleshooting.md quotes no message")


main()
