"""A run of Vireo as a DAG: one task for each stage of each iteration, as `vireo stages CONF --json`
lists them.

Each DAG run has a run directory of its own, named after its run id, so runs of a backfill and runs
side by side never meet. A task that is retried or cleared finds what its stage has committed and
goes on from there; one that finds everything done ends well. docs/AIRFLOW.md says how to set it up.

It uses nothing that Airflow 2.10 lacks; only the names to import from have changed since.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from datetime import datetime, timedelta, timezone

from airflow.exceptions import AirflowException, AirflowFailException

try:
    from airflow.sdk import DAG, Param, TaskGroup, task
except ImportError:  # Airflow 2
    from airflow import DAG
    from airflow.decorators import task
    from airflow.models.param import Param
    from airflow.utils.task_group import TaskGroup

from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator

try:
    from airflow.providers.standard.triggers.temporal import TimeDeltaTrigger
except ImportError:  # Airflow 2 without the provider
    from airflow.triggers.temporal import TimeDeltaTrigger

# Read where the DAG is parsed, as they decide its shape or its schedule.
MAX_ITERATIONS = int(os.environ.get("VIREO_MAX_ITERATIONS", "10"))
SCHEDULE = os.environ.get("VIREO_SCHEDULE") or None
# How long a task that waits for published rewards sleeps before it looks again.
WAIT = timedelta(seconds=int(os.environ.get("VIREO_WAIT_SECONDS", "300")))
CONNECTION = os.environ.get("VIREO_SPARK_CONNECTION", "spark_default")

# One torch thread for each of Spark's task slots; models come from directories alone. The number of
# threads is part of how sums are rounded, so these are not for tuning.
JAVA_OPTIONS = (
    "-Dai.djl.pytorch.num_threads=1 -Dai.djl.pytorch.num_interop_threads=1"
    " -Dai.djl.offline=true -DOPT_OUT_TRACKING=true"
    " -Dfile.encoding=UTF-8 -Duser.language=en -Duser.country=US"
)

# Exit codes of `vireo`.
BAD_INPUT = 2
WAITING = 75

# What `vireo stages CONF --json` printed: the stages that the configuration asks for, in their order.
STAGES_FILE = os.environ.get("VIREO_STAGES", "/opt/vireo/stages.json")
with open(STAGES_FILE, encoding="utf-8") as stages_file:
    STAGES = json.load(stages_file)
ONCE = [stage["name"] for stage in STAGES if not stage["of-iterations"]]
EACH = [stage["name"] for stage in STAGES if stage["of-iterations"]]
# Those that come before the first iteration too.
BEFORE = [stage["name"] for stage in STAGES if stage["of-iterations"] and stage["first"] == 0]


def run_folder(run_id: str) -> str:
    """The name of a DAG run's directory: file systems do not take every character of a run id."""
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", run_id)
    return f"{name}-{hashlib.sha256(run_id.encode()).hexdigest()[:8]}"


def arguments(stage: str, iteration: int, params: dict, run_id: str) -> list[str]:
    """The command line of one stage, as `vireo` takes it."""
    settings = [
        *params["settings"],
        f"run={params['runs'].rstrip('/')}/{run_folder(run_id)}",
        f"iterations={params['iterations']}",
    ]
    command = ["stage", stage, params["config"]]
    if stage in EACH:
        command += ["--iteration", str(iteration)]
    if stage in ("evaluate-policy", "evaluate-suites", "audit-rewards", "calibrate-rewards"):
        command.append("--when-due")
    for setting in settings:
        command += ["--set", setting]
    return command


def exit_code(message: str) -> int | None:
    """The command's exit code as spark-submit's hook reports it; None where it does not."""
    codes = re.findall(r"(?:Error code|exit code) is: (\d+)", message)
    return int(codes[-1]) if codes else None


class StageOperator(SparkSubmitOperator):
    """A stage, whose exit code says whether trying again can help."""

    def execute(self, context):
        try:
            return super().execute(context)
        except AirflowException as failure:
            code = exit_code(str(failure))
            if code == BAD_INPUT:
                raise AirflowFailException(str(failure)) from failure
            if code != WAITING:
                raise
        # Rewards are awaited from outside: no attempt is used up, and no worker held.
        self.defer(trigger=TimeDeltaTrigger(WAIT), method_name="look_again")

    def look_again(self, context, event=None):
        return self.execute(context)


