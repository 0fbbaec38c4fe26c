/**
 * Rewards of completions: their interface and their settings.
 *
 * <p>A {@link dev.vireo.jobs.rewards.RewardFunction} scores one completion, and a {@link
 * dev.vireo.jobs.rewards.BatchRewardFunction} those of a chunk. Functions are found through {@link
 * java.util.ServiceLoader}, and anyone can add one. A reward's value is a number, or NaN if the
 * function gives none.
 *
 * <p>The kinds are in the packages below: {@code functions}, {@code columns} of a DataFrame, {@code
 * published} values that were computed elsewhere, a neural {@code model}, functions in {@code
 * python}, a server that is asked over {@code http}, a language model as {@code judge}; {@code
 * mllib} trains a linear model, and {@code stage} scores rollouts with all of them.
 *
 * <p>Must not import: any of these, a model runtime or a stage.
 */
package dev.vireo.jobs.rewards;
