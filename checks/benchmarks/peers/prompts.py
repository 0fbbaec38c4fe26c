"""Prints prompts as JSON lines; arguments: how many, and how many bytes each has."""

import json
import random
import sys

WORDS = "how many apples does each child get if the teacher shares them out among all of".split()


def main() -> None:
    chance = random.Random(1)
    count, length = map(int, sys.argv[1:])
    for number in range(count):
        text = f"{number:04d} " + " ".join(chance.choices(WORDS, k=40))
        print(json.dumps({"prompt": text[:length], "answer": ""}))


if __name__ == "__main__":
    main()
