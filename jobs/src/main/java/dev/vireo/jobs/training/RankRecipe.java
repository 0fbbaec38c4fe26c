package dev.vireo.jobs.training;

import java.io.Serializable;

/**
 * What a worker's task makes its steps of: a {@link Recipe} without the plan.
 *
 * @param examples what is learned from
 * @param loss the loss of a step, given its baseline
 * @param baseline whether the loss asks for one
 * @param pass how the task goes through its examples
 * @param <E> what the loss knows of an example
 */
record RankRecipe<E>(
    TrainingExamples<E> examples, Recipe.LossOfStep<E> loss, boolean baseline, Pass pass)
    implements Serializable {

  static <E> RankRecipe<E> of(Recipe<E> recipe) {
    return new RankRecipe<>(recipe.examples(), recipe.loss(), recipe.baseline(), recipe.pass());
  }
}
