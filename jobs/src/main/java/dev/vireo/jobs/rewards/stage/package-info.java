/**
 * The stage that scores rollouts.
 *
 * <p>Flows in: the {@code rollouts} of one iteration and the settings of all rewards. Flows out:
 * {@code rewards}, in the same chunks: one value per completion and reward, and their weighted sum.
 * Functions, columns and published values meet here and nowhere else.
 *
 * <p>It neither adjusts rewards nor turns them into advantages. Must not import: a model runtime or
 * a later stage.
 */
package dev.vireo.jobs.rewards.stage;
