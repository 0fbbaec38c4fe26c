package dev.vireo.pipelines.grpo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.evaluation.EvaluationResult;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.pipelines.config.ResolvedConfig;
import dev.vireo.pipelines.run.RunSession;
import dev.vireo.pipelines.run.RunSummary;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Evaluation;
import dev.vireo.schemas.SuiteResult;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints are measured on suites; these decide which is best and when the run ends. */
final class SuitesIT {

  private static final String SUITES =
      "evaluation.suites=["
          + "{name: own, limit: 5, prompts: {path: '%1$s/prompts.jsonl', id-column: id,"
          + " answer-column: answer}, completions: 3,"
          + " metrics: {correct: characters, correct-from: 0.5, pass-at: [1, 3],"
          + " majority-at: [3], best-at: [2], wins-by: characters}},"
          + "{name: held, temperature: 0, limit: 4,"
          + " rewards: [{type: length, name: near, options: {target: 5}}]}]";

  private static final List<String> SETTINGS =
      List.of("algorithm=grpo", "iterations=2", "evaluation.every=1", "checkpoints.keep=1");

  @TempDir static Path folder;
  private static Path yaml;
  private static RunSummary whole;

  @BeforeAll
  static void runIt() throws IOException {
    yaml = TinyRun.write(folder);
    whole = TinyRun.run(suites("measured"), Progress.NONE, "local[2]");
  }

  @AfterAll
  static void clear() {
    System.clearProperty("spark.master");
  }

  private static ResolvedConfig<GrpoConfig> suites(String run, String... further) {
    List<String> settings = new ArrayList<>(SETTINGS);
    settings.add(SUITES.formatted(folder));
    settings.add("evaluation.best=held/length");
    Collections.addAll(settings, further);
    return TinyRun.config(yaml, folder.resolve(run), settings.toArray(String[]::new));
  }

  @Test
  void eachCheckpointHasItsMetrics() {
    RunDirectory run = RunDirectory.at(folder.resolve("measured"));
    assertThat(whole.evaluations()).hasSize(3);
    for (EvaluationResult result : whole.evaluations()) {
      RunDirectory own = run.child("suites/suite=own");
      List<Evaluation> groups =
          own.partition(Datasets.EVALUATIONS, Long.toString(result.step())).require().readAll();
      assertThat(groups).hasSize(5).allMatch(group -> group.getCompletions().size() == 3);
      double passed =
          groups.stream()
              .mapToDouble(
                  group ->
                      group.getCompletions().stream()
                          .mapToDouble(each -> each.getValues().get("characters") >= 0.5 ? 1 : 0)
                          .max()
                          .orElseThrow())
              .average()
              .orElseThrow();
      assertThat(result.means()).containsEntry("own/pass@3", passed);
      Map<String, Double> stored = new TreeMap<>();
      own
          .partition(Datasets.SUITE_RESULTS, Long.toString(result.step()))
          .require()
          .readAll()
          .stream()
          .map(SuiteResult.class::cast)
          .forEach(row -> stored.put("own/" + row.getMetric(), row.getValue()));
      assertThat(result.means()).containsAllEntriesOf(stored).containsKey("held/rewards/near");
    }
    assertThat(whole.evaluations().get(0).means()).containsEntry("own/win-rate", 0.5);
  }

  @Test
  void aSuitesMetricChoosesTheBestCheckpointWhichIsKept() {
    EvaluationResult best =
        whole.evaluations().stream()
            .reduce((a, b) -> b.means().get("held/length") >= a.means().get("held/length") ? b : a)
            .orElseThrow();

    assertThat(whole.best().orElseThrow().evaluation().step()).isEqualTo(best.step());
    assertThat(RunDirectory.at(folder.resolve("measured")).exists("checkpoints/step-000002"))
        .isTrue();
  }

  @Test
  void aRunThatIsKilledInASuiteEndsInTheSameBytesAndHasWhatARunWithoutSuitesHas() throws Exception {
    Path killed = folder.resolve("killed");
    List<String> settings = new ArrayList<>(SETTINGS);
    settings.add(SUITES.formatted(folder));
    settings.add("evaluation.best=held/length");
    KilledRun.in("evaluate-suite 1", yaml, killed, "local[2]", settings.toArray(String[]::new));
    TinyRun.run(suites("killed"), Progress.NONE, "local[1]");
    assertThat(RunFiles.hashes(killed)).isEqualTo(RunFiles.hashes(folder.resolve("measured")));

    TinyRun.run(
        TinyRun.config(yaml, folder.resolve("plain"), SETTINGS.toArray(String[]::new)),
        Progress.NONE,
        "local[2]");
    Map<String, String> plain = RunFiles.hashes(folder.resolve("plain"));
    // What is kept is another question, and run.json holds the settings.
    plain.keySet().removeIf(file -> file.startsWith("checkpoints/") || file.equals("run.json"));
    assertThat(RunFiles.hashes(killed)).containsAllEntriesOf(plain);
  }

  @Test
  void whatIsNoBetterForLongEnoughEndsTheRun() {
    // Nobody ever gets this reward, so that no evaluation is better than the first.
    String none =
        "evaluation.suites=[{name: none, limit: 2, rewards: [{type: regular-expression,"
            + " name: never, options: {pattern: 'xyzzy'}}]}]";
    ResolvedConfig<GrpoConfig> config =
        TinyRun.config(
            yaml,
            folder.resolve("early"),
            "algorithm=grpo",
            "iterations=9",
            "evaluation.every=1",
            none,
            "evaluation.best=none/rewards/never",
            "evaluation.patience=2");

    RunSummary early = TinyRun.run(config, Progress.NONE, "local[2]");
    assertThat(early.policy().step()).isEqualTo(2);
    assertThat(TinyRun.run(config, Progress.NONE, "local[2]").policy().step()).isEqualTo(2);
  }

  @Test
  void otherMetricsAreRefusedBeforeTheFirstStageAndRedoneOnRequest() {
    String pass = "evaluation.suites.0.metrics.pass-at=[1, 2]";
    System.setProperty("spark.master", "local[1]");

    assertThatThrownBy(() -> RunSession.open(suites("measured", pass), Progress.NONE))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("evaluation.suites")
        .hasMessageContaining("--redo evaluate-suites");
    assertThatThrownBy(
            () -> RunSession.open(suites("new", "evaluation.best=own/pass@2"), Progress.NONE))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("evaluation.best is 'own/pass@2'; it must be one of [own/reward");
  }
}
