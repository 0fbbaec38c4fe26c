package dev.vireo.chaos;

import dev.vireo.jobs.rewards.RewardFunction;
import dev.vireo.jobs.rewards.RewardFunctionProvider;

/**
 * A user's reward function, {@code chaos-digits}: the share of digits in a completion. It throws
 * for the prompt that the environment names, until the environment names none.
 */
public final class MendedReward implements RewardFunctionProvider<MendedReward.Options> {

  /** It has none. */
  public record Options() {}

  /** The prompt it throws for. */
  static final String VARIABLE = "VIREO_CHAOS_PROMPT";

  @Override
  public String type() {
    return "chaos-digits";
  }

  @Override
  public Options defaults() {
    return new Options();
  }

  @Override
  public RewardFunction create(Options options) {
    return input -> {
      if (input.promptId().equals(System.getenv(VARIABLE))) {
        throw new IllegalStateException("this prompt was not thought of");
      }
      long digits = input.completion().chars().filter(Character::isDigit).count();
      return digits / (double) Math.max(1, input.completion().length());
    };
  }
}
