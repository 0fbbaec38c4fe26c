package dev.vireo.jobs.rewards.model;

import java.util.List;

/**
 * What a reward model makes of a text.
 *
 * @param reward its reward; of two texts that are compared, the probability that the first is
 *     better; NaN if there is none
 * @param steps its steps in order; empty of a model that judges none
 */
public record TextJudgement(double reward, List<Step> steps) {

  /**
   * A step.
   *
   * @param text the step without its separator
   * @param reward the probability that it is right; NaN where it is beyond what the model reads
   */
  public record Step(String text, double reward) {}

  public TextJudgement {
    steps = List.copyOf(steps);
  }

  /** Of a model that judges no steps. */
  static TextJudgement of(double reward) {
    return new TextJudgement(reward, List.of());
  }
}
