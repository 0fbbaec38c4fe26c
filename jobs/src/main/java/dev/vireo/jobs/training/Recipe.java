package dev.vireo.jobs.training;

import dev.vireo.algorithms.loss.Loss;
import dev.vireo.jobs.runtime.pool.ModelVersion;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a trainer makes its steps of.
 *
 * @param examples what is learned from
 * @param plan which of them each step takes
 * @param loss the loss of a step, given its baseline
 * @param baseline whether the loss asks for one: the mean log-ratio over the examples' probes, of
 *     the whole step, before any gradient; 0 where it does not
 * @param pass how a shard goes through its examples
 * @param reference the policy whose distributions the loss compares the trained one's with; empty
 *     where it compares none
 * @param <E> what the loss knows of an example
 */
record Recipe<E>(
    TrainingExamples<E> examples,
    StepPlanner plan,
    LossOfStep<E> loss,
    boolean baseline,
    Pass pass,
    Optional<ModelVersion> reference) {

  /** Gives a step its loss; it travels with tasks. */
  @FunctionalInterface
  interface LossOfStep<E> extends Serializable {

    /** The loss, given the step's baseline. */
    Loss<E> apply(double baseline);
  }

  /** A recipe whose loss is the same in every step. */
  static <E> Recipe<E> of(TrainingExamples<E> examples, StepPlanner plan, Loss<E> loss, Pass pass) {
    return of(examples, plan, loss, pass, Optional.empty());
  }

  /** The same, of a loss that may compare distributions. */
  static <E> Recipe<E> of(
      TrainingExamples<E> examples,
      StepPlanner plan,
      Loss<E> loss,
      Pass pass,
      Optional<ModelVersion> reference) {
    return new Recipe<>(examples, plan, baseline -> loss, false, pass, reference);
  }

  /** The tasks that measure a step's baseline, in shard order. */
  List<ShardTask> baselineTasks(StepPlanner.Step step) {
    List<ShardTask> tasks = new ArrayList<>();
    step.shards().forEach(shard -> tasks.add(new BaselineShard(shard, examples, pass)));
    return tasks;
  }

  /** The tasks of a step's gradient, in shard order. */
  List<ShardTask> gradientTasks(StepPlanner.Step step, Loss<E> lossOfStep) {
    List<ShardTask> tasks = new ArrayList<>();
    for (List<Bundle> shard : step.shards()) {
      tasks.add(
          new GradientShard<>(
              shard, examples, lossOfStep, step.denominators(), pass, reference.orElse(null)));
    }
    return tasks;
  }
}
