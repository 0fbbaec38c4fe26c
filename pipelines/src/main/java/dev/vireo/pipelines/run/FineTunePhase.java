package dev.vireo.pipelines.run;

import dev.vireo.jobs.data.demonstrations.DemonstrationSettings;
import dev.vireo.jobs.training.SftTrainingSettings;

/**
 * One phase of supervised fine-tuning.
 *
 * @param name the phase's folder in {@code fine-tuned}
 * @param demonstrations where the worked examples are
 * @param training steps, batches, optimizer
 */
public record FineTunePhase(
    String name, DemonstrationSettings demonstrations, SftTrainingSettings training) {

  /** One phase; the demonstrations' path has no default. */
  public static FineTunePhase defaults() {
    return new FineTunePhase(
        "phase", DemonstrationSettings.defaults(), SftTrainingSettings.defaults());
  }

  /** The same phase of another length. */
  public FineTunePhase forSteps(int steps) {
    return new FineTunePhase(name, demonstrations, training.forSteps(steps));
  }
}
