package dev.vireo.jobs.rewards.functions;

import dev.vireo.jobs.rewards.RewardFunction;
import dev.vireo.jobs.rewards.RewardFunctionProvider;
import dev.vireo.jobs.rewards.RewardOptions;
import java.util.Map;

/**
 * 1 for a completion of the target length, less by the slope for each token (or character) away
 * from it, and never below 0.
 *
 * <p>Options: {@code target} (needed), {@code slope} (0.01), {@code unit} ({@code tokens} or {@code
 * characters}), {@code side}: {@code both}, {@code above} (only longer ones lose) or {@code below}.
 */
public final class LengthReward implements RewardFunctionProvider {
  private enum Unit {
    TOKENS,
    CHARACTERS
  }

  private enum Side {
    BOTH,
    ABOVE,
    BELOW
  }

  @Override
  public String type() {
    return "length";
  }

  @Override
  public boolean isLight() {
    return true;
  }

  @Override
  public RewardFunction create(Map<String, Object> options) {
    RewardOptions read = RewardOptions.of(options, "target", "slope", "unit", "side");
    double target = read.requiredNumber("target", 0);
    double slope = read.number("slope", 0.01, 0);
    Unit unit = read.choice("unit", Unit.TOKENS);
    Side side = read.choice("side", Side.BOTH);
    return input -> {
      double length =
          switch (unit) {
            case TOKENS -> input.completionTokens();
            case CHARACTERS -> input.completion().codePointCount(0, input.completion().length());
          };
      double away =
          switch (side) {
            case BOTH -> Math.abs(length - target);
            case ABOVE -> Math.max(0, length - target);
            case BELOW -> Math.max(0, target - length);
          };
      return Math.max(0, 1 - slope * away);
    };
  }
}
