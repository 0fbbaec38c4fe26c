package dev.vireo.pipelines.grpo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.pipelines.run.RunCleaner;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Metric;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.schemas.Selection;
import dev.vireo.store.run.Removable;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Groups without a signal give way to those of further prompts. */
final class DynamicSamplingIT {

  /** Few completions have a character or more too many, so many groups have no signal. */
  private static final String[] SETTINGS = {
    "algorithm=grpo",
    "prompts-per-iteration=4",
    "rollouts.group-size=2",
    "rollouts.chunk-groups=3",
    "rewards=[{type: length, name: near, options: {target: 3, unit: characters, slope: 1}},"
        + " {type: overlong, options: {max-tokens: 5, buffer: 1}},"
        + " {type: exact-match, name: exact, weight: 0}]",
    "dynamic-sampling={max-rounds: 4, prompts-per-round: 3}",
    "update.groups-per-step=2",
  };

  @TempDir static Path folder;
  private static Path yaml;

  @BeforeAll
  static void write() throws IOException {
    yaml = TinyRun.write(folder);
    run("two", "local[2]");
  }

  @AfterAll
  static void clear() {
    System.clearProperty("spark.master");
  }

  @Test
  void selectedGroupsAreTheIterationsRolloutsAndRewards() {
    RunDirectory run = RunDirectory.at(folder.resolve("two"));
    for (int iteration = 1; iteration <= 2; iteration++) {
      List<Selection> selections =
          run.partition(Datasets.SELECTIONS, iteration).require().readAll();
      List<Rollout> rollouts = run.partition(Datasets.ROLLOUTS, iteration).require().readAll();
      List<Rewards> rewards = run.partition(Datasets.REWARDS, iteration).require().readAll();

      List<String> kept =
          selections.stream().filter(Selection::getKept).map(Selection::getPromptId).toList();
      assertThat(kept).hasSize(4).doesNotHaveDuplicates();
      assertThat(rollouts).extracting(Rollout::getPromptId).containsExactlyElementsOf(kept);
      assertThat(rewards).extracting(Rewards::getPromptId).containsExactlyElementsOf(kept);
      // A second round at least: three prompts are not four groups.
      assertThat(selections).extracting(Selection::getRound).contains(1, 2);
      // What was discarded can be read where it was sampled, with its rewards.
      for (Selection selection : selections) {
        RunDirectory round = run.child("candidates/round=" + selection.getRound());
        Rewards scored =
            round.partition(Datasets.REWARDS, iteration).require().readAll().stream()
                .filter(each -> each.getPromptId().equals(selection.getPromptId()))
                .findFirst()
                .orElseThrow();
        long values =
            scored.getCompletions().stream()
                .map(each -> each.getValues().get("near"))
                .distinct()
                .count();
        boolean signal = selection.getReason() == null || selection.getReason().equals("surplus");
        assertThat(values > 1).as(selection.toString()).isEqualTo(signal);
        assertThat(selection.getKept() || selection.getReason() != null).isTrue();
      }
      Map<String, Double> metrics =
          run.partition(Datasets.METRICS, iteration).require().readAll().stream()
              .collect(Collectors.toMap(Metric::getName, Metric::getValue, (a, b) -> a));
      assertThat(metrics.get("dynamic_sampling/rounds"))
          .isEqualTo(selections.stream().mapToInt(Selection::getRound).max().orElseThrow());
      assertThat(metrics.get("dynamic_sampling/discarded/surplus"))
          .isEqualTo(
              (double)
                  selections.stream().filter(each -> "surplus".equals(each.getReason())).count());
    }
    // Each iteration has prompts of its own.
    assertThat(prompts(run, 1)).doesNotContainAnyElementsOf(prompts(run, 2));
  }

  @Test
  void oneCoreAndARunThatIsKilledEndInTheSameBytes() throws Exception {
    run("one", "local[1]");
    assertThat(RunFiles.hashes(folder.resolve("one")))
        .isEqualTo(RunFiles.hashes(folder.resolve("two")));

    Path killed = folder.resolve("killed");
    for (String stage : List.of("select-groups 1", "collect-rollouts 2")) {
      KilledRun.in(stage, yaml, killed, "local[2]", SETTINGS);
    }
    run("killed", "local[2]");
    assertThat(RunFiles.hashes(killed)).isEqualTo(RunFiles.hashes(folder.resolve("two")));

    // Completions that are given up are so in all rounds, and nobody asks for them again.
    RunCleaner cleaner = RunCleaner.of(RunDirectory.at(killed)).rolloutsBefore(2);
    cleaner.delete();
    assertThat(cleaner.found())
        .extracting(Removable::path)
        .anyMatch(path -> path.startsWith("rollouts/iteration=1/"))
        .anyMatch(path -> path.startsWith("candidates/round=1/rollouts/iteration=1/"))
        .anyMatch(path -> path.startsWith("candidates/round=2/rollouts/iteration=1/"))
        .allMatch(path -> path.contains("/iteration=1/"))
        .allMatch(path -> Files.notExists(killed.resolve(path)));
    run("killed", "local[2]");
    assertThat(Files.exists(killed.resolve("rollouts/iteration=1/part-00000.parquet"))).isFalse();
  }

  @Test
  void whatCannotBeIsOneLine() {
    refused("fewer than prompts-per-iteration, 4", "dynamic-sampling.max-rounds=1");
    refused("there is no reward of that name", "dynamic-sampling.metric=other");
    refused("supervision is process", "advantage.supervision=process");
    refused("reinforce-plus-plus", "advantage={profile: reinforce-plus-plus, scale: none}");
  }

  private static void refused(String reason, String setting) {
    String[] settings =
        Stream.concat(Stream.of(SETTINGS), Stream.of(setting)).toArray(String[]::new);
    assertThatThrownBy(
            () -> DynamicSampling.check(TinyRun.config(yaml, folder, settings).settings()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(reason);
  }

  private static Set<String> prompts(RunDirectory run, int iteration) {
    return run.partition(Datasets.SELECTIONS, iteration).require().readAll().stream()
        .map(Selection::getPromptId)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static void run(String name, String master) {
    TinyRun.run(TinyRun.config(yaml, folder.resolve(name), SETTINGS), Progress.NONE, master);
  }
}
