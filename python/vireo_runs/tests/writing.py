"""Writes small runs for the tests, as SPEC.md says they look."""

import hashlib
import json
import tempfile
import unittest
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from vireo_runs.partition import NEWEST_SCHEMAS

VALUES = pa.list_(pa.struct([("key", pa.string()), ("value", pa.float64())]))
COMPLETION = pa.struct(
    [
        ("sample_index", pa.int32()),
        ("token_ids", pa.list_(pa.int32())),
        ("logprobs", pa.list_(pa.float32())),
        ("text", pa.string()),
        ("finish_reason", pa.string()),
    ]
)
REWARD = pa.struct([("sample_index", pa.int32()), ("reward", pa.float64()), ("values", VALUES)])
ADVANTAGE = pa.struct(
    [
        ("sample_index", pa.int32()),
        ("adjusted_reward", pa.float64()),
        ("weight", pa.float64()),
        ("advantage", pa.float64()),
    ]
)


class RunCase(unittest.TestCase):
    """A test with an empty run in a folder of its own."""

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.run_path = Path(scratch.name) / "run"
        self.run_path.mkdir()
        write_json(
            self.run_path / "run.json", {"format": 1, "configuration": {"seed": 17, "rewards": [{"name": "exact"}]}}
        )

    def assert_refused(self, call, *parts):
        """The call ends with a RunError of one line that contains the parts."""
        from vireo_runs import RunError

        with self.assertRaises(RunError) as caught:
            call()
        message = str(caught.exception)
        self.assertNotIn("\n", message)
        for part in parts:
            self.assertIn(part, message)


def write_json(path, document):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")


def content_hash(manifest):
    """The hash of a manifest's content, by the json module alone."""
    content = {key: value for key, value in manifest.items() if key not in ("content-hash", "provenance")}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def publish(run, dataset, partition, *chunks, inputs=None, schema_version=NEWEST_SCHEMAS, **changes):
    """Writes a partition with a table per chunk, and its manifest. Returns the content hash."""
    folder = run / dataset / partition
    folder.mkdir(parents=True, exist_ok=True)
    fingerprint = hashlib.sha256(f"{dataset} {partition} {inputs}".encode()).hexdigest()
    files = []
    for number, table in enumerate(chunks):
        path = folder / f"part-{number:05d}.parquet"
        table = table.replace_schema_metadata({"vireo.fingerprint": fingerprint})
        # Without compression nothing but the checksum shows that a byte is wrong.
        pq.write_table(table, path, compression="none", write_page_checksum=True)
        data = path.read_bytes()
        sha256 = hashlib.sha256(data).hexdigest()
        files.append({"file": path.name, "size": len(data), "sha256": sha256, "rows": table.num_rows, "totals": {}})
    manifest = {
        "format": 1,
        "stage": "test",
        "stage-version": 1,
        "inputs": inputs or {},
        "settings": {},
        "seed": 17,
        "fingerprint": fingerprint,
        "settings-hash": "",
        "dataset": dataset,
        "partition": partition,
        "schema-version": schema_version,
        "chunks": files,
        "rows": sum(table.num_rows for table in chunks),
        "totals": {},
        **changes,
    }
    manifest["content-hash"] = content_hash(manifest)
    write_json(run / "manifests" / dataset / f"{partition}.json", manifest)
    return manifest["content-hash"]


def rollouts(*groups):
    """Groups of (prompt id, texts)."""
    rows = []
    for prompt, texts in groups:
        completions = [
            {
                "sample_index": i,
                "token_ids": list(range(len(text))),
                "logprobs": [],
                "text": text,
                "finish_reason": "stop",
            }
            for i, text in enumerate(texts)
        ]
        row = {
            "prompt_id": prompt,
            "policy_step": 0,
            "prompt": prompt + "=",
            "answer": None,
            "prompt_token_ids": [1, 2],
        }
        rows.append({**row, "completions": completions})
    schema = [("prompt_id", pa.string()), ("policy_step", pa.int32()), ("prompt", pa.string()), ("answer", pa.string())]
    schema += [("prompt_token_ids", pa.list_(pa.int32())), ("completions", pa.list_(COMPLETION))]
    return pa.Table.from_pylist(rows, schema=pa.schema(schema))


def rewards(*groups):
    """Groups of (prompt id, dictionaries of values)."""
    rows = []
    for prompt, given in groups:
        completions = [
            {
                "sample_index": i,
                "reward": sum(values.values()),
                "values": [{"key": k, "value": v} for k, v in sorted(values.items())],
            }
            for i, values in enumerate(given)
        ]
        rows.append({"prompt_id": prompt, "completions": completions})
    return pa.Table.from_pylist(rows, schema=pa.schema([("prompt_id", pa.string()), ("completions", pa.list_(REWARD))]))


def advantages(*groups):
    """Groups of (prompt id, advantages)."""
    rows = []
    for prompt, given in groups:
        completions = [
            {"sample_index": i, "adjusted_reward": 0.5, "weight": 0.5, "advantage": each}
            for i, each in enumerate(given)
        ]
        rows.append({"prompt_id": prompt, "completions": completions, "filtered": None})
    schema = [("prompt_id", pa.string()), ("completions", pa.list_(ADVANTAGE)), ("filtered", pa.string())]
    return pa.Table.from_pylist(rows, schema=pa.schema(schema))


def metrics(*rows):
    """Rows of (step, name, value)."""
    schema = pa.schema([("step", pa.int32()), ("name", pa.string()), ("value", pa.float64())])
    return pa.Table.from_pylist([dict(zip(schema.names, row)) for row in rows], schema=schema)


def publish_iteration(run, number=1):
    """Publishes an iteration of three completions of two prompts, in two chunks."""
    partition = f"iteration={number}"
    first = publish(run, "rollouts", partition, rollouts(("a", ["x", "yy"])), rollouts(("b", [""])))
    both = {"exact": 1.0, "judge": float("nan")}
    tables = [rewards(("a", [both, {"exact": 0.0}])), rewards(("b", [{"exact": 0.25}]))]
    second = publish(run, "rewards", partition, *tables, inputs={"rollouts": first})
    tables = [advantages(("a", [1.5, -1.5])), advantages(("b", [0.0]))]
    publish(run, "advantages", partition, *tables, inputs={"rewards": second})
