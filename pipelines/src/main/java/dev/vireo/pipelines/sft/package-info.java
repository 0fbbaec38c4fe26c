/**
 * Supervised fine-tuning: a policy that imitates demonstrations.
 *
 * <p>In: {@link dev.vireo.pipelines.sft.SftSettings}. Out: a run directory with the demonstrations
 * and the checkpoints of each phase, and with evaluations where prompts are held out. Must not
 * import another pipeline.
 */
package dev.vireo.pipelines.sft;
