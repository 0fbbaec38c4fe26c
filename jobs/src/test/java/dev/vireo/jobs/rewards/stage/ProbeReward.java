package dev.vireo.jobs.rewards.stage;

import dev.vireo.jobs.rewards.RewardFunction;
import dev.vireo.jobs.rewards.RewardFunctionProvider;
import dev.vireo.jobs.rewards.RewardInput;
import dev.vireo.jobs.rewards.RewardLog;
import java.util.concurrent.atomic.AtomicInteger;

/** A reward of a user's own: what the attribute {@code probe} says, or misbehaviour on request. */
public final class ProbeReward implements RewardFunctionProvider<ProbeReward.Options> {
  /** It has none. */
  public record Options() {}

  /** How often a probe was asked, in this process. */
  static final AtomicInteger CALLS = new AtomicInteger();

  @Override
  public String type() {
    return "test-probe";
  }

  @Override
  public Options defaults() {
    return new Options();
  }

  @Override
  public RewardFunction create(Options options) {
    return new Probe();
  }

  private record Probe() implements RewardFunction {
    @Override
    public double reward(RewardInput input) {
      CALLS.incrementAndGet();
      return switch (input.attributes().getOrDefault("probe", "none")) {
        case "throw" -> throw new IllegalStateException("no\nluck");
        case "infinite" -> Double.POSITIVE_INFINITY;
        case "none" -> Double.NaN;
        default -> Double.parseDouble(input.attributes().get("probe"));
      };
    }

    @Override
    public double reward(RewardInput input, RewardLog log) {
      if ("0.25".equals(input.attributes().get("probe"))) {
        log.number(0, "tokens", input.completionTokens());
        log.metric("calls", 3);
        if (input.stopped()) {
          log.text(0, "said", input.completion());
        }
      }
      return reward(input);
    }
  }
}
