package dev.vireo.pipelines.grpo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.engine.Compute;
import dev.vireo.models.engine.FrozenParameters;
import dev.vireo.models.engine.Model;
import dev.vireo.models.scoring.SequenceScorer;
import dev.vireo.models.tokenizer.Tokenizer;
import dev.vireo.pipelines.config.ResolvedConfig;
import dev.vireo.pipelines.run.RunSession;
import dev.vireo.pipelines.run.RunSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run whose reward is a sequence classifier, alone and beside a column reward. */
final class ClassifierRunIT {

  private static final Path FIXTURE =
      Path.of("../models/src/test/resources/dev/vireo/models/interop/classifier");

  private static final String REWARDS =
      "rewards=[{type: sequence-classifier, name: model, options: {path: '%s', label: good,"
          + " tokens-per-batch: 64, chat: {wrap: true}}}%s,"
          + " {type: exact-match, name: exact, weight: 0}]";

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
  void theModelIsTheRewardOnAnyCoresAndWhereverItLies() throws IOException {
    String rewards = REWARDS.formatted(FIXTURE, "");
    run("one", "local[1]", rewards, Progress.NONE);
    Map<String, String> expected = RunFiles.hashes(folder.resolve("one"));
    run("two", "local[2]", rewards, Progress.NONE);
    assertThat(RunFiles.hashes(folder.resolve("two"))).isEqualTo(expected);

    Path copy = Files.createDirectory(folder.resolve("moved"));
    try (Stream<Path> files = Files.list(FIXTURE)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName().toString()));
      }
    }
    SeenStages again = new SeenStages();
    run("two", "local[2]", REWARDS.formatted(copy, ""), again);
    assertThat(again.done()).isEmpty();
  }

  @Test
  void besideAColumnRewardItsValuesAreTheSame() {
    String sql = ", {type: sql, weight: 0, options: {expression: completion_tokens}}";
    RunSummary summary = run("columns", "local[2]", REWARDS.formatted(FIXTURE, sql), Progress.NONE);
    assertThat(summary.evaluations().get(0).means())
        .containsKeys("reward", "rewards/model", "rewards/sql");

    System.setProperty("spark.master", "local[2]");
    List<Row> rows;
    try (RunSession session =
        RunSession.open(config("columns", REWARDS.formatted(FIXTURE, sql)), Progress.NONE)) {
      String from = "parquet.`%s/columns/%s/iteration=1`";
      rows =
          session
              .context()
              .session()
              .sql(
                  ("select r.prompt, r.text, map_from_entries(w.values)['model'] model, w.reward"
                          + " from (select prompt_id, prompt, inline(completions) from %s) r join"
                          + " (select prompt_id, inline(completions) from %s) w on r.prompt_id ="
                          + " w.prompt_id and r.sample_index = w.sample_index")
                      .formatted(
                          from.formatted(folder, "rollouts"), from.formatted(folder, "rewards")))
              .collectAsList();
    }
    assertThat(rows).hasSize(32);
    try (Tokenizer tokenizer = Tokenizer.load(FIXTURE);
        FrozenParameters parameters =
            FrozenParameters.load(
                ModelDirectory.open(FIXTURE, Head.Kind.SCALAR), Compute.on(Device.cpu()));
        Model model = Model.frozen(parameters)) {
      for (Row row : rows) {
        String text =
            "<|im_start|>system\nAnswer in one line.<|im_end|>\n<|im_start|>user\n%s<|im_end|>\n"
                + "<|im_start|>assistant\n%s<|im_end|>\n";
        text = text.formatted(row.getString(0), row.getString(1));
        float score = new SequenceScorer(model).score(List.of(tokenizer.encode(text)), 2)[0];
        assertThat(row.getDouble(2)).isCloseTo(score, within(1e-4));
        assertThat(row.getDouble(3)).isEqualTo(row.getDouble(2));
      }
    }
  }

  private static RunSummary run(String name, String master, String rewards, Progress progress) {
    return TinyRun.run(config(name, rewards), progress, master);
  }

  private static ResolvedConfig<GrpoConfig> config(String name, String rewards) {
    return TinyRun.config(yaml, folder.resolve(name), "iterations=1", rewards);
  }
}
