/**
 * What a completion is worth: the interface of rewards, and their settings.
 *
 * <p>A {@link dev.vireo.jobs.rewards.RewardFunction} looks at one completion, or as a {@link
 * dev.vireo.jobs.rewards.BatchRewardFunction} at those of a chunk; it is found through {@link
 * java.util.ServiceLoader}, and anyone can add one. A reward's value is a number, or NaN where the
 * function has nothing to say.
 *
 * <p>The kinds lie in folders below: {@code functions}, {@code columns} of a DataFrame, {@code
 * published} values that were computed elsewhere, a neural {@code model}; {@code mllib} trains a
 * linear one, and {@code stage} scores rollouts with all of them.
 *
 * <p>Must not import any of these, a model runtime or a stage.
 */
package dev.vireo.jobs.rewards;
