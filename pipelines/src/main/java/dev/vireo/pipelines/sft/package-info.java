/**
 * Supervised fine-tuning: a policy that imitates demonstrations.
 *
 * <p>Flows in: {@link dev.vireo.pipelines.sft.SftSettings}. Flows out: a run directory with the
 * demonstrations and the checkpoints of each phase, and with evaluations if prompts are held out.
 * Must not import: another pipeline.
 */
package dev.vireo.pipelines.sft;
