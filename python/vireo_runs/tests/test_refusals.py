"""What is not published is not read, and each mistake is one clear line."""

import json
import shutil

import pyarrow.parquet as pq
from vireo_runs import Run
from vireo_runs.partition import NEWEST_SCHEMAS

from tests.writing import (
    RunCase,
    metrics,
    publish,
    publish_iteration,
    rewards,
    rollouts,
    write_json,
)


class RefusalTest(RunCase):
    def test_a_path_that_is_not_a_run(self):
        self.assert_refused(
            lambda: Run(self.run_path / "nowhere"), "There is no folder", "nowhere", "name the directory of a run"
        )
        self.assert_refused(lambda: Run(self.run_path / "run.json"), "run.json is not a folder")
        (self.run_path / "model").mkdir()
        self.assert_refused(
            lambda: Run(self.run_path / "model"), "model is not a run", "neither run.json nor manifests"
        )
        self.assert_refused(lambda: Run("what://is/this"), "what://is/this cannot be opened")

    def test_an_iteration_that_is_not_published(self):
        publish_iteration(self.run_path)
        self.assert_refused(
            lambda: Run(self.run_path).completions(2), "rollouts/iteration=2 is not published", "there are iteration=1"
        )

    def test_a_dataset_that_is_missing(self):
        run = Run(self.run_path)
        self.assert_refused(run.metrics, "Nothing is published in", "metrics", "'vireo run'")
        self.assert_refused(run.evaluations, "evaluations")
        self.assert_refused(lambda: run.completions(1), "rollouts")
        self.assert_refused(lambda: run.dataset("judgements"), "judgements")
        self.assertEqual(run.iterations(), [])
        self.assertEqual(run.checkpoints().num_rows, 0)

    def test_an_iteration_without_rewards_yet(self):
        publish(self.run_path, "rollouts", "iteration=1", rollouts(("a", ["x"])))
        run = Run(self.run_path)
        self.assert_refused(lambda: run.completions(1), "Nothing is published in", "rewards")
        self.assertEqual(run.iterations(), [])

    def test_files_without_a_manifest_are_not_read(self):
        publish(self.run_path, "metrics", "iteration=1", metrics((1, "loss", 0.5)))
        shutil.copytree(self.run_path / "metrics/iteration=1", self.run_path / "metrics/iteration=2")
        (self.run_path / "metrics/iteration=1/.part-00001.parquet.1.tmp").write_bytes(b"PAR1 half")
        (self.run_path / "metrics/iteration=1/part-00001.parquet").write_bytes(b"PAR1 left over")
        self.assertEqual(Run(self.run_path).metrics().num_rows, 1)

    def test_a_manifest_that_is_torn_or_edited_does_not_count(self):
        publish(self.run_path, "metrics", "iteration=1", metrics((1, "loss", 0.5)))
        path = self.run_path / "manifests/metrics/iteration=1.json"
        whole = path.read_text()
        for text in ("", whole[:-9], whole.replace('"seed": 17', '"seed": 18'), "[]", '{"format": 1}'):
            self.assertNotEqual(text, whole)
            path.write_text(text)
            self.assert_refused(Run(self.run_path).metrics, "Nothing is published in")
        path.write_text(whole)
        self.assertEqual(Run(self.run_path).metrics().num_rows, 1)

    def test_a_manifest_of_another_partition_does_not_count(self):
        publish(self.run_path, "metrics", "iteration=1", metrics((1, "loss", 0.5)))
        shutil.copytree(self.run_path / "metrics/iteration=1", self.run_path / "metrics/iteration=2")
        manifests = self.run_path / "manifests/metrics"
        shutil.copy(manifests / "iteration=1.json", manifests / "iteration=2.json")
        self.assertEqual(Run(self.run_path).metrics().num_rows, 1)

    def test_a_partition_that_is_not_whole(self):
        publish_iteration(self.run_path)
        file = self.run_path / "rewards/iteration=1/part-00001.parquet"
        file.write_bytes(file.read_bytes()[:-1])
        self.assert_refused(
            lambda: Run(self.run_path).completions(1),
            "rewards/iteration=1 is not whole, part-00001.parquet being missing",
        )
        file.unlink()
        self.assert_refused(lambda: Run(self.run_path).completions(1), "part-00001.parquet being missing")

    def test_rows_that_were_cleaned_up(self):
        publish_iteration(self.run_path)
        (self.run_path / "manifests/rollouts/iteration=1.cleaned").touch()
        shutil.rmtree(self.run_path / "rollouts/iteration=1")
        self.assert_refused(
            lambda: Run(self.run_path).completions(1), "rollouts/iteration=1 were deleted by 'vireo clean'"
        )

    def test_an_unknown_version(self):
        publish(self.run_path, "metrics", "iteration=1", metrics((1, "loss", 0.5)), schema_version=NEWEST_SCHEMAS + 1)
        self.assert_refused(
            Run(self.run_path).metrics, f"metrics/iteration=1 has version {NEWEST_SCHEMAS + 1} of the schemas", "install a newer vireo-runs"
        )
        publish(self.run_path, "metrics", "iteration=1", metrics((1, "loss", 0.5)), format=2)
        self.assert_refused(Run(self.run_path).metrics, "iteration=1.json has format 2", "install a newer vireo-runs")

    def test_rewards_of_other_rollouts(self):
        publish_iteration(self.run_path)
        publish(self.run_path, "rollouts", "iteration=1", rollouts(("a", ["u", "vv"]), ("b", ["w"])))
        run = Run(self.run_path)
        self.assert_refused(lambda: run.completions(1), "rewards/iteration=1 was made from other rollouts")
        self.assertEqual(run.iterations(), [])

    def test_rewards_of_other_completions(self):
        publish_iteration(self.run_path)
        made_from = json.loads((self.run_path / "manifests/rewards/iteration=1.json").read_text())["inputs"]
        table = rewards(("b", [{"exact": 1.0}]), ("a", [{"exact": 1.0}, {"exact": 0.0}]))
        hashed = publish(self.run_path, "rewards", "iteration=1", table, inputs=made_from)
        advantages = json.loads((self.run_path / "manifests/advantages/iteration=1.json").read_text())
        chunks = [
            pq.read_table(self.run_path / f"advantages/iteration=1/{each['file']}", partitioning=None)
            for each in advantages["chunks"]
        ]
        publish(self.run_path, "advantages", "iteration=1", *chunks, inputs={"rewards": hashed})
        self.assert_refused(
            lambda: Run(self.run_path).completions(1), "rewards/iteration=1 has other completions", "vireo verify"
        )

    def test_a_file_that_was_replaced(self):
        publish(self.run_path, "metrics", "iteration=1", metrics((1, "loss", 0.5)))
        file = self.run_path / "metrics/iteration=1/part-00000.parquet"
        mine = file.read_bytes()
        publish(self.run_path, "metrics", "iteration=1", metrics((1, "loss", 0.5)), inputs={"policy": "another"})
        self.assertEqual(len(mine), file.stat().st_size)
        file.write_bytes(mine)
        self.assert_refused(Run(self.run_path).metrics, "part-00000.parquet was replaced while it was read")

    def test_a_file_that_is_damaged(self):
        publish(self.run_path, "metrics", "iteration=1", metrics(*((step, "loss", step / 7) for step in range(100))))
        file = self.run_path / "metrics/iteration=1/part-00000.parquet"
        data = bytearray(file.read_bytes())
        data[len(data) // 8] ^= 1
        file.write_bytes(data)
        self.assert_refused(Run(self.run_path).metrics, "part-00000.parquet cannot be read", "vireo verify")
        file.write_bytes(b"PAR1" + bytes(len(data) - 4))
        self.assert_refused(Run(self.run_path).metrics, "part-00000.parquet cannot be read", "vireo verify")

    def test_a_configuration_that_cannot_be_read(self):
        file = self.run_path / "run.json"
        for text, part in (("{", "is damaged"), ("[]", "is damaged"), ("{}", "is damaged")):
            file.write_text(text)
            self.assert_refused(Run(self.run_path).config, "run.json", part)
        write_json(file, {"format": 2, "configuration": {}})
        self.assert_refused(Run(self.run_path).config, "run.json has format 2")
        (self.run_path / "manifests").mkdir()
        file.unlink()
        self.assert_refused(Run(self.run_path).config, "There is no", "run.json")
