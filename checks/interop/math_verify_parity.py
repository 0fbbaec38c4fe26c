"""Holds Vireo's verdicts on mathematical answers against math-verify's.

    $(checks/interop/environment)/bin/python checks/interop/math_verify_parity.py [--write]

The pairs of reference and completion lie among the tests' resources, a JSON line each, with the
verdict of math-verify, which --write computes anew; without it they are compared. A line where
Vireo decides otherwise has its verdict and the reason; MathVerifyGoldenTest holds Vireo to it.
"""

import argparse
import json
import logging
from pathlib import Path
import sys

from math_verify import parse, verify

PAIRS = Path(__file__).parent.parent.parent / "jobs/src/test/resources/dev/vireo/jobs/rewards/functions/answers/math_verify.jsonl"


def verdict(reference, completion):
    """As trainers ask it: the reference is a formula, the completion a text."""
    formula = "$" in reference.replace("\\$", "") or "\\boxed" in reference
    return bool(verify(parse(reference if formula else f"${reference}$"), parse(completion)))


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--write", action="store_true", help="write math-verify's verdicts")
    write = arguments.parse_args().write
    logging.disable(logging.CRITICAL)
    pairs = [json.loads(line) for line in PAIRS.read_text().splitlines()]
    changed = 0
    for pair in pairs:
        computed = verdict(pair["reference"], pair["completion"])
        changed += pair.get("math_verify") != computed
        pair["math_verify"] = computed
    if write:
        PAIRS.write_text("".join(json.dumps(pair, ensure_ascii=False) + "\n" for pair in pairs))
    elif changed:
        sys.exit(f"{changed} verdicts of {PAIRS.name} are no longer math-verify's")
    same = sum(pair.get("vireo", pair["math_verify"]) == pair["math_verify"] for pair in pairs)
    print(f"{same} of {len(pairs)} verdicts are the same, {len(pairs) - same} differ for a reason given")


main()
