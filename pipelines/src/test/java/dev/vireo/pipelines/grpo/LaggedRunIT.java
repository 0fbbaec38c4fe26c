package dev.vireo.pipelines.grpo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.pipelines.config.ResolvedConfig;
import dev.vireo.pipelines.run.RunSession;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Metric;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rollouts of the next iteration beside the update of this one. */
final class LaggedRunIT {

  private static final String[] SETTINGS = {"rollouts.lag=1", "iterations=3"};

  @TempDir static Path folder;
  private static Path yaml;

  @BeforeAll
  static void write() throws IOException {
    yaml = TinyRun.write(folder);
    TinyRun.run(config("two"), Progress.NONE, "local[2]");
  }

  @AfterAll
  static void clear() {
    System.clearProperty("spark.master");
  }

  @Test
  void theSameBytesOnOneCoreAndWhereEitherSideIsKilled() throws Exception {
    Map<String, String> expected = RunFiles.hashes(folder.resolve("two"));
    TinyRun.run(config("one", "iterations=2"), Progress.NONE, "local[1]");
    // The policy that made the second rollouts is still there to make the third.
    TinyRun.run(config("one"), Progress.NONE, "local[1]");
    Map<String, String> continued = RunFiles.hashes(folder.resolve("one"));
    assertThat(continued.remove("evaluations/step=2/part-00000.parquet")).isNotNull();
    assertThat(continued).isEqualTo(expected);

    Path killed = folder.resolve("killed");
    // Neither can be done before it is killed, however quick the other side is.
    for (String stage : List.of("collect-rollouts 2", "update-policy 3")) {
      KilledRun.in(stage, yaml, killed, "local[2]", SETTINGS);
    }
    SeenStages last = new SeenStages();
    TinyRun.run(config("killed"), last, "local[2]");
    assertThat(RunFiles.hashes(killed)).isEqualTo(expected);
    assertThat(last.done()).doesNotContain("collect-rollouts 2", "collect-rollouts 3");
  }

  @Test
  void whatMadeThemIsInTheRolloutsAndRatiosAreTakenAgainstIt() {
    RunDirectory run = RunDirectory.at(folder.resolve("two"));
    List<Integer> makers = new ArrayList<>();
    for (int iteration = 1; iteration <= 3; iteration++) {
      List<Rollout> rollouts = run.partition(Datasets.ROLLOUTS, iteration).require().readAll();
      assertThat(rollouts)
          .extracting(Rollout::getPolicyStep)
          .containsOnly(rollouts.get(0).getPolicyStep());
      makers.add(rollouts.get(0).getPolicyStep());
    }
    assertThat(makers).containsExactly(0, 0, 1);
    // Log-probabilities of training are the sampler's in the first iteration alone.
    assertThat(metrics(run, 1))
        .containsKey("sampling/sampling_logp_difference/max")
        .hasEntrySatisfying("logp_difference/max", each -> assertThat(each).isLessThan(1e-4));
    for (int iteration = 2; iteration <= 3; iteration++) {
      assertThat(metrics(run, iteration))
          .doesNotContainKey("sampling/sampling_logp_difference/max")
          .hasEntrySatisfying("logp_difference/max", each -> assertThat(each).isGreaterThan(1e-3));
    }
    assertThat(metrics(run, 1).get("clip_ratio/region_mean")).isZero();
    assertThat(metrics(run, 3)).containsKey("clip_ratio/region_mean");
  }

  @Test
  void stagesOneByOneMakeTheSameRollouts() throws IOException {
    Path staged = folder.resolve("staged");
    TinyRun.run(config("staged", "iterations=1"), Progress.NONE, "local[2]");
    collectRollouts(config("staged"));
    assertThat(RunFiles.hashes(staged.resolve("rollouts")).get("iteration=2/part-00000.parquet"))
        .isNotNull()
        .isEqualTo(
            RunFiles.hashes(folder.resolve("two/rollouts")).get("iteration=2/part-00000.parquet"));
    assertThatThrownBy(() -> collectRollouts(config("staged", "rollouts.lag=0")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("rollouts.lag 1 -> 0")
        .hasMessageContaining("--redo collect-rollouts");
  }

  private static void collectRollouts(ResolvedConfig<GrpoConfig> config) {
    try (RunSession session = RunSession.open(config, Progress.NONE)) {
      session.run("collect-rollouts", OptionalInt.of(2));
    }
  }

  private static Map<String, Double> metrics(RunDirectory run, int iteration) {
    return run.partition(Datasets.METRICS, iteration).require().readAll().stream()
        .collect(Collectors.toMap(Metric::getName, Metric::getValue, (a, b) -> b));
  }

  private static ResolvedConfig<GrpoConfig> config(String run, String... overrides) {
    List<String> settings = new ArrayList<>(List.of(SETTINGS));
    settings.addAll(List.of(overrides));
    return TinyRun.config(yaml, folder.resolve(run), settings.toArray(String[]::new));
  }
}
