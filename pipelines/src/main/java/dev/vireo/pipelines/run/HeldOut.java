package dev.vireo.pipelines.run;

import dev.vireo.jobs.data.prompts.HeldOutPrompts;
import dev.vireo.jobs.data.prompts.Prompts;
import dev.vireo.jobs.evaluation.EvaluationSettings;

/** The held-out prompts that a run is judged by. */
public final class HeldOut {

  private HeldOut() {}

  /** The first ones, as many as the settings say. */
  public static HeldOutPrompts of(Prompts prompts, EvaluationSettings settings) {
    return prompts.eval(limit(settings));
  }

  /** How many the settings say at most. */
  public static int limit(EvaluationSettings settings) {
    return settings.prompts() == 0 ? Integer.MAX_VALUE : settings.prompts();
  }

  /** What decides the choice, for a stage's fingerprint. */
  public static String identity(Prompts prompts, EvaluationSettings settings) {
    return prompts.eval().contentHash() + "/" + settings.prompts();
  }
}
