package dev.vireo.jobs.rewards.stage;

import dev.vireo.jobs.rewards.StepReward;
import java.util.List;
import java.util.TreeMap;

/**
 * The steps of one completion as all rewards with a weight judge them: what ends at one place is
 * one step, whose reward is the weighted sum. A reward of the whole completion is a step that ends
 * with it.
 */
final class CompletionSteps {
  private final TreeMap<Integer, Double> rewards = new TreeMap<>();

  /** Adds what one reward says of the steps; NaN adds nothing, but the step is there. */
  void add(List<StepReward> steps, double weight) {
    steps.forEach(step -> rewards.merge(step.end(), weight * step.reward(), StepReward::sum));
  }

  /** The steps, their ends rising. */
  List<StepReward> steps() {
    return rewards.entrySet().stream()
        .map(step -> new StepReward(step.getKey(), step.getValue()))
        .toList();
  }
}
