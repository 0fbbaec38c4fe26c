package dev.vireo.pipelines.online;

import dev.vireo.jobs.scores.preferences.ScorePreferences;
import dev.vireo.jobs.training.PreferenceTrainingSettings;
import dev.vireo.models.memory.BatchShape;
import dev.vireo.models.memory.MemoryEstimate;
import dev.vireo.models.parameters.ParameterLayout;
import dev.vireo.pipelines.run.DataWork;
import dev.vireo.pipelines.run.IterationWork;
import dev.vireo.pipelines.run.PolicyWork;
import dev.vireo.pipelines.run.PolicyWork.Kind;
import dev.vireo.pipelines.run.PolicyWork.Shape;

/** What the stages that score and learn from pairs have in memory. */
final class OnlineWork {

  private OnlineWork() {}

  /** The reference's log-probabilities: two completions of a prompt in one pass. */
  static PolicyWork scorePairs(OnlinePreferenceConfig config) {
    return new PolicyWork(
        "reference",
        Kind.SCORING,
        true,
        IterationWork.chunks(config),
        (prompt, completion, context) ->
            new BatchShape(
                ScorePreferences.pairsInPass(prompt + completion), 2, prompt, completion));
  }

  /** Sampling against an opponent: the mixture takes both models at once. */
  static PolicyWork collectRollouts(OnlinePreferenceConfig config) {
    int groups = Math.min(config.promptsPerIteration(), config.rollouts().chunkGroups());
    return new PolicyWork(
        "rollouts",
        config.mixture() == null ? Kind.SAMPLING : Kind.MIXING,
        true,
        IterationWork.chunks(config),
        config.environment() == null ? Shape.groups(groups, 1) : IterationWork.turns(groups));
  }

  /** A step: a pair is two sequences, a completion that was compared is one. */
  static PolicyWork updatePolicy(OnlinePreferenceConfig config) {
    PreferenceTrainingSettings training = config.preference();
    int ofShard = PolicyWork.parts(training.batchSize(), training.gradientShards());
    int examples = Math.min(training.microBatchExamples(), ofShard);
    int sequences = config.algorithm() == OnlineAlgorithm.NASH_MD ? 1 : 2;
    return new PolicyWork(
        "preferences",
        Kind.training(training),
        true,
        training.gradientShards(),
        Shape.groups(sequences * examples, 1));
  }

  /** The driver mixes two models: each of them, and the optimizer's empty state beside the sum. */
  static DataWork mixReference(OnlinePreferenceConfig config) {
    long bytes = Float.BYTES * ParameterLayout.of(config.shape(), config.head()).size();
    return new DataWork(
        "reference mixed",
        1,
        MemoryEstimate.none(),
        MemoryEstimate.none().plus("policy and reference", 4 * bytes));
  }
}
