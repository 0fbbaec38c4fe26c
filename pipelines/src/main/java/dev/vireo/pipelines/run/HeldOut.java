package dev.vireo.pipelines.run;

import dev.vireo.jobs.data.prompts.HeldOutPrompts;
import dev.vireo.jobs.data.prompts.Prompts;
import dev.vireo.jobs.evaluation.EvaluationSettings;
import dev.vireo.schemas.Prompt;
import dev.vireo.store.run.DatasetHandle;

/** The held-out prompts that a run is judged by. */
public final class HeldOut {

  private HeldOut() {}

  /** The first ones, as many as the settings say. */
  public static HeldOutPrompts of(Prompts prompts, EvaluationSettings settings) {
    return prompts.eval(limit(settings));
  }

  /** The same of a suite's. */
  static HeldOutPrompts of(DatasetHandle<Prompt> prompts, EvaluationSettings settings) {
    return HeldOutPrompts.of(prompts, limit(settings));
  }

  /** How many the settings say at most. */
  public static int limit(EvaluationSettings settings) {
    return settings.prompts() == 0 ? Integer.MAX_VALUE : settings.prompts();
  }

  /** What decides the choice, for a stage's fingerprint. */
  public static String identity(Prompts prompts, EvaluationSettings settings) {
    return identity(prompts.eval(), settings);
  }

  /** The same of a suite's. */
  static String identity(DatasetHandle<Prompt> prompts, EvaluationSettings settings) {
    return prompts.contentHash() + "/" + settings.prompts();
  }
}
