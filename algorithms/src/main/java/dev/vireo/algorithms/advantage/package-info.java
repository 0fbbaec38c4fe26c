/**
 * Group-relative advantages (arXiv 2402.03300 and the formulas of its best known implementations).
 *
 * <p>Flows in: the rewards of one group, or of its steps, {@link
 * dev.vireo.algorithms.advantage.AdvantageSettings}, and for a batch-wide scale the {@link
 * dev.vireo.algorithms.advantage.BatchStatistics} of all groups. Flows out: one advantage per
 * completion ({@link dev.vireo.algorithms.advantage.Advantages}) or per token ({@link
 * dev.vireo.algorithms.advantage.ProcessAdvantages}, {@link
 * dev.vireo.algorithms.advantage.RewardToGo}), which {@link
 * dev.vireo.algorithms.advantage.Whitening} may normalize over the batch.
 *
 * <p>Must not import: anything outside the JDK and {@code dev.vireo.algorithms}.
 */
package dev.vireo.algorithms.advantage;
