package dev.vireo.pipelines.run;

/** What a run has come to: a policy, or a reward model. */
public sealed interface RunResult permits RunSummary, StageResult {}
