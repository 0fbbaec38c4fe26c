"""A run, opened for reading."""

from __future__ import annotations

from typing import Any, Optional, Union

import pyarrow as pa
from pyarrow import fs

from vireo_runs import (
    checkpoints,
    completions,
    configuration,
    datasets,
    evaluations,
    metrics,
)
from vireo_runs.comparison import Comparison, compared_metrics, compared_settings
from vireo_runs.errors import RunError
from vireo_runs.folder import Folder, PathLike
from vireo_runs.partition import partitions, value


class Run:
    """The directory of a run.

    Each call reads what is published at that moment, so a run that is under way can be read again
    and again. What a stage is still writing is never seen. Every mistake is a RunError.
    """

    def __init__(self, path: PathLike, filesystem: Optional[fs.FileSystem] = None):
        """Opens a run.

        ``path`` is the run directory: a local path, a URI such as ``s3://BUCKET/RUN`` that pyarrow
        opens, or a path on ``filesystem``.
        """
        self._folder = Folder(path, filesystem)
        if "run.json" not in self._folder.files("") and "manifests" not in self._folder.folders(""):
            raise RunError(
                f"{self._folder.shown} is not a run, as it has neither run.json nor manifests: name the directory of a run"
            )

    def __repr__(self) -> str:
        return f"Run({self._folder.shown!r})"

    def metrics(self, long: bool = False) -> pa.Table:
        """The metrics of all finished iterations, named as in TRL.

        One row per step: iteration, step, then a column per metric, null where a step lacks it.
        Numbers about an iteration's rollouts stand at the iteration's first step. With ``long``, one
        row per number: iteration, step, name, value.
        """
        table = metrics.long_metrics(self._folder)
        return table if long else metrics.wide_metrics(table)

    def iterations(self) -> list[int]:
        """The iterations that ``completions`` can read."""
        there = [int(value(name)) for name in partitions(self._folder, "rollouts")]
        return [iteration for iteration in there if completions.is_whole(self._folder, iteration)]

    def completions(self, iteration: int) -> pa.Table:
        """One row per completion of an iteration, in the order of the prompts.

        Columns: iteration, prompt_id, sample_index, policy_step, prompt, answer, text,
        finish_reason, prompt_tokens, tokens (of the completion), reward (the weighted sum),
        ``rewards/NAME`` for each reward, adjusted_reward, weight, advantage, and filtered (why the
        group carries no signal, if it does not). A reward is NaN where no value was given.
        """
        return completions.completions(self._folder, iteration)

    def evaluations(self, step: Optional[int] = None) -> pa.Table:
        """The evaluations of held-out prompts.

        One row per evaluated step: step, completions, and the means of reward and of each
        ``rewards/NAME`` over the completions that got one. With ``step``, one row per completion of
        that step's evaluation.
        """
        if step is None:
            return evaluations.evaluations(self._folder)
        return evaluations.evaluation(self._folder, step)

    def checkpoints(self) -> pa.Table:
        """The published checkpoints, in order of training.

        Columns: phase (of supervised fine-tuning; null for the policy after it), step, path, and
        has_model (false if the model has been cleaned up).
        """
        return checkpoints.checkpoints(self._folder)

    def config(self) -> dict[str, Any]:
        """The configuration that the run was last worked on with, including defaults."""
        return configuration.configuration(self._folder)

    def dataset(self, name: str, partition: Union[int, str, None] = None) -> pa.Table:
        """The published rows of a dataset as they are stored, with the partition as the last column.

        ``name`` is the folder, such as ``rollouts`` or ``fine-tuned/clean/demonstrations``.
        ``partition`` is an iteration, a step or a split; all of them if it is not given.
        """
        return datasets.dataset(self._folder, name, partition)

    def compare(self, other: Union[Run, PathLike]) -> Comparison:
        """How this run and another differ: their metrics step by step, and their configurations."""
        that = other if isinstance(other, Run) else Run(other)
        return Comparison(
            metrics=compared_metrics(self.metrics(long=True), that.metrics(long=True)),
            configuration=compared_settings(self.config(), that.config()),
        )
