package dev.vireo.jobs.rewards.stage;

import dev.vireo.jobs.rewards.RewardFunction;
import dev.vireo.jobs.rewards.RewardFunctionProvider;
import dev.vireo.jobs.rewards.RewardOptions;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A reward of a user's own: what the attribute {@code probe} says, or misbehaviour on request. */
public final class ProbeReward implements RewardFunctionProvider {
  /** How often a probe was asked, in this process. */
  static final AtomicInteger CALLS = new AtomicInteger();

  @Override
  public String type() {
    return "test-probe";
  }

  @Override
  public RewardFunction create(Map<String, Object> options) {
    RewardOptions.of(options);
    return input -> {
      CALLS.incrementAndGet();
      return switch (input.attributes().getOrDefault("probe", "none")) {
        case "throw" -> throw new IllegalStateException("no\nluck");
        case "infinite" -> Double.POSITIVE_INFINITY;
        case "none" -> Double.NaN;
        default -> Double.parseDouble(input.attributes().get("probe"));
      };
    };
  }
}
