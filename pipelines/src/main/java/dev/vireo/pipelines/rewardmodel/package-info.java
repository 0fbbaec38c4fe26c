/**
 * Reward models: a language model with a scalar head that prefers what people, or rewards,
 * preferred.
 *
 * <p>Flows in: {@link dev.vireo.pipelines.rewardmodel.RewardModelConfig}. Flows out: a run
 * directory with the pairs in tokens, checkpoints, a report on held-out pairs, and the model as a
 * directory that a reward of type {@code sequence-classifier} names. Must not import: another
 * pipeline.
 */
package dev.vireo.pipelines.rewardmodel;
