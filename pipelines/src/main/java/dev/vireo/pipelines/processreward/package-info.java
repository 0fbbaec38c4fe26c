/**
 * The pipeline {@code process-reward-model}: labels of steps in, a model that judges steps out.
 *
 * <p>Flows in: a user's labels of steps, or the rollouts of a run, which are then labelled by
 * continuing from each step. Flows out: the model's directory in the run, with the recipe of its
 * texts, and a report on held-out labels.
 *
 * <p>Must not import: another pipeline, or the command line.
 */
package dev.vireo.pipelines.processreward;
