"""Opens each dataset of a run by its folder's name alone with pandas, polars, DuckDB, Hugging Face
datasets and Spark, and runs the code of docs/DATASETS.md.

    python open_datasets.py RUN

Exits with 1 where a reader fails, or sees other rows or columns than the manifests and the schemas
say. The last line of what it prints is the figure for docs/PARITY.md.
"""

import json
import re
import sys
from pathlib import Path

import datasets
import duckdb
import numpy
import pandas
import polars
import pyarrow.parquet
import pyspark.sql

runs = [Path(place).resolve() for place in sys.argv[1:]]
run = runs[0]
root = Path(__file__).resolve().parent.parent.parent
PARTITIONS = {"prompts": "split", "evaluations": "step", "held_out_verdicts": "step", "suite_results": "step"}
UNPARTITIONED = {"demonstrations", "preferences", "preference_pairs", "preference_logprobs", "unpaired_examples", "unpaired_logprobs", "step_labels", "step_examples", "scores", "accepted"}


def schema(dataset):
    return json.loads((root / f"data-schemas/src/main/avro/{dataset}.avsc").read_text())


def manifests():
    """Rows of each dataset's folder, by its path."""
    rows = {}
    for file in sorted(file for place in runs for file in place.rglob("manifests/**/*.json")):
        manifest = json.loads(file.read_text())
        place = file.parents[1 if manifest["dataset"] in UNPARTITIONED else 2]
        folder = place / manifest["dataset"]
        rows[folder] = rows.get(folder, 0) + manifest["rows"]
    return rows


def no_bytes(value):
    if isinstance(value, dict):
        return all(map(no_bytes, value.values()))
    if isinstance(value, (list, tuple, numpy.ndarray)):
        return all(map(no_bytes, value))
    return not isinstance(value, (bytes, bytearray))


def opened(spark, folder, cache):
    """Columns, rows and the first row as each reader has them."""
    frame = pandas.read_parquet(folder)
    yield "pandas", list(frame), len(frame), frame.iloc[0].to_dict()
    table = polars.read_parquet(folder)
    yield "polars", table.columns, table.height, table.row(0, named=True)
    assert polars.scan_parquet(folder).collect().height == table.height
    relation = duckdb.sql(f"SELECT * FROM read_parquet('{folder}/**/*.parquet')").arrow().read_all()
    yield "DuckDB", relation.column_names, relation.num_rows, relation.slice(0, 1).to_pylist()[0]
    by_name = datasets.load_dataset(str(folder), split="train", cache_dir=cache)
    yield "datasets", by_name.column_names, len(by_name), by_name[0]
    by_data_dir = datasets.load_dataset("parquet", data_dir=str(folder), split="train", cache_dir=cache)
    yield "datasets", by_data_dir.column_names, len(by_data_dir), by_data_dir[0]
    rows = spark.read.parquet(str(folder))
    yield "Spark", rows.columns, rows.count(), rows.first().asDict(recursive=True)


def check(spark, folder, rows, cache):
    dataset = folder.name
    columns = {field["name"] for field in schema(dataset)["fields"]}
    partition = None if dataset in UNPARTITIONED else PARTITIONS.get(dataset, "iteration")
    for reader, found, count, first in opened(spark, folder, cache):
        wanted = columns - {partition} if reader == "datasets" else columns
        if reader == "DuckDB" and "=" in folder.parent.name:
            wanted = wanted | {folder.parent.name.split("=")[0]}  # it takes every NAME=VALUE of a path for a column
        assert set(found) == wanted and len(found) == len(wanted), f"{reader}: {folder} has columns {found}"
        assert count == rows, f"{reader}: {folder} has {count} rows, not {rows}"
        assert no_bytes(first), f"{reader}: {folder} has bytes in {first}"


def blocks():
    text = (root / "docs/DATASETS.md").read_text()
    for code in re.findall(r"^```python\n(.*?)^```", text, re.M | re.S):
        if "vireo_runs" in code:
            continue  # runs_check runs it
        yield re.search(r"pandas|polars|duckdb|spark|datasets", code).group(), code.replace("RUN/", f"{run}/")


def frame(table):
    if isinstance(table, pyspark.sql.DataFrame):
        return table.toPandas()
    return table.df() if isinstance(table, duckdb.DuckDBPyRelation) else table.reset_index()


def alike(one, other):
    if isinstance(one, float) and isinstance(other, float):
        return numpy.isclose(one, other, rtol=1e-12, equal_nan=True)
    return one == other


def snippets():
    """Runs the code of each kind of reader, one block after the other, and compares what they made."""
    names = {}
    count = 0
    for reader, code in blocks():
        exec(code, names.setdefault(reader, {}))
        count += 1
    made = {reader: names[reader] for reader in ("pandas", "duckdb", "spark")}
    for name, by in (("completions", ["iteration", "prompt_id", "sample_index"]), ("prompts", ["prompt_id"]), ("metrics", ["iteration", "step"])):
        tables = {reader: frame(variables[name]).sort_values(by) for reader, variables in made.items()}
        first = tables["pandas"]
        assert len(first) > 0
        for reader, table in tables.items():
            assert len(table) == len(first), f"{reader}: {name} has {len(table)} rows, not {len(first)}"
            for column in set(map(str, first)) & set(map(str, table)):
                ours = [each for each in table if str(each) == column][0]
                theirs = [each for each in first if str(each) == column][0]
                pairs = zip(table[ours], first[theirs])
                assert all(alike(*pair) for pair in pairs), f"{reader}: {name}.{column} differs"
        assert tables["duckdb"].shape[1] == tables["spark"].shape[1]
    return count


def main():
    datasets.disable_progress_bars()
    spark = pyspark.sql.SparkSession.builder.master("local[1]").config("spark.ui.enabled", False)
    spark = spark.config("spark.sql.shuffle.partitions", 2).getOrCreate()
    cache = str(run.parent / "datasets-cache")
    found = manifests()
    for folder, rows in found.items():
        check(spark, folder, rows, cache)
    missing = {file.stem for file in (root / "data-schemas/src/main/avro").glob("*.avsc")} - {folder.name for folder in found}
    assert not missing, f"the runs have no {missing}"
    count = snippets()
    readers = {"pandas": pandas, "polars": polars, "DuckDB": duckdb, "datasets": datasets, "Spark": pyspark}
    versions = ", ".join(f"{name} {module.__version__}" for name, module in readers.items())
    print(f"{len(found)} folders and {count} blocks of code: {versions}")


main()
