package dev.vireo.benchmarks.learning.tasks;

import dev.vireo.jobs.rewards.RewardFunction;
import dev.vireo.jobs.rewards.RewardFunctionProvider;

/**
 * The share of the answer's characters that the completion has at their places; 0 for a completion
 * of another length, and none if there is no reference answer.
 */
public final class InPlace implements RewardFunctionProvider<InPlaceOptions> {

  @Override
  public String type() {
    return "in-place";
  }

  @Override
  public boolean isLight() {
    return true;
  }

  @Override
  public boolean needsAnswers() {
    return true;
  }

  @Override
  public InPlaceOptions defaults() {
    return InPlaceOptions.defaults();
  }

  @Override
  public RewardFunction create(InPlaceOptions options) {
    return input -> {
      if (input.answer().isEmpty()) {
        return Double.NaN;
      }
      return options.mustStop() && !input.stopped()
          ? 0
          : share(input.completion(), input.answer().get());
    };
  }

  static double share(String completion, String answer) {
    if (completion.length() != answer.length() || answer.isEmpty()) {
      return 0;
    }
    int right = 0;
    for (int i = 0; i < answer.length(); i++) {
      right += completion.charAt(i) == answer.charAt(i) ? 1 : 0;
    }
    return (double) right / answer.length();
  }
}
