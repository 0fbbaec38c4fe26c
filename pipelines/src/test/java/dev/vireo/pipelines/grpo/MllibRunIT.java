package dev.vireo.pipelines.grpo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.pipelines.config.ConfigReader;
import dev.vireo.pipelines.mllib.MllibSettings;
import dev.vireo.pipelines.run.RunResult;
import dev.vireo.pipelines.run.RunSession;
import dev.vireo.pipelines.run.RunSummary;
import dev.vireo.pipelines.run.StageResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run whose reward is a Bradley-Terry model of its own, trained on preferences. */
final class MllibRunIT {

  private static final String REWARDS =
      "rewards=[{type: mllib, name: preferred, options: {from: '%s'}}, {type: exact-match, name:"
          + " exact, weight: 0}]";

  @TempDir static Path folder;

  private static Path yaml;
  private static Path preferences;

  @BeforeAll
  static void write() throws IOException {
    yaml = TinyRun.write(folder);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      // Numbers are preferred to letters.
      String letters = Character.toString('a' + i % 26).repeat(2 + i % 3);
      lines.add(
          "{\"prompt\": \"%d+1=\", \"chosen\": \"%d\", \"rejected\": \"%s\"}"
              .formatted(i, i + 1, letters));
    }
    preferences = Files.write(folder.resolve("preferences.jsonl"), lines);
  }

  @AfterAll
  static void clear() {
    System.clearProperty("spark.master");
  }

  @Test
  void preferencesBecomeTheReward() throws IOException {
    assertThatThrownBy(() -> run("early", Progress.NONE))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("preferred");

    SeenStages model = new SeenStages();
    StageResult trained = (StageResult) train(model);
    assertThat(model.done()).containsExactly("shard-preferences 0", "train-mllib 0");
    assertThat(trained.metrics()).containsKeys("accuracy/train", "accuracy/held_out");
    SeenStages modelAgain = new SeenStages();
    train(modelAgain);
    assertThat(modelAgain.done()).isEmpty();

    SeenStages first = new SeenStages();
    RunSummary summary = run("run", first);
    assertThat(first.done()).contains("score-rewards 1", "update-policy 1", "evaluate-policy 0");
    assertThat(summary.evaluations()).hasSize(2);
    assertThat(summary.evaluations().get(0).means())
        .containsKeys("reward", "rewards/preferred", "rewards/exact");

    SeenStages again = new SeenStages();
    run("run", again);
    assertThat(again.done()).isEmpty();

    try (RunSession session = session("run", Progress.NONE)) {
      Dataset<Row> rewards =
          session.context().session().read().parquet(folder.resolve("run/rewards").toString());
      Dataset<Row> completions =
          rewards
              .selectExpr("inline(completions)")
              .selectExpr("reward", "map_from_entries(values)['preferred'] preferred");
      assertThat(completions.count()).isEqualTo(32);
      assertThat(completions.where("reward = preferred and not isnan(reward)").count())
          .isEqualTo(32);
      assertThat(completions.distinct().count()).isGreaterThan(10);
    }
  }

  private static RunResult train(Progress progress) {
    System.setProperty("spark.master", "local[2]");
    List<String> settings =
        List.of(
            "run='" + folder.resolve("model") + "'",
            "preferences.path='" + preferences + "'",
            "mllib.word-features=64",
            "mllib.character-features=64",
            "mllib.regularization=1.0");
    try (RunSession session =
        RunSession.open(new ConfigReader().read(MllibSettings.class, settings), progress)) {
      return session.run();
    }
  }

  private static RunSummary run(String name, Progress progress) {
    try (RunSession session = session(name, progress)) {
      return (RunSummary) session.run();
    }
  }

  private static RunSession session(String name, Progress progress) {
    System.setProperty("spark.master", "local[2]");
    String rewards = REWARDS.formatted(folder.resolve("model"));
    return RunSession.open(
        TinyRun.config(yaml, folder.resolve(name), "iterations=1", rewards), progress);
  }
}
