package dev.vireo.jobs.evaluation;

import dev.vireo.jobs.runtime.settings.Require;
import java.io.Serializable;

/**
 * How a process reward model is judged.
 *
 * @param heldOut share of prompts whose completions are held out, by the hash of the prompt's text;
 *     with 0 the report is on the training labels
 * @param bins bins of the reliability curve
 */
public record StepEvaluationSettings(double heldOut, int bins) implements Serializable {
  private static final long serialVersionUID = 1L;

  public StepEvaluationSettings {
    Require.belowOne("held-out", heldOut);
    Require.atLeast("bins", bins, 1);
  }

  /** A tenth is held out. */
  public static StepEvaluationSettings defaults() {
    return new StepEvaluationSettings(0.1, 10);
  }
}
