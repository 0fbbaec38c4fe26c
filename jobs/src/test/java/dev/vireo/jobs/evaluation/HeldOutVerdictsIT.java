package dev.vireo.jobs.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.jobs.rewards.stage.RewardScorer;
import dev.vireo.jobs.runtime.http.HostileServer;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.runtime.stage.ChunkStage;
import dev.vireo.jobs.testing.TestSpark;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Evaluation;
import dev.vireo.schemas.FinishReason;
import dev.vireo.schemas.HeldOutVerdict;
import dev.vireo.schemas.Prompt;
import dev.vireo.schemas.Split;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a scripted judge answers about held-out completions becomes a dataset, too. */
final class HeldOutVerdictsIT {
  private static final int STEP = 40;
  private static final int PROMPTS = 3;
  private static final int SAMPLES = 2;

  /** One of the grades is beyond the scale of 0 to 10. */
  private static final String ANSWER =
      "{\"choices\": [{\"message\": {\"content\": \"So.\\nGrade: %s\"}}]}";

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
  void answersAboutHeldOutCompletionsBecomeRowsAndNobodyIsAskedAgain() throws IOException {
    RunDirectory run = RunDirectory.at(folder.resolve("run"));
    try (HostileServer server =
        new HostileServer(
            (exchange, request) -> {
              String grade =
                  new String(request, StandardCharsets.UTF_8).contains("answer 2 1") ? "70" : "7";
              HostileServer.status(200, ANSWER.formatted(grade)).answer(exchange, request);
            })) {
      RewardScorer scorer = scorer(server.url(), run);
      DatasetHandle<Evaluation> evaluations = evaluate(run, scorer);
      assertThat(server.requests()).isEqualTo(PROMPTS * SAMPLES);
      keep(run, scorer, evaluations);

      DatasetHandle<HeldOutVerdict> verdicts =
          run.partition(Datasets.HELD_OUT_VERDICTS, STEP).require();
      assertThat(verdicts.chunkCount()).isEqualTo(PROMPTS);
      assertThat(verdicts.total("verdicts")).isEqualTo(PROMPTS * SAMPLES);
      assertThat(verdicts.total("unparsed")).isEqualTo(1);
      HeldOutVerdict last = verdicts.read(2).get(1);
      assertThat(last.getStep()).isEqualTo(STEP);
      assertThat(last.getReward()).isEqualTo("j");
      assertThat(last.getPromptId()).isEqualTo("p2");
      assertThat(last.getFirstSample()).isEqualTo(1);
      assertThat(last.getSecondSample()).isEqualTo(-1);
      assertThat(last.getAnswer()).isEqualTo("So.\nGrade: 70");
      assertThat(last.getVerdict()).isNaN();
      assertThat(verdicts.read(0).get(0).getVerdict()).isEqualTo(7);

      // Both are gone, the answers are not.
      List<String> before = verdicts.readAll().stream().map(HeldOutVerdict::toString).toList();
      for (String dataset : List.of("evaluations", "held_out_verdicts")) {
        run.delete("manifests/" + dataset);
        run.delete(dataset);
      }
      keep(run, scorer, evaluate(run, scorer));
      assertThat(server.requests()).isEqualTo(PROMPTS * SAMPLES);
      assertThat(run.partition(Datasets.HELD_OUT_VERDICTS, STEP).require().readAll())
          .extracting(HeldOutVerdict::toString)
          .isEqualTo(before);
    }
  }

  private static RewardScorer scorer(String url, RunDirectory run) {
    Map<String, Object> options =
        Map.of("url", url, "model", "m", "rubric", "be right", "retries", 0);
    return RewardScorer.create(List.of(new RewardSettings("j", "judge", 1.0, options)))
        .keepingAnswersIn(run);
  }

  private static void keep(
      RunDirectory run, RewardScorer scorer, DatasetHandle<Evaluation> evaluations) {
    new KeepHeldOutVerdicts(scorer, Progress.NONE).run(spark(), run, 1, STEP, evaluations);
  }

  /** As the stage does it, without a policy. */
  private static DatasetHandle<Evaluation> evaluate(RunDirectory run, RewardScorer scorer) {
    return ChunkStage.<Integer, Evaluation>of(
            run.partition(Datasets.EVALUATIONS, STEP), Fingerprint.of("evaluate-policy"))
        .run(
            spark(),
            IntStream.range(0, PROMPTS).boxed().toList(),
            (index, place) -> {
              List<Prompt> prompts = List.of(prompt(place));
              List<List<Completion>> groups = List.of(completions(place));
              return EvaluatePolicy.evaluated(
                  prompts,
                  groups,
                  scorer.scoreGroups(EvaluatePolicy.inputs(prompts, groups)),
                  STEP);
            });
  }

  private static JavaSparkContext spark() {
    return JavaSparkContext.fromSparkContext(spark.sparkContext());
  }

  private static Prompt prompt(int place) {
    return Prompt.newBuilder()
        .setPromptId("p" + place)
        .setSplit(Split.eval)
        .setPrompt("question " + place)
        .setTokenIds(List.of(1))
        .setAnswer("none")
        .build();
  }

  private static List<Completion> completions(int place) {
    return IntStream.range(0, SAMPLES)
        .mapToObj(
            sample ->
                Completion.newBuilder()
                    .setSampleIndex(sample)
                    .setTokenIds(List.of(2))
                    .setLogprobs(List.of(0f))
                    .setText("answer %d %d".formatted(place, sample))
                    .setFinishReason(FinishReason.stop)
                    .build())
        .toList();
  }
}
