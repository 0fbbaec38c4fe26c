package dev.vireo.jobs.scores.preferences;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.pool.ModelPool;
import dev.vireo.jobs.runtime.pool.ModelVersion;
import dev.vireo.jobs.runtime.pool.Role;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.runtime.stage.ChunkStage;
import dev.vireo.jobs.testing.PreferenceRows;
import dev.vireo.jobs.testing.TestSpark;
import dev.vireo.models.architecture.Architecture;
import dev.vireo.models.architecture.LanguageModelHead;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.directory.CarriedFiles;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.directory.RandomModel;
import dev.vireo.models.scoring.LogprobScorer;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.models.tokenizer.ByteTokenizer;
import dev.vireo.models.tokenizer.Tokenizer;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.PreferenceLogprobs;
import dev.vireo.schemas.PreferencePair;
import dev.vireo.schemas.UnpairedExample;
import dev.vireo.schemas.UnpairedLogprobs;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.parquet.TokenLists;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.RunDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sums under a reference policy, against sequences that are scored one by one. */
class ScorePreferencesIT {
  // Shared, and removed once Spark has stopped: tasks that are cancelled go on for a moment.
  @TempDir static Path folder;

  private static SparkSession spark;
  private static PolicyCheckpoint reference;

  @BeforeAll
  static void start() {
    spark = TestSpark.local();
    Path model = folder.resolve("model");
    try (Tokenizer tokenizer = ByteTokenizer.create()) {
      ModelConfig config =
          ModelConfig.builder(Architecture.LLAMA)
              .vocabularySize(tokenizer.vocabularySize())
              .hiddenSize(16)
              .layers(1)
              .heads(2)
              .keyValueHeads(1)
              .intermediateSize(32)
              .contextLength(4096)
              .tiedEmbeddings(true)
              .eosTokenIds(tokenizer.endOfSequence())
              .build();
      ModelDirectory.write(
          model,
          config,
          RandomModel.parameters(config, new LanguageModelHead(), 3),
          CarriedFiles.of(tokenizer));
    }
    reference = PolicyCheckpoint.starting(model);
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @Test
  void bothSidesOfPairsAreSummed() {
    List<PreferencePair> rows = PreferenceRows.of(7, ScorePreferencesIT::tokens);
    // Longer than a pass takes, so that the pairs go through the model in several.
    rows.get(4).setChosenTokenIds(tokens(5, 3000));
    StageContext context = context("pairs");
    DatasetHandle<PreferencePair> pairs = PreferenceRows.published(context, rows, 5);
    DatasetHandle<PreferenceLogprobs> made = ScorePreferences.pairs(context, pairs, reference);
    assertThat(made.chunkCount()).isEqualTo(2);
    assertThat(made.read(0)).hasSize(5);
    List<PreferenceLogprobs> scored = made.readAll();
    for (int i = 0; i < rows.size(); i++) {
      PreferencePair pair = rows.get(i);
      assertThat(scored.get(i).getPairId()).isEqualTo(pair.getPairId());
      double chosen = alone(pair.getPromptTokenIds(), pair.getChosenTokenIds());
      assertThat(scored.get(i).getChosenLogprob()).isNegative().isCloseTo(chosen, error(chosen));
      double rejected = alone(pair.getPromptTokenIds(), pair.getRejectedTokenIds());
      assertThat(scored.get(i).getRejectedLogprob()).isCloseTo(rejected, error(rejected));
    }
    long tokens =
        rows.stream()
            .mapToLong(row -> row.getChosenTokenIds().size() + row.getRejectedTokenIds().size())
            .sum();
    assertThat(made.total("tokens")).isEqualTo(tokens);
  }

  @Test
  void mismatchedCompletionsAreSummedBehindThePromptOfTheirBorrower() {
    List<UnpairedExample> rows = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      rows.add(
          UnpairedExample.newBuilder()
              .setExampleId("e" + i)
              .setPrompt("")
              .setCompletion("")
              .setPromptTokenIds(tokens(i, 4))
              .setCompletionTokenIds(tokens(10 + i, 5))
              .setDesirable(i == 1)
              .setKlExampleId(i == 2 ? null : "e2")
              .setKlCompletionTokenIds(i == 2 ? List.of() : tokens(12, 5))
              .build());
    }
    StageContext context = context("unpaired");
    DatasetHandle<UnpairedExample> examples =
        ChunkStage.<Integer, UnpairedExample>of(
                context.run().partition(Datasets.UNPAIRED_EXAMPLES), Fingerprint.of("examples"))
            .runOnDriver(List.of(0), (index, chunk) -> ChunkResult.of(rows));
    List<UnpairedLogprobs> scored =
        ScorePreferences.unpaired(context, examples, reference).readAll();
    for (int i = 0; i < 3; i++) {
      assertThat(scored.get(i).getExampleId()).isEqualTo("e" + i);
      double own = alone(tokens(i, 4), tokens(10 + i, 5));
      assertThat(scored.get(i).getLogprob()).isCloseTo(own, error(own));
    }
    double mismatched = alone(tokens(1, 4), tokens(12, 5));
    assertThat(scored.get(1).getKlLogprob()).isCloseTo(mismatched, error(mismatched));
    assertThat(scored.get(2).getKlLogprob()).isNaN();
  }

  private static org.assertj.core.data.Offset<Double> error(double value) {
    return within(1e-5 * Math.abs(value));
  }

  private static double alone(List<Integer> prompt, List<Integer> completion) {
    ModelVersion version = reference.version();
    TokenSequence sequence =
        new TokenSequence(TokenLists.ints(prompt), TokenLists.ints(completion));
    double[][] logprobs =
        ModelPool.with(
            Role.POLICY, version, policy -> new LogprobScorer(policy).score(List.of(sequence), 1));
    return Arrays.stream(logprobs[0]).sum();
  }

  private static List<Integer> tokens(int seed, int count) {
    return IntStream.range(0, count).map(t -> (seed * 31 + t * 7 + 5) % 256).boxed().toList();
  }

  private static StageContext context(String name) {
    return new StageContext(spark, RunDirectory.at(folder.resolve(name)), 1, Progress.NONE);
  }
}
