/**
 * Rewards that compare a completion with the prompt's answer or look at its text: exact, numeric,
 * mathematical, by regular expression, by length.
 *
 * <p>Flows in: a completion, its prompt's answer, options. Flows out: a number, the same every
 * time; work is limited by counts of characters, never by a clock.
 *
 * <p>Must not import: Spark, a model runtime or a stage.
 */
package dev.vireo.jobs.rewards.functions;
