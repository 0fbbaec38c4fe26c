/**
 * Proximal policy optimization: a policy, and a critic that values the states of its completions.
 *
 * <p>Flows in: a validated {@link dev.vireo.pipelines.ppo.PpoConfig}. Flows out: a run directory.
 * {@link dev.vireo.pipelines.ppo.PpoPipeline} reads top to bottom as the data flows; the work of
 * each stage is in {@code dev.vireo.jobs}. Must not parse files or talk to a terminal.
 */
package dev.vireo.pipelines.ppo;
