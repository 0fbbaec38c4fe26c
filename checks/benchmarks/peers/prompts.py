"""Prints prompts of about 57 bytes as JSON lines; argument: how many."""

import json
import random
import sys

WORDS = "how many apples does each child get if the teacher shares them out among all of".split()


def main() -> None:
    chance = random.Random(1)
    for number in range(int(sys.argv[1])):
        text = f"{number:04d} " + " ".join(chance.choices(WORDS, k=40))
        print(json.dumps({"prompt": text[:57], "answer": ""}))


if __name__ == "__main__":
    main()
