"""The DAG as Airflow sees it: ids, order, parameters, command lines. Nothing is submitted."""

import json
import os
import tempfile
import unittest

os.environ["VIREO_MAX_ITERATIONS"] = "3"
ONCE = ["starting-policy", "shard-prompts"]
EACH = ["collect-rollouts", "score-rewards", "adjust-rewards", "update-policy", "evaluate-policy"]
# The form of `vireo stages CONF --json`.
LISTED = [{"name": name, "of-iterations": False, "first": 0} for name in ONCE] + [
    {"name": name, "of-iterations": True, "first": int(name != "evaluate-policy")} for name in EACH
]
with tempfile.NamedTemporaryFile("w", suffix=".json", delete=False) as file:
    json.dump(LISTED, file)
os.environ["VIREO_STAGES"] = file.name

import vireo_grpo
from vireo_grpo import arguments, dag, run_folder

PARAMS = {"config": "c.yaml", "runs": "/runs/", "iterations": 2, "settings": ["seed=5"]}


class ShapeTest(unittest.TestCase):
    def test_a_task_for_each_stage_and_iteration(self):
        stages = [stage.replace("-", "_") for stage in EACH]
        expected = {"starting_policy", "shard_prompts", "evaluate_policy_before"}
        for iteration in (1, 2, 3):
            expected |= {f"iteration_{iteration}.{stage}" for stage in stages}
        expected |= {"iteration_2.wanted", "iteration_3.wanted"}
        self.assertEqual(set(dag.task_ids), expected)

    def test_one_after_the_other(self):
        order = ["starting_policy"]
        while following := dag.get_task(order[-1]).downstream_task_ids:
            self.assertEqual(len(following), 1, order[-1])
            order += following
        self.assertEqual(len(order), len(dag.task_ids))
        self.assertEqual(
            order[1:4], ["shard_prompts", "evaluate_policy_before", "iteration_1.collect_rollouts"])
        self.assertEqual(
            order[7:10],
            ["iteration_1.evaluate_policy", "iteration_2.wanted", "iteration_2.collect_rollouts"],
        )

    def test_a_stage_stands_on_the_ones_before_it(self):
        ids = [f"iteration_1.{stage.replace('-', '_')}" for stage in EACH]
        for before, after in zip(ids, ids[1:]):
            self.assertEqual(dag.get_task(after).upstream_task_ids, {before})

    def test_tasks_are_tried_again_and_runs_do_not_pile_up(self):
        self.assertEqual(dag.get_task("shard_prompts").retries, 2)
        self.assertEqual(dag.max_active_runs, 1)
        self.assertFalse(dag.catchup)


class ExitCodeTest(unittest.TestCase):
    def test_what_the_hook_says(self):
        code = vireo_grpo.exit_code
        self.assertEqual(code("Cannot execute: spark-submit x. Error code is: 75."), 75)
        self.assertEqual(
            code("Cannot execute: x. Error code is: 0. Kubernetes spark exit code is: 2"), 2)
        self.assertIsNone(code("spark-submit is not there"))

    def test_each_process_is_given_its_memory(self):
        conf = dag.get_task("shard_prompts").conf
        for process in ("driver", "executor"):
            self.assertEqual(conf[f"spark.{process}.memory"], f"{{{{ params.{process}_memory }}}}")
            self.assertEqual(
                conf[f"spark.{process}.memoryOverhead"], f"{{{{ params.{process}_overhead }}}}")


class CommandTest(unittest.TestCase):
    def test_the_command_of_a_stage(self):
        self.assertEqual(
            arguments("score-rewards", 2, PARAMS, "manual"),
            "stage score-rewards c.yaml --iteration 2 --set seed=5".split()
            + ["--set", f"run=/runs/{run_folder('manual')}", "--set", "iterations=2"],
        )
        for stage in ("evaluate-policy", "audit-rewards"):
            self.assertIn("--when-due", arguments(stage, 1, PARAMS, "manual"))
        self.assertNotIn("--iteration", arguments("shard-prompts", 1, PARAMS, "manual"))

    def test_runs_have_directories_of_their_own(self):
        ids = ["backfill__2026-01-01T00:00:00+00:00", "backfill__2026-01-02T00:00:00+00:00", "a:b", "a-b"]
        folders = [run_folder(run_id) for run_id in ids]
        self.assertEqual(len(set(folders)), len(ids))
        for folder in folders:
            self.assertRegex(folder, r"^[A-Za-z0-9._-]+$")
        self.assertEqual(run_folder(ids[0]), folders[0])

    def test_templates_render_to_a_list(self):
        stage = dag.get_task("iteration_2.update_policy")
        stage.render_template_fields(
            {"params": {**PARAMS, "application": "v.jar", "jars": "a.jar", "driver_memory": "1g"},
             "run_id": "manual", "arguments": arguments}
        )
        rendered = getattr(stage, "application_args", None) or stage._application_args
        self.assertEqual(rendered, arguments("update-policy", 2, PARAMS, "manual"))


class ParamsTest(unittest.TestCase):
    def test_defaults_are_valid(self):
        params = dag.params.validate()
        self.assertEqual(
            set(params),
            {
                "config", "runs", "iterations", "settings", "application", "jars", "driver_memory",
                "driver_overhead", "executor_memory", "executor_overhead",
            },
        )

    def test_what_cannot_be_is_refused(self):
        for name, value in [
            ("iterations", 0), ("iterations", 4), ("iterations", "2"), ("settings", "seed=5"),
            ("config", ""), ("jars", None),
        ]:
            with self.subTest(name=name, value=value):
                with self.assertRaises(Exception) as caught:
                    dag.params.get_param(name).resolve(value)
                self.assertIn("ParamValidationError", type(caught.exception).__name__)


if __name__ == "__main__":
    unittest.main()
