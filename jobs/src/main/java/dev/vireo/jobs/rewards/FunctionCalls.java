package dev.vireo.jobs.rewards;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.settings.Secret;
import java.util.List;

/** Calls of reward functions. What a function throws names the reward, and shows no secret. */
final class FunctionCalls {
  private static final String AND_THEN =
      "; mend it, or let it give NaN for no reward, and run again";

  private FunctionCalls() {}

  /** The values of a function that takes many completions at once. */
  static double[] values(
      BatchRewardFunction function, RewardSettings reward, List<RewardInput> completions) {
    String where = "reward '%s' (%s)".formatted(reward.name(), reward.type());
    double[] values;
    try {
      values = function.rewards(completions);
    } catch (InputException e) {
      throw failure(reward, where + ": ", e.getMessage(), e);
    } catch (RuntimeException | StackOverflowError e) {
      String reason = e.toString().lines().findFirst().orElse("");
      throw failure(reward, where + " failed: ", reason + AND_THEN, e);
    }
    if (values.length != completions.size()) {
      throw new InputException(
          "%s gave %d values for %d completions"
              .formatted(where, values.length, completions.size()));
    }
    return values;
  }

  /** The value of one completion. */
  static double value(
      RewardFunction function, RewardSettings reward, RewardInput input, int sampleIndex) {
    try {
      return function.reward(input);
    } catch (InputException e) {
      throw failure(reward, where(reward, input, sampleIndex) + ": ", e.getMessage(), e);
    } catch (RuntimeException | StackOverflowError e) {
      String reason = e.toString().lines().findFirst().orElse("");
      throw failure(reward, where(reward, input, sampleIndex) + " failed: ", reason + AND_THEN, e);
    }
  }

  private static InputException failure(
      RewardSettings reward, String where, String reason, Throwable cause) {
    String message = where + reward.conceal(reason);
    // A stack trace would repeat what the cause says.
    return Secret.in(reward.options()).isEmpty()
        ? new InputException(message, cause)
        : new InputException(message);
  }

  /** Which value this is about. */
  static String where(RewardSettings reward, RewardInput input, int sampleIndex) {
    return "reward '%s' (%s) on prompt '%s', sample %d"
        .formatted(reward.name(), reward.type(), input.promptId(), sampleIndex);
  }
}
