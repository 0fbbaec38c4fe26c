/**
 * Rewards that are a column of a DataFrame of completions: a Spark SQL expression, or a saved MLlib
 * pipeline. They are a closed set.
 *
 * <p>Flows in: completions as rows. Flows out: one more column for each reward, null or NaN for no
 * value.
 *
 * <p>Must not import: other kinds of reward or a stage.
 */
package dev.vireo.jobs.rewards.columns;
