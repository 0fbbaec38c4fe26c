package dev.vireo.pipelines.grpo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.pipelines.run.RunSummary;
import dev.vireo.pipelines.spark.SparkSessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole pipeline on a model of a few thousand parameters. */
final class GrpoPipelineIT {

  private static final int PROMPTS = 8;
  private static final int GROUP = 4;

  @TempDir static Path folder;
  private static Path yaml;

  @BeforeAll
  static void write() throws IOException {
    yaml = TinyRun.write(folder);
  }

  @AfterAll
  static void clear() {
    System.clearProperty("spark.master");
  }

  @Test
  void endsWithDatasetsThatSparkReadsAndFindsNothingToDoAgain() throws IOException {
    Path run = folder.resolve("plain");
    RunSummary summary = run("plain", Progress.NONE);

    assertThat(summary.policy().step()).isEqualTo(2);
    assertThat(summary.reference().step()).isZero();
    assertThat(summary.evaluations()).extracting(each -> each.step()).containsExactly(0L, 2L);
    assertThat(run.resolve("checkpoints/step-000002/model.safetensors")).exists();
    datasets(run);

    Map<String, FileTime> before = RunFiles.times(run);
    SeenStages seen = new SeenStages();
    assertThat(run("plain", seen).policy()).isEqualTo(summary.policy());
    assertThat(seen.done()).isEmpty();
    assertThat(seen.skipped()).contains("collect-rollouts 1", "adjust-rewards 2");
    assertThat(RunFiles.times(run)).isEqualTo(before);

    // A longer run goes on from there.
    SeenStages more = new SeenStages();
    assertThat(run("plain", more, "iterations=3").policy().step()).isEqualTo(3);
    assertThat(more.done())
        .containsExactly(
            "collect-rollouts 3",
            "score-rewards 3",
            "adjust-rewards 3",
            "update-policy 3",
            "evaluate-policy 3");
    assertThat(RunFiles.times(run)).containsAllEntriesOf(untouched(before));

    // The directory is this configuration's alone.
    assertThatThrownBy(() -> run("plain", Progress.NONE, "rollouts.temperature=0.5"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("plain was made with other settings")
        .hasMessageContaining("rollouts.temperature");
    assertThat(RunFiles.times(run)).containsAllEntriesOf(untouched(before));
  }

  /**
   * Checkpoints that are no longer kept go, run.json follows the configuration, and result.json the
   * policy; all else stays.
   */
  private static Map<String, FileTime> untouched(Map<String, FileTime> before) {
    return before.entrySet().stream()
        .filter(file -> !file.getKey().startsWith("checkpoints/step-000001"))
        .filter(file -> !List.of("run.json", "result.json").contains(file.getKey()))
        .collect(java.util.stream.Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static void datasets(Path run) throws IOException {
    try (SparkSession spark = SparkSessions.open("test")) {
      for (String dataset : List.of("rollouts", "rewards", "advantages")) {
        Dataset<Row> rows = spark.read().parquet(run.resolve(dataset).toString());
        assertThat(rows.count()).as(dataset).isEqualTo(2L * PROMPTS);
        assertThat(rows.select("prompt_id").distinct().count()).isEqualTo(2L * PROMPTS);
        assertThat(rows.where("size(completions) = " + GROUP).count()).isEqualTo(2L * PROMPTS);
        assertThat(rows.where("iteration = 2").count()).isEqualTo(PROMPTS);
      }
      Dataset<Row> metrics = spark.read().parquet(run.resolve("metrics").toString());
      List<String> names =
          metrics
              .where("iteration = 2")
              .select("name")
              .as(org.apache.spark.sql.Encoders.STRING())
              .collectAsList();
      assertThat(names)
          .doesNotHaveDuplicates()
          .contains(
              "reward",
              "rewards/exact/mean",
              "num_tokens",
              "completions/clipped_ratio",
              "frac_reward_zero_std",
              "reward_variance/after",
              "loss",
              "entropy",
              "grad_norm",
              "learning_rate",
              "sampling/sampling_logp_difference/max",
              "signals/near_tie_share",
              "signals/duplicate_share",
              "step_time");
      double duplicates =
          spark
              .read()
              .parquet(run.resolve("rollouts/iteration=2").toString())
              .selectExpr("size(completions) - size(array_distinct(completions.text)) AS more")
              .agg(org.apache.spark.sql.functions.sum("more"))
              .first()
              .getLong(0);
      assertThat(value(metrics, "signals/duplicate_share")).isEqualTo(duplicates / PROMPTS / GROUP);
      assertThat(value(metrics, "signals/target_reward"))
          .isEqualTo(value(metrics, "rewards/exact/mean"));
      // Sampling and training compute the same numbers in another order.
      assertThat(value(metrics, "sampling/sampling_logp_difference/max")).isLessThan(1e-4);
      assertThat(metrics.where("isnan(value)").count()).isZero();
      // The rewards differ within groups, so there is something to learn from.
      assertThat(metrics.where("name = 'grad_norm' and value > 0").count()).isEqualTo(2);
      assertThat(metrics.where("name = 'step' or step < 1 or step > 2").count()).isZero();
    }
  }

  private static double value(Dataset<Row> metrics, String name) {
    return metrics
        .where("iteration = 2")
        .where("name = '" + name + "'")
        .select("value")
        .first()
        .getDouble(0);
  }

  @Test
  void theReferencePolicyIsAskedWhereItIsNeeded() throws IOException {
    SeenStages kl = new SeenStages();
    run("kl", kl, "update.objective.beta=0.1", "iterations=1");
    assertThat(kl.done()).contains("score-logprobs 1", "update-policy 1");

    SeenStages weights = new SeenStages();
    run("weights", weights, "adjustment.weights=reference", "iterations=1");
    assertThat(weights.done()).contains("score-logprobs 1", "adjust-rewards 1");
    assertThat(Files.exists(folder.resolve("weights/logprobs/iteration=1/part-00001.parquet")))
        .isTrue();

    SeenStages neither = new SeenStages();
    run("neither", neither, "algorithm=grpo", "iterations=1");
    assertThat(neither.done()).doesNotContain("score-logprobs 1");
  }

  @Test
  void severalStepsPerIterationAndOnlyTheLatestCheckpointsKept() throws IOException {
    String[] settings = {
      "update.groups-per-step=4",
      "update.updates-per-iteration=2",
      "update.checkpoint-every=1",
      "checkpoints.keep=1",
      "iterations=3"
    };
    Path run = folder.resolve("steps");
    RunSummary summary = run("steps", Progress.NONE, settings);

    assertThat(summary.policy().step()).isEqualTo(12);
    assertThat(RunFiles.times(run).keySet())
        .filteredOn(file -> file.startsWith("checkpoints/") && file.endsWith("model.safetensors"))
        .containsExactly("checkpoints/step-000012/model.safetensors");

    SeenStages seen = new SeenStages();
    settings[4] = "iterations=4";
    assertThat(run("steps", seen, settings).policy().step()).isEqualTo(16);
    assertThat(seen.done()).allMatch(stage -> stage.endsWith(" 4") || stage.endsWith(" 0"));
    assertThat(seen.done()).contains("collect-rollouts 4", "update-policy 4");

    // How often steps are saved is nothing that a model depends on.
    SeenStages saved = new SeenStages();
    settings[2] = "update.checkpoint-every=3";
    run("steps", saved, settings);
    assertThat(saved.done()).isEmpty();
  }

  private static RunSummary run(String name, Progress progress, String... overrides) {
    return TinyRun.run(TinyRun.config(yaml, folder.resolve(name), overrides), progress, "local[2]");
  }
}
