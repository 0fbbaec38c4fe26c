package dev.vireo.jobs.rewards.model;

import dev.vireo.jobs.rewards.StepReward;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/** What the rewards of a completion's steps come to. */
public enum Aggregate {
  /** Each step keeps its own. */
  NONE(values -> Double.NaN),
  /** The last step's. */
  LAST(values -> values.reduce(Double.NaN, (before, value) -> value)),
  /** The least. */
  MIN(values -> values.min().orElse(Double.NaN)),
  /** Their mean. */
  MEAN(values -> values.average().orElse(Double.NaN)),
  /** Their product. */
  PRODUCT(values -> values.reduce(1, (product, value) -> product * value));

  private final transient ToDoubleFunction<DoubleStream> formula;

  Aggregate(ToDoubleFunction<DoubleStream> formula) {
    this.formula = formula;
  }

  /** The value of steps; NaN if there are none, or one has no reward. */
  double of(List<StepReward> steps) {
    boolean whole =
        !steps.isEmpty() && steps.stream().noneMatch(step -> Double.isNaN(step.reward()));
    return whole
        ? formula.applyAsDouble(steps.stream().mapToDouble(StepReward::reward))
        : Double.NaN;
  }
}
