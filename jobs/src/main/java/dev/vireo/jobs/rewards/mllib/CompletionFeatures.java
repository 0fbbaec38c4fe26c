package dev.vireo.jobs.rewards.mllib;

import java.util.List;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.HashingTF;
import org.apache.spark.ml.feature.NGram;
import org.apache.spark.ml.feature.RegexTokenizer;
import org.apache.spark.ml.feature.VectorAssembler;

/**
 * What a linear reward model sees of a completion: how often each word and each run of characters
 * occurs, hashed, and how many words and characters there are.
 *
 * <p>They are MLlib's own stages, under fixed names. A hash with a single bucket counts: that is
 * how a length becomes a feature without a stage that runs SQL.
 */
final class CompletionFeatures {
  /** The column with the features, before they are scaled. */
  static final String COLUMN = "counts";

  private CompletionFeatures() {}

  /** The stages from the column {@code completion} to {@link #COLUMN}; none needs to be fitted. */
  static List<PipelineStage> stages(MllibTrainingSettings settings) {
    return List.of(
        new RegexTokenizer("vireo-words")
            .setPattern("[\\p{L}\\p{N}]+|[^\\p{L}\\p{N}\\s]")
            .setGaps(false)
            .setInputCol("completion")
            .setOutputCol("words"),
        count("vireo-word-counts", "words", "word_counts", settings.wordFeatures()),
        count("vireo-word-total", "words", "word_total", 1),
        new RegexTokenizer("vireo-characters")
            .setPattern("(?s).")
            .setGaps(false)
            .setInputCol("completion")
            .setOutputCol("characters"),
        new NGram("vireo-character-runs")
            .setN(settings.characterRun())
            .setInputCol("characters")
            .setOutputCol("character_runs"),
        count(
            "vireo-character-counts",
            "character_runs",
            "character_counts",
            settings.characterFeatures()),
        count("vireo-character-total", "characters", "character_total", 1),
        new VectorAssembler("vireo-counts")
            .setInputCols(
                new String[] {"word_counts", "word_total", "character_counts", "character_total"})
            .setOutputCol(COLUMN));
  }

  private static HashingTF count(String uid, String input, String output, int features) {
    return new HashingTF(uid).setInputCol(input).setOutputCol(output).setNumFeatures(features);
  }
}
