package dev.vireo.pipelines.grpo;

import dev.vireo.jobs.data.prompts.Prompts;
import dev.vireo.jobs.evaluation.EvaluationSettings;
import dev.vireo.schemas.Prompt;
import java.util.List;

/** The held-out prompts that a run is judged by. */
public final class HeldOut {

  private HeldOut() {}

  /** The first ones, as many as the settings say. */
  public static List<Prompt> of(Prompts prompts, EvaluationSettings settings) {
    return prompts.eval(limit(settings));
  }

  /** How many the settings say at most. */
  static int limit(EvaluationSettings settings) {
    return settings.prompts() == 0 ? Integer.MAX_VALUE : settings.prompts();
  }

  /** What decides the choice, for a stage's fingerprint. */
  static String identity(Prompts prompts, EvaluationSettings settings) {
    return prompts.eval().contentHash() + "/" + settings.prompts();
  }
}
