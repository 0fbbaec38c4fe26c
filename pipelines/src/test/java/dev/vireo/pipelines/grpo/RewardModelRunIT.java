package dev.vireo.pipelines.grpo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.progress.Progress;
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
final class RewardModelRunIT {

  private static final String REWARDS =
      "rewards=[{type: mllib, name: preferred}, {type: exact-match, name: exact, weight: 0}]";

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
    SeenStages first = new SeenStages();
    RunSummary summary = run("run", first);
    assertThat(first.done())
        .startsWith("shard-preferences 0", "train-reward-model 0")
        .contains("score-rewards 1", "update-policy 1", "evaluate-policy 0");
    assertThat(summary.evaluations()).hasSize(2);
    assertThat(summary.evaluations().get(0).means())
        .containsKeys("reward", "rewards/preferred", "rewards/exact");

    SeenStages again = new SeenStages();
    run("run", again);
    assertThat(again.done()).isEmpty();

    try (RunSession session = session("run", Progress.NONE)) {
      session.stages().run(StageName.TRAIN_REWARD_MODEL, 1);
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

  @Test
  void withoutPreferencesAPipelineNeedsAPath() {
    assertThatThrownBy(
            () ->
                TinyRun.run(
                    TinyRun.config(yaml, folder.resolve("none"), REWARDS),
                    Progress.NONE,
                    "local[2]"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "reward 'preferred' (mllib) has neither a path nor a reward model of the run:"
                + " give options.path, or reward-model.preferences.path");
  }

  private static RunSummary run(String name, Progress progress) {
    try (RunSession session = session(name, progress)) {
      return session.pipeline().run();
    }
  }

  private static RunSession session(String name, Progress progress) {
    System.setProperty("spark.master", "local[2]");
    return RunSession.open(
        TinyRun.config(
            yaml,
            folder.resolve(name),
            "iterations=1",
            "reward-model.preferences.path='" + preferences + "'",
            "reward-model.training.word-features=64",
            "reward-model.training.character-features=64",
            "reward-model.training.regularization=1.0",
            REWARDS),
        progress);
  }
}
