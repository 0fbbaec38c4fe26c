package dev.vireo.pipelines.run;

import dev.vireo.algorithms.InputException;
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

  /**
   * Checks that it is not to end at an accuracy that nothing measures.
   *
   * @param number its place among the phases, from 0
   * @throws InputException if it is
   */
  void check(int number) {
    double usual = SftTrainingSettings.defaults().stopAtAccuracy();
    if (training.evaluateEvery() == 0 && training.stopAtAccuracy() != usual) {
      throw new InputException(
          "sft.%d.training.stop-at-accuracy is %s, but evaluate-every is 0, so that nothing is measured between steps: set evaluate-every, or leave stop-at-accuracy out"
              .formatted(number, training.stopAtAccuracy()));
    }
  }

  /** What a step has in memory. */
  PolicyWork work() {
    int ofShard = PolicyWork.parts(training.batchSize(), training.gradientShards());
    return new PolicyWork(
        "fine-tuning " + name,
        PolicyWork.Kind.training(training.gradientCheckpointing()),
        false,
        training.gradientShards(),
        PolicyWork.Shape.texts(
            Math.min(training.microBatchCompletions(), ofShard), 1, demonstrations.maxTokens()));
  }

  /** The same phase of another length. */
  public FineTunePhase forSteps(int steps) {
    return new FineTunePhase(name, demonstrations, training.forSteps(steps));
  }
}
