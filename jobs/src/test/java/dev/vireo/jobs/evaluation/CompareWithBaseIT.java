package dev.vireo.jobs.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.net.httpserver.HttpExchange;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.jobs.rewards.stage.RewardScorer;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.http.HostileServer;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.runtime.stage.ChunkStage;
import dev.vireo.jobs.testing.TestSpark;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Evaluation;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A scripted judge compares completions with those of the policy that training started from. */
final class CompareWithBaseIT {

  private static final String ANSWER = "{\"choices\": [{\"message\": {\"content\": \"%s\"}}]}";

  private static SparkSession spark;

  @TempDir static Path folder;

  @BeforeAll
  static void startSpark() {
    spark = TestSpark.local();
  }

  @AfterAll
  static void stopSpark() {
    spark.stop();
  }

  @Test
  void theFirstMeetsTheFirstAndEqualTextsAreATieThatNobodyIsAskedAbout() throws IOException {
    RunDirectory run = RunDirectory.at(folder.resolve("run"));
    StageContext context = new StageContext(spark, run, 17, Progress.NONE);
    try (HostileServer server = new HostileServer(CompareWithBaseIT::prefersGood)) {
      RewardScorer scorer =
          RewardScorer.create(
              List.of(
                  new RewardSettings(
                      "length", "length", 1.0, Map.of("target", 3, "unit", "characters")),
                  new RewardSettings(
                      "judge",
                      "judge",
                      1.0,
                      Map.of(
                          "url",
                          server.url(),
                          "model",
                          "m",
                          "rubric",
                          "be good",
                          "mode",
                          "win-share",
                          "retries",
                          0))));
      assertThat(scorer.comparesWithinGroup("judge")).isTrue();
      assertThat(scorer.comparesWithinGroup("length")).isFalse();
      DatasetHandle<Evaluation> base =
          completions(context, 0, "bad one", "same", "bad two", "good");
      DatasetHandle<Evaluation> ours = completions(context, 7, "good", "same", "good", "bad");

      DatasetHandle<Evaluation> verdicts =
          new CompareWithBase(scorer, "judge").run(context, 1, 7, ours, base);

      // Both orders of three pairs.
      assertThat(server.requests()).isEqualTo(6);
      assertThat(verdicts.readAll().stream().flatMap(row -> row.getCompletions().stream()))
          .extracting(each -> each.getReward())
          .containsExactly(1.0, 0.5, 1.0, 0.0);
      Comparisons comparisons = Comparisons.ofVerdicts(verdicts, base);
      assertThat(comparisons.shares()).containsExactly(new double[] {0.75, 0.5}, within(1e-12));
      assertThat(comparisons.longer()).containsExactly(0, 0);
    }
  }

  /** Says that the answer with the word in it is better. */
  private static void prefersGood(HttpExchange exchange, byte[] request) throws IOException {
    String message = new String(request, StandardCharsets.UTF_8);
    String winner = message.contains("<answer-a>\\ngood") ? "A" : "B";
    HostileServer.status(200, ANSWER.formatted("Verdict: " + winner)).answer(exchange, request);
  }

  /** Two prompts with two completions each, in two chunks. */
  private static DatasetHandle<Evaluation> completions(
      StageContext context, int step, String... texts) {
    return ChunkStage.<Integer, Evaluation>of(
            context.run().partition(Datasets.EVALUATIONS, step), Fingerprint.of("evaluate-suite"))
        .runInOrder(
            List.of(0, 1),
            (index, chunk) ->
                ChunkResult.of(
                    List.of(
                        SuiteRows.group(
                            "p" + chunk,
                            SuiteRows.completion(texts[2 * chunk], 4, Map.of("judge", 0.0)),
                            SuiteRows.completion(texts[2 * chunk + 1], 4, Map.of("judge", 0.0))))));
  }
}
