"""Two real runs, read by this package and by pandas.

VIREO_RUN and VIREO_OTHER_RUN name finished runs of one configuration with different seeds;
checks/interop/runs_check makes them.
"""

import json
import os
import re
import shutil
import tempfile
import unittest
from pathlib import Path

import pyarrow as pa
from vireo_runs import Run
from vireo_runs.manifest import Manifest

try:
    import pandas as pd
except ImportError:
    pd = None

ONE, OTHER = os.environ.get("VIREO_RUN"), os.environ.get("VIREO_OTHER_RUN")
KEY = ["iteration", "prompt_id", "sample_index"]


def flat(dataset, partition="iteration"):
    """One row per completion, by pandas alone."""
    rows = pd.read_parquet(f"{ONE}/{dataset}").astype({partition: "int32"}).explode("completions", ignore_index=True)
    table = rows.drop(columns="completions").join(pd.DataFrame(rows["completions"].tolist()))
    if "values" in table:
        values = table.pop("values").map(lambda values: {each["key"]: each["value"] for each in values})
        table = table.join(pd.DataFrame(values.tolist()).add_prefix("rewards/"))
    return table


@unittest.skipUnless(ONE and OTHER and pd, "needs pandas, and two runs in VIREO_RUN and VIREO_OTHER_RUN")
class RunsTest(unittest.TestCase):
    def setUp(self):
        self.run_ = Run(ONE)

    def assert_same(self, ours, theirs, by):
        ours = ours.to_pandas() if isinstance(ours, pa.Table) else ours
        ours, theirs = (frame.sort_values(by).reset_index(drop=True) for frame in (ours, theirs))
        pd.testing.assert_frame_equal(ours, theirs[list(ours)], check_dtype=False, check_names=False, rtol=1e-12)

    def test_every_manifest_is_whole(self):
        """A manifest with a hash that this package computes otherwise would hide what was published."""
        found = [*Path(ONE).rglob("manifests/**/*.json"), *Path(ONE).rglob("_manifest.json")]
        self.assertGreater(len(found), 10)
        for path in found:
            self.assertIsNotNone(Manifest.parse(path.read_bytes(), str(path)), path)

    def test_completions(self):
        theirs = flat("rollouts").merge(flat("rewards"), on=KEY).merge(flat("advantages"), on=KEY)
        theirs["tokens"] = theirs["token_ids"].map(len)
        theirs["prompt_tokens"] = theirs["prompt_token_ids"].map(len)
        ours = pa.concat_tables(self.run_.completions(iteration) for iteration in self.run_.iterations())
        self.assertGreater(ours.num_rows, 0)
        self.assert_same(ours, theirs, KEY)
        rewards = [f"rewards/{each['name']}" for each in self.run_.config()["rewards"]]
        self.assertEqual([name for name in ours.column_names if name.startswith("rewards/")], sorted(rewards))

    def test_completions_are_in_the_order_of_the_rollouts(self):
        theirs = flat("rollouts").query("iteration == 1")[["prompt_id", "sample_index"]]
        ours = self.run_.completions(1).select(["prompt_id", "sample_index"]).to_pandas()
        self.assertEqual(ours.values.tolist(), theirs.values.tolist())

    def test_metrics(self):
        stored = pd.read_parquet(f"{ONE}/metrics").astype({"iteration": "int32"})
        theirs = stored.pivot(index=["iteration", "step"], columns="name", values="value").reset_index()
        ours = self.run_.metrics()
        self.assertEqual(len(ours.column_names), len(theirs.columns))
        self.assertLessEqual({"reward", "reward_std", "kl", "loss", "grad_norm"}, set(ours.column_names))
        self.assert_same(ours, theirs, ["iteration", "step"])
        self.assert_same(self.run_.metrics(long=True), stored, ["iteration", "step", "name"])

    def test_evaluations(self):
        theirs = flat("evaluations", "step")
        means = [name for name in theirs if name.startswith("reward")]
        ours = self.run_.evaluations()
        self.assert_same(ours.select(["step", *means]), theirs.groupby("step")[means].mean().reset_index(), "step")
        for step in ours.column("step").to_pylist():
            self.assert_same(self.run_.evaluations(step), theirs[theirs["step"] == step], ["prompt_id", "sample_index"])

    def test_checkpoints(self):
        table = self.run_.checkpoints().to_pylist()
        reached = json.loads((Path(ONE) / "result.json").read_text())["policy"]
        self.assertEqual(table[-1]["path"], f"{ONE}/{reached}")
        self.assertIn("clean", [row["phase"] for row in table])
        self.assertTrue(all(Path(row["path"], "config.json").is_file() == row["has_model"] for row in table))

    def test_a_checkpoint_without_its_files(self):
        place = self.run_.checkpoints().column("path").to_pylist()[-1]
        for gone, expected in (("config.json model.safetensors", False), ("model.safetensors", None)):
            with tempfile.TemporaryDirectory() as scratch:
                copy = Path(shutil.copytree(ONE, Path(scratch) / "run"))
                for name in gone.split():
                    (copy / Path(place).relative_to(ONE) / name).unlink()
                left = {row["path"]: row["has_model"] for row in Run(copy).checkpoints().to_pylist()}
                self.assertEqual(left.get(str(copy / Path(place).relative_to(ONE))), expected)

    def test_compare(self):
        found = self.run_.compare(OTHER)
        theirs = [
            Run(each).metrics(long=True).to_pandas().set_index(["step", "name"])["value"] for each in (ONE, OTHER)
        ]
        frame = found.metrics.to_pandas().set_index(["step", "name"])
        pd.testing.assert_frame_equal(
            frame, pd.DataFrame({"this": theirs[0], "other": theirs[1], "difference": theirs[1] - theirs[0]})
        )
        self.assertGreater(frame.xs("entropy", level="name")["difference"].abs().max(), 0)
        self.assertEqual(found.configuration.column("key").to_pylist(), ["seed"])
        same = self.run_.compare(self.run_)
        self.assertEqual(same.configuration.num_rows, 0)
        self.assertEqual(set(same.metrics.column("difference").to_pylist()), {0.0})

    def test_the_code_in_the_documentation(self):
        text = (Path(__file__).resolve().parents[3] / "docs/DATASETS.md").read_text(encoding="utf-8")
        code = next(block for block in re.findall(r"^```python\n(.*?)^```", text, re.M | re.S) if "vireo_runs" in block)
        names = {}
        exec(code.replace('"RUN"', repr(ONE)).replace('"OTHER"', repr(OTHER)), names)
        for name in ("metrics", "completions", "evaluations"):
            self.assertGreater(len(names[name]), 0)
        self.assertGreater(names["comparison"].metrics.num_rows, 0)

    def test_every_dataset_opens_by_its_name(self):
        for name in (
            "prompts",
            "rollouts",
            "logprobs",
            "rewards",
            "advantages",
            "metrics",
            "evaluations",
            "fine-tuned/clean/demonstrations",
        ):
            self.assertEqual(self.run_.dataset(name).num_rows, len(pd.read_parquet(f"{ONE}/{name}")), name)
