package dev.vireo.jobs.rewards.stage;

import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.jobs.rewards.StepReward;
import dev.vireo.jobs.rewards.StepRewardFunction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The score of one completion, as it is put together reward by reward. Where any reward judges
 * steps, what ends at one place is one step, whose reward is the weighted sum, and a reward of the
 * whole completion is a step that ends with it.
 */
final class CompletionScore {
  private final int end;
  private final boolean judgesSteps;
  private final Map<String, Double> values = new LinkedHashMap<>();
  private final TreeMap<Integer, Double> steps = new TreeMap<>();
  private double sum;
  private boolean any;

  /**
   * @param end where the completion's text ends
   * @param judgesSteps whether a reward with a weight judges steps
   */
  CompletionScore(int end, boolean judgesSteps) {
    this.end = end;
    this.judgesSteps = judgesSteps;
  }

  /** Adds what a reward says of the whole completion. */
  void add(RewardSettings reward, double value) {
    double clipped = reward.clipped(value);
    add(reward, clipped, judgesSteps ? List.of(new StepReward(end, clipped)) : List.of());
  }

  /** Adds what a reward says of its steps, each of which is clipped by itself. */
  void add(RewardSettings reward, List<StepReward> judged) {
    List<StepReward> clipped =
        judged.stream()
            .map(step -> new StepReward(step.end(), reward.clipped(step.reward())))
            .toList();
    add(reward, StepRewardFunction.sum(clipped), clipped);
  }

  private void add(RewardSettings reward, double value, List<StepReward> judged) {
    double weight = reward.weight();
    values.put(reward.name(), value);
    if (weight == 0) {
      return;
    }
    if (!Double.isNaN(value)) {
      sum += weight * value;
      any = true;
    }
    if (judgesSteps) {
      // NaN adds nothing, but the step is there.
      judged.forEach(step -> steps.merge(step.end(), weight * step.reward(), StepReward::sum));
    }
  }

  ScoredCompletion done() {
    return new ScoredCompletion(
        any ? sum : Double.NaN,
        values,
        steps.entrySet().stream()
            .map(step -> new StepReward(step.getKey(), step.getValue()))
            .toList());
  }
}
