"""Partitions of version 1 of the schemas, from the files that Vireo's own tests read."""

import unittest
from pathlib import Path

from vireo_runs.completions import _paths
from vireo_runs.datasets import dataset
from vireo_runs.folder import Folder
from vireo_runs.metrics import long_metrics
from vireo_runs.partition import Partition, partitions
from vireo_runs.rows import exploded, widened

FILES = Path(__file__).resolve().parents[3] / "jobs/src/test/resources/dev/vireo/jobs/runtime/stage/version-1"


@unittest.skipUnless(FILES.is_dir(), "only in a checkout of Vireo")
class VersionOneTest(unittest.TestCase):
    def setUp(self):
        self.folder = Folder(FILES)

    def rows(self, dataset, *columns):
        partition = Partition(self.folder, dataset, "iteration=1")
        return [exploded(chunk) for chunk in partition.read(partition.require(), _paths(columns))]

    def test_rewards(self):
        for table in map(widened, self.rows("rewards", "+reward", "+values")):
            names = [name for name in table.column_names if name.startswith("rewards/")]
            self.assertTrue(names)
            self.assertEqual(table.column_names, ["prompt_id", "sample_index", "reward", *names])
            self.assertTrue(all(table.column(name).null_count == 0 for name in names))

    def test_an_enum_is_text(self):
        for table in self.rows("rollouts", "+text", "+token_ids", "+finish_reason"):
            self.assertLessEqual(set(table.column("finish_reason").to_pylist()), {"stop", "length"})

    def test_metrics(self):
        self.assertEqual(partitions(self.folder, "metrics"), ["iteration=1"])
        table = long_metrics(self.folder)
        self.assertEqual(set(table.column("iteration").to_pylist()), {1})
        self.assertIn("loss", table.column("name").to_pylist())

    def test_the_column_in_the_files_is_not_doubled(self):
        for name, column in (("metrics", "iteration"), ("prompts", "split")):
            table = dataset(self.folder, name, None)
            self.assertEqual(table.column_names.count(column), 1)
            self.assertEqual(table.column_names[-1], column)
