/**
 * The pipeline: every stage in its order, from prompts to a better policy, and again.
 *
 * <p>In: a validated {@link dev.vireo.pipelines.grpo.GrpoConfig}. Out: a run directory. {@link
 * dev.vireo.pipelines.grpo.GrpoPipeline} reads top to bottom as the data flows; whatever a stage
 * does stands in {@code dev.vireo.jobs}. Must not parse files or talk to a terminal.
 */
package dev.vireo.pipelines.grpo;
