package dev.vireo.jobs.selection;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.schemas.CompletionReward;
import dev.vireo.schemas.Rewards;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which rewards have to differ in a group so that it has a signal.
 *
 * @param metric the one that counts; null for the weighted sum of all in {@code weights}
 * @param weights of rewards, by name and in their order, without those of type overlong: length
 *     alone is no signal
 */
record Signal(String metric, Map<String, Double> weights) {
  private static final String OVERLONG = "overlong";

  /**
   * Of a run's rewards.
   *
   * @throws InputException if there is no reward of the metric's name, or none but of type overlong
   */
  static Signal of(List<RewardSettings> rewards, String metric) {
    if (metric != null && rewards.stream().noneMatch(each -> each.name().equals(metric))) {
      throw new InputException(
          "dynamic-sampling.metric is %s, but there is no reward of that name: name one of %s, or leave it out"
              .formatted(metric, rewards.stream().map(RewardSettings::name).toList()));
    }
    Map<String, Double> weights = new LinkedHashMap<>();
    rewards.stream()
        .filter(each -> each.weight() != 0 && !each.type().equals(OVERLONG))
        .forEach(each -> weights.put(each.name(), each.weight()));
    if (metric == null && weights.isEmpty()) {
      throw new InputException(
          "dynamic-sampling looks for groups whose rewards differ by more than type overlong, but"
              + " no other reward has a weight: add one");
    }
    return new Signal(metric, weights);
  }

  /** Why a group has none; empty if it has one. */
  Optional<Reason> missing(Rewards group) {
    List<CompletionReward> completions = group.getCompletions();
    long rewarded = completions.stream().filter(each -> !Double.isNaN(each.getReward())).count();
    if (rewarded < 2) {
      return Optional.of(Reason.NO_REWARD);
    }
    if (differ(completions.stream().map(this::value).toList())) {
      return Optional.empty();
    }
    boolean byLength =
        metric == null && differ(completions.stream().map(CompletionReward::getReward).toList());
    return Optional.of(byLength ? Reason.OVERLONG_ONLY : Reason.EQUAL_REWARDS);
  }

  private double value(CompletionReward completion) {
    if (metric != null) {
      return completion.getValues().getOrDefault(metric, Double.NaN);
    }
    double sum = 0;
    boolean any = false;
    for (Map.Entry<String, Double> each : weights.entrySet()) {
      double value = completion.getValues().getOrDefault(each.getKey(), Double.NaN);
      if (!Double.isNaN(value)) {
        sum += each.getValue() * value;
        any = true;
      }
    }
    return any ? sum : Double.NaN;
  }

  /** Whether two of the values that are there differ. */
  private static boolean differ(List<Double> values) {
    return values.stream().filter(each -> !each.isNaN()).map(each -> each + 0.0).distinct().count()
        > 1;
  }
}
