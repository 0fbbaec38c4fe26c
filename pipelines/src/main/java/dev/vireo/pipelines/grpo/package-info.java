/**
 * The pipeline: every stage in its order, from prompts to a better policy, and again.
 *
 * <p>Flows in: a validated {@link dev.vireo.pipelines.grpo.GrpoConfig}. Flows out: a run directory.
 * {@link dev.vireo.pipelines.grpo.GrpoPipeline} reads top to bottom as the data flows; the work of
 * each stage is in {@code dev.vireo.jobs}. Must not parse files or talk to a terminal.
 */
package dev.vireo.pipelines.grpo;
