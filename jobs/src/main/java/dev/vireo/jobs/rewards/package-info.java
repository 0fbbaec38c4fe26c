/**
 * What a completion is worth: the stage that scores rollouts, and the reward functions it knows.
 *
 * <p>In flow the {@code rollouts} of one iteration; out flows {@code rewards}, in the same chunks,
 * one value per completion and reward function, and their weighted sum. A second stage turns
 * preference pairs into a reward model.
 *
 * <p>There are two kinds of reward. A {@link dev.vireo.jobs.rewards.RewardFunction} looks at one
 * completion, or as a {@link dev.vireo.jobs.rewards.BatchRewardFunction} at those of a chunk; it is
 * found through {@link java.util.ServiceLoader}, and anyone can add one. Column rewards (a Spark
 * SQL expression, an MLlib pipeline) work on a DataFrame of completions; they are a closed set.
 *
 * <p>A reward's value is a number, or NaN where the function has nothing to say. This package
 * neither adjusts rewards nor turns them into advantages, and must not import a model runtime.
 */
package dev.vireo.jobs.rewards;
