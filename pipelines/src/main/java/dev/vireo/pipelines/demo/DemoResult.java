package dev.vireo.pipelines.demo;

import java.util.List;

/**
 * What one algorithm made of the demo's base; kept as {@code demo.json} in its run directory.
 *
 * @param algorithm grpo or grpovi
 * @param seed the seed
 * @param accuracyBefore share of held-out prompts that the base answers right, sampled
 * @param accuracyAfter the same after reinforcement
 * @param accuracyFineTuned the same after as many seconds of further fine-tuning instead
 * @param seconds how long reinforcement took
 * @param steps optimizer steps of the held-out history
 * @param accuracies held-out accuracy at each of them
 * @param run the run directory
 * @param model the model directory
 * @param rules what adjustment makes of the rewards of all iterations, and its absence
 */
public record DemoResult(
    String algorithm,
    long seed,
    double accuracyBefore,
    double accuracyAfter,
    double accuracyFineTuned,
    double seconds,
    List<Long> steps,
    List<Double> accuracies,
    String run,
    String model,
    List<RuleSummary> rules) {

  static final String FILE = "demo.json";

  /** Results of before rules were compared have none. */
  public DemoResult {
    rules = rules == null ? List.of() : List.copyOf(rules);
  }
}
