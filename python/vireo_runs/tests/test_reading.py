"""What is read from small runs."""

import math

import pyarrow as pa
from pyarrow import fs
from vireo_runs import Run
from vireo_runs.rows import exploded, widened

from tests.writing import RunCase, advantages, metrics, publish, publish_iteration, rewards, rollouts, write_json


class ReadingTest(RunCase):
    def test_a_row_per_completion_in_order(self):
        publish_iteration(self.run_path)
        table = Run(self.run_path).completions(1)
        self.assertEqual(table.column("prompt_id").to_pylist(), ["a", "a", "b"])
        self.assertEqual(table.column("sample_index").to_pylist(), [0, 1, 0])
        self.assertEqual(table.column("text").to_pylist(), ["x", "yy", ""])
        self.assertEqual(table.column("tokens").to_pylist(), [1, 2, 0])
        self.assertEqual(table.column("prompt_tokens").to_pylist(), [2, 2, 2])
        self.assertEqual(table.column("advantage").to_pylist(), [1.5, -1.5, 0.0])
        self.assertEqual(set(table.column("iteration").to_pylist()), {1})

    def test_every_reward_is_a_column(self):
        publish_iteration(self.run_path)
        table = Run(self.run_path).completions(1)
        self.assertEqual(table.column("rewards/exact").to_pylist(), [1.0, 0.0, 0.25])
        judge = table.column("rewards/judge").to_pylist()
        self.assertTrue(math.isnan(judge[0]))
        self.assertEqual(judge[1:], [None, None])

    def test_columns_that_older_files_lack_are_null(self):
        first = publish(self.run_path, "rollouts", "iteration=1", rollouts(("a", ["x"])).drop(["answer"]))
        second = publish(self.run_path, "rewards", "iteration=1", rewards(("a", [{}])), inputs={"rollouts": first})
        table = advantages(("a", [0.5])).drop(["filtered"])
        publish(self.run_path, "advantages", "iteration=1", table, inputs={"rewards": second})
        row = Run(self.run_path).completions(1).to_pylist()[0]
        self.assertEqual([row[name] for name in ("answer", "filtered", "advantage")], [None, None, 0.5])

    def test_values_may_be_a_map(self):
        kind = pa.map_(pa.string(), pa.float64())
        table = pa.table({"values": pa.array([[("b", 1.0)], [("a", 2.0), ("b", 3.0)]], kind), "last": [1, 2]})
        wide = widened(table)
        self.assertEqual(wide.column_names, ["rewards/a", "rewards/b", "last"])
        self.assertEqual(wide.to_pydict(), {"rewards/a": [None, 2.0], "rewards/b": [1.0, 3.0], "last": [1, 2]})

    def test_a_group_without_completions_has_no_row(self):
        kind = pa.list_(pa.struct([("n", pa.int32())]))
        table = pa.table({"id": ["a", "b", "c"], "completions": pa.array([[{"n": 1}], [], [{"n": 2}, {"n": 3}]], kind)})
        self.assertEqual(exploded(table).to_pydict(), {"id": ["a", "c", "c"], "n": [1, 2, 3]})

    def test_metrics_have_a_row_per_step(self):
        publish(self.run_path, "metrics", "iteration=10", metrics((20, "loss", 0.5)))
        publish(
            self.run_path, "metrics", "iteration=2", metrics((3, "loss", 0.1), (3, "reward", 1.0), (4, "loss", 0.2))
        )
        run = Run(self.run_path)
        expected = {"iteration": [2, 2, 10], "step": [3, 4, 20], "loss": [0.1, 0.2, 0.5], "reward": [1.0, None, None]}
        self.assertEqual(run.metrics().to_pydict(), expected)
        self.assertEqual(run.metrics(long=True).column("value").to_pylist(), [0.1, 1.0, 0.2, 0.5])

    def test_steps_that_one_run_lacks_are_null(self):
        other = self.run_path.parent / "other"
        configuration = {"seed": 18, "rewards": [{"name": "exact", "weight": None}], "device": "cpu"}
        write_json(other / "run.json", {"format": 1, "configuration": configuration})
        publish(self.run_path, "metrics", "iteration=1", metrics((1, "loss", 0.5), (2, "loss", 0.25)))
        publish(other, "metrics", "iteration=1", metrics((1, "loss", 0.75), (1, "kl", 0.0)))
        found = Run(self.run_path).compare(other)
        rows = [tuple(row.values()) for row in found.metrics.to_pylist()]
        self.assertEqual(
            rows, [(1, "kl", None, 0.0, None), (1, "loss", 0.5, 0.75, 0.25), (2, "loss", 0.25, None, None)]
        )
        rows = [tuple(row.values()) for row in found.configuration.to_pylist()]
        self.assertEqual(rows, [("device", None, '"cpu"'), ("rewards.0.weight", None, "null"), ("seed", "17", "18")])

    def test_a_run_on_any_filesystem(self):
        publish_iteration(self.run_path)
        local = fs.LocalFileSystem()
        within = fs.SubTreeFileSystem(str(self.run_path.parent), local)
        for run in (Run("run", filesystem=within), Run(self.run_path.as_uri()), Run(f"{self.run_path}/")):
            self.assertEqual(run.completions(1).num_rows, 3)

    def test_a_dataset_as_stored(self):
        publish_iteration(self.run_path, 10)
        publish_iteration(self.run_path, 2)
        run = Run(self.run_path)
        self.assertEqual(run.dataset("rewards").column("iteration").to_pylist(), [2, 2, 10, 10])
        self.assertEqual(run.dataset("rewards", 2).column("iteration").to_pylist(), [2, 2])
        self.assertEqual(run.iterations(), [2, 10])
