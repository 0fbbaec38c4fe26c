package dev.vireo.jobs.rewards.stage;

import dev.vireo.algorithms.Counted;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.rewards.BatchRewardFunction;
import dev.vireo.jobs.rewards.BatchStepRewardFunction;
import dev.vireo.jobs.rewards.RewardFunction;
import dev.vireo.jobs.rewards.RewardInput;
import dev.vireo.jobs.rewards.RewardLog;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.jobs.rewards.StepReward;
import dev.vireo.jobs.rewards.StepRewardFunction;
import java.util.List;
import java.util.function.Supplier;

/** Calls of reward functions. What a function throws names the reward, and shows no secret. */
final class FunctionCalls {
  private static final String AND_THEN = "; fix it, or return NaN for no reward, and run again";

  private FunctionCalls() {}

  /** The values of a function that takes many completions at once. */
  static double[] values(
      BatchRewardFunction function,
      RewardSettings reward,
      List<RewardInput> completions,
      RewardLog log) {
    double[] values = of(reward, "", () -> function.rewards(completions, log));
    requireAll(reward, values.length, completions);
    return values;
  }

  /** The steps of completions, by a function that takes many at once. */
  static List<List<StepReward>> batchSteps(
      BatchStepRewardFunction function, RewardSettings reward, List<RewardInput> completions) {
    List<List<StepReward>> steps = of(reward, "", () -> function.stepsOf(completions));
    requireAll(reward, steps.size(), completions);
    return steps;
  }

  private static void requireAll(RewardSettings reward, int values, List<RewardInput> completions) {
    if (values != completions.size()) {
      throw new InputException(
          "%s gave %s for %s"
              .formatted(
                  reward.described(),
                  Counted.of(values, "values"),
                  Counted.of(completions.size(), "completions")));
    }
  }

  /** The value of one completion. */
  static double value(
      RewardFunction function,
      RewardSettings reward,
      RewardInput input,
      int sampleIndex,
      RewardLog log) {
    return of(reward, place(input, sampleIndex), () -> function.reward(input, log));
  }

  /** The steps of one completion. */
  static List<StepReward> steps(
      StepRewardFunction function, RewardSettings reward, RewardInput input, int sampleIndex) {
    return of(reward, place(input, sampleIndex), () -> function.steps(input));
  }

  /**
   * @param place which completion it is about; empty of many
   */
  private static <R> R of(RewardSettings reward, String place, Supplier<R> call) {
    try {
      return call.get();
    } catch (InputException e) {
      throw reward.failure(place + ": ", e.getMessage(), e);
    } catch (RuntimeException | StackOverflowError e) {
      String reason = e.toString().lines().findFirst().orElse("");
      throw reward.failure(place + " failed: ", reason + AND_THEN, e);
    }
  }

  /** A value normalized by the statistics of its prompt, if it is to be. */
  static double normalized(
      double value, RewardSettings reward, RewardInput input, int sampleIndex) {
    return of(
        reward, place(input, sampleIndex), () -> reward.normalized(value, input.attributes()));
  }

  /** Checks what a function asks. */
  static void checkServers(RewardFunction function, RewardSettings reward) {
    try {
      function.checkServers();
    } catch (InputException e) {
      throw reward.failure(": ", e.getMessage(), e);
    }
  }

  /** Which value this is about. */
  static String where(RewardSettings reward, RewardInput input, int sampleIndex) {
    return reward.described() + place(input, sampleIndex);
  }

  private static String place(RewardInput input, int sampleIndex) {
    return " on prompt '%s', sample %d".formatted(input.promptId(), sampleIndex);
  }
}
