package dev.vireo.pipelines.preference;

import dev.vireo.jobs.scores.preferences.ScorePreferences;
import dev.vireo.jobs.training.PreferenceTrainingSettings;
import dev.vireo.models.memory.BatchShape;
import dev.vireo.pipelines.run.PolicyWork;
import dev.vireo.pipelines.run.PolicyWork.Kind;
import dev.vireo.pipelines.run.PolicyWork.Shape;
import dev.vireo.pipelines.run.StageWork;

/** What the stages that score and train have in memory. */
final class PreferenceWork {

  private PreferenceWork() {}

  /** The reference's log-probabilities: two completions of a prompt in one pass. */
  static PolicyWork scores(PreferenceConfig config) {
    Shape pair = Shape.texts(1, 2, longest(config));
    return new PolicyWork(
        "reference",
        Kind.SCORING,
        true,
        StageWork.MANY,
        (prompt, completion, context) -> {
          BatchShape one = pair.of(prompt, completion, context);
          int pairs = ScorePreferences.pairsInPass(one.promptTokens() + one.completionTokens());
          return new BatchShape(pairs, 2, one.promptTokens(), one.completionTokens());
        });
  }

  /** A step: a pair is two sequences. */
  static PolicyWork training(PreferenceConfig config) {
    PreferenceTrainingSettings training = config.preference();
    int ofShard = PolicyWork.parts(training.batchSize(), training.gradientShards());
    int examples = Math.min(training.microBatchExamples(), ofShard);
    return new PolicyWork(
        "preferences",
        Kind.training(training),
        true,
        training.gradientShards(),
        Shape.texts(config.isUnpaired() ? examples : 2 * examples, 1, longest(config)));
  }

  /** Tokens of the longest example, as far as the settings say; 0 where they do not. */
  private static int longest(PreferenceConfig config) {
    return config.isUnpaired() ? config.unpaired().maxTokens() : config.preferences().maxTokens();
  }
}
