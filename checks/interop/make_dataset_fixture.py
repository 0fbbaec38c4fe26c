"""Makes the data set that TeamDataIT reads, as Hugging Face's `datasets` saves it, and beside it
what `datasets` itself reads from there; with --check compares the two with what is kept.

    $(checks/interop/environment)/bin/python checks/interop/make_dataset_fixture.py [--check]
"""

import datetime
import json
import pathlib
import shutil
import sys
import tempfile

import datasets

PLACE = pathlib.Path(__file__).resolve().parent.parent.parent / "jobs/src/test/resources/dev/vireo/jobs/data/source/saved-dataset"


def rows():
    """Rows with the columns of TRL and verl, and one of every type that a prompt may come with."""
    for i in range(5):
        yield {
            "prompt": [
                {"role": "system", "content": "Be brief."},
                {"role": "user", "content": f'{i} + {i} = ? "é"'},
            ][i % 2 :],
            "reward_model": {"ground_truth": str(2 * i), "style": "rule"},
            "extra_info": {"index": i, "scores": [i / 2, None]},
            "data_source": None if i == 3 else "sums",
            "level": ["easy", "hard"].index("hard" if i > 2 else "easy"),
            "when": datetime.datetime(2024, 1, 1, 12, 0, i),
            "day": datetime.date(2024, 1, 1 + i),
            "half": i / 4,
            "right": i % 2 == 0,
        }


def features():
    message = {"role": datasets.Value("string"), "content": datasets.Value("large_string")}
    return datasets.Features(
        {
            "prompt": [message],
            "reward_model": {"ground_truth": datasets.Value("string"), "style": datasets.Value("string")},
            "extra_info": {"index": datasets.Value("int64"), "scores": datasets.List(datasets.Value("float64"))},
            "data_source": datasets.Value("string"),
            "level": datasets.ClassLabel(names=["easy", "hard"]),
            "when": datasets.Value("timestamp[ns]"),
            "day": datasets.Value("date32"),
            "half": datasets.Value("float32"),
            "right": datasets.Value("bool"),
        }
    )


def make(place):
    """Saves the data set in two files. Its order is that of an index, which saving resolves."""
    made = datasets.Dataset.from_generator(rows, features=features())
    made.select([4, 0, 1, 2, 3]).select([1, 2, 3, 4, 0]).save_to_disk(place, num_shards=2)


def expected(place):
    """What `datasets` reads from there, a line a row, in the texts that Vireo makes of values."""
    lines = []
    for row in datasets.load_from_disk(str(place)):
        row["when"] = row["when"].strftime("%Y-%m-%d %H:%M:%S")
        row["day"] = row["day"].isoformat()
        lines.append(json.dumps(row, ensure_ascii=False))
    return "\n".join(lines) + "\n"


def main():
    if "--check" in sys.argv:
        kept = (PLACE.parent / "saved-dataset.jsonl").read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as folder:
            make(folder)
            agree = expected(PLACE) == kept == expected(folder)
        print(f"{kept.count(chr(10))} rows of datasets {datasets.__version__}: {'the same' if agree else 'DIFFERENT'}")
        sys.exit(0 if agree else 1)
    shutil.rmtree(PLACE, ignore_errors=True)
    make(PLACE)
    (PLACE.parent / "saved-dataset.jsonl").write_text(expected(PLACE), encoding="utf-8")


if __name__ == "__main__":
    main()