def submit(stage: str, iteration: int = 1, task_id: str | None = None) -> StageOperator:
    """The task of one stage."""
    return StageOperator(
        task_id=task_id or stage.replace("-", "_"),
        conn_id=CONNECTION,
        name=f"vireo {stage} {iteration}",
        application="{{ params.application }}",
        jars="{{ params.jars }}",
        java_class="dev.vireo.pipelines.cli.Vireo",
        # A list, as templates are rendered to native objects.
        application_args=f"{{{{ arguments('{stage}', {iteration}, params, run_id) }}}}",
        conf={
            "spark.driver.memory": "{{ params.driver_memory }}",
            "spark.driver.memoryOverhead": "{{ params.driver_overhead }}",
            "spark.executor.memory": "{{ params.executor_memory }}",
            "spark.executor.memoryOverhead": "{{ params.executor_overhead }}",
            "spark.driver.extraJavaOptions": JAVA_OPTIONS,
            "spark.executor.extraJavaOptions": JAVA_OPTIONS,
        },
    )


def iteration_group(iteration: int) -> TaskGroup:
    """The stages of one iteration, one after the other."""
    with TaskGroup(f"iteration_{iteration}") as group:
        tasks = [submit(stage, iteration) for stage in EACH]
        if iteration > 1:

            @task.short_circuit(task_id="wanted")
            def wanted(params: dict | None = None) -> bool:
                return iteration <= params["iterations"]

            tasks.insert(0, wanted())
        for before, after in zip(tasks, tasks[1:]):
            before >> after
    return group


def default(name: str, fallback: str) -> str:
    return os.environ.get(f"VIREO_{name}", fallback)


with DAG(
    dag_id="vireo_grpo",
    description="Prompts to a better model, by GRPO and GRPOVI",
    doc_md=__doc__,
    schedule=SCHEDULE,
    start_date=datetime(2025, 1, 1, tzinfo=timezone.utc),
    catchup=False,
    # Runs side by side are safe; one at a time leaves the cluster to it.
    max_active_runs=int(os.environ.get("VIREO_MAX_ACTIVE_RUNS", "1")),
    default_args={"retries": 2, "retry_delay": timedelta(minutes=1)},
    render_template_as_native_obj=True,
    user_defined_macros={"arguments": arguments},
    params={
        "config": Param(
            default("CONFIG", "/opt/vireo/conf/arithmetic/grpo.yaml"),
            type="string",
            minLength=1,
            description="The configuration's YAML file, where spark-submit runs.",
        ),
        "runs": Param(
            default("RUNS", "/opt/vireo/runs"),
            type="string",
            minLength=1,
            description="Where run directories lie: a folder, or a URI such as hdfs:///vireo.",
        ),
        "iterations": Param(
            min(3, MAX_ITERATIONS),
            type="integer",
            minimum=1,
            maximum=MAX_ITERATIONS,
            description="Rounds of rollouts and updates; tasks beyond them are skipped.",
        ),
        "settings": Param(
            [],
            type="array",
            items={"type": "string"},
            description="Further settings, a line each, such as rollouts.temperature=0.8.",
        ),
        "application": Param(
            default("APPLICATION", "/opt/vireo/vireo-pipelines.jar"),
            type="string",
            minLength=1,
            description="Vireo's jar.",
        ),
        "jars": Param(
            default("JARS", "/opt/vireo/jars/*.jar"),
            type="string",
            minLength=1,
            description="The jars beside it, with commas in between.",
        ),
        "driver_memory": Param(
            default("DRIVER_MEMORY", "2g"), type="string", description="The driver's heap."
        ),
        "driver_overhead": Param(
            default("DRIVER_OVERHEAD", "2g"),
            type="string",
            description="The driver's memory beside its heap.",
        ),
        "executor_memory": Param(
            default("EXECUTOR_MEMORY", "4g"), type="string", description="An executor's heap."
        ),
        "executor_overhead": Param(
            default("EXECUTOR_OVERHEAD", "6g"),
            type="string",
            description="An executor's memory beside its heap, where libtorch works.",
        ),
    },
    tags=["vireo"],
) as dag:
    tasks = [
        *[submit(stage) for stage in ONCE],
        *[submit(stage, 0, task_id=f"{stage}_before".replace("-", "_")) for stage in BEFORE],
        *[iteration_group(iteration) for iteration in range(1, MAX_ITERATIONS + 1)],
    ]
    for earlier, later in zip(tasks, tasks[1:]):
        earlier >> later
