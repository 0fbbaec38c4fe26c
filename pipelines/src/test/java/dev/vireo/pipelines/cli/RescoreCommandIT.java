package dev.vireo.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.pipelines.grpo.RunFiles;
import dev.vireo.pipelines.grpo.TinyRun;
import dev.vireo.schemas.Advantages;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Rewards;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other rules over the rollouts of tiny runs. */
final class RescoreCommandIT {

  @TempDir static Path folder;
  private static Path yaml;
  private static Path run;

  @BeforeAll
  static void make() throws IOException {
    System.setProperty("spark.master", "local[2]");
    yaml = TinyRun.write(folder);
    run = folder.resolve("run");
    RescoreRuns.make(yaml, run, "checkpoints.keep=0");
  }

  @AfterAll
  static void clear() {
    System.clearProperty("spark.master");
  }

  private static Map<String, String> runsOwn() throws IOException {
    Map<String, String> files = RunFiles.everyHash(run);
    files.keySet().removeIf(file -> file.startsWith("rescored/"));
    return files;
  }

  /** Of the run's own datasets, in plain arithmetic: about each group's mean, over all groups. */
  private static double[] expected(String value) {
    RunDirectory directory = RunDirectory.at(run);
    double products = 0;
    double squares = 0;
    double others = 0;
    int groups = 0;
    for (int iteration = 1; iteration <= 2; iteration++) {
      List<Advantages> advantages =
          directory.partition(Datasets.ADVANTAGES, iteration).require().readAll();
      List<Rewards> rewards = directory.partition(Datasets.REWARDS, iteration).require().readAll();
      for (int i = 0; i < advantages.size(); i++) {
        double[] a =
            advantages.get(i).getCompletions().stream()
                .mapToDouble(c -> c.getAdvantage())
                .toArray();
        double[] r =
            rewards.get(i).getCompletions().stream()
                .mapToDouble(c -> value.isEmpty() ? c.getReward() : c.getValues().get(value))
                .toArray();
        double p = 0;
        double s = 0;
        double o = 0;
        for (int j = 0; j < a.length; j++) {
          double x = a[j] - Arrays.stream(a).average().orElseThrow();
          double y = r[j] - Arrays.stream(r).average().orElseThrow();
          p += x * y;
          s += x * x;
          o += y * y;
        }
        if (s > 1e-12 && o > 1e-12) {
          products += p;
          squares += s;
          others += o;
          groups++;
        }
      }
    }
    return new double[] {products / Math.sqrt(squares * others), groups};
  }

  @Test
  void theRunsOwnRuleIsWhatTheRunDid() throws IOException {
    Map<String, String> before = runsOwn();

    JsonNode report = RescoreRuns.rescored(run);

    assertThat(runsOwn()).isEqualTo(before);
    assertThat(report.path("rules").findValuesAsText("rule"))
        .containsExactly("own", "grpo", "grpovi");
    assertThat(report.path("groups").asInt()).isEqualTo(16);
    assertThat(report.path("completions").asInt()).isEqualTo(64);
    for (String reward : List.of("", "characters")) {
      double[] expected = expected(reward);
      JsonNode found =
          RescoreRuns.correlation(report, "own", reward.isEmpty() ? "reward" : "rewards/" + reward);
      assertThat(expected[1]).isPositive();
      assertThat(found.path("correlation").asDouble()).isCloseTo(expected[0], within(1e-12));
      assertThat(found.path("groups").asInt()).isEqualTo((int) expected[1]);
      assertThat(found.path("constant-groups").asInt()).isEqualTo(16 - (int) expected[1]);
    }
    // No completion of the unskilled policy is right, so that no group differs in it.
    assertThat(RescoreRuns.correlation(report, "own", "rewards/exact").path("correlation").asText())
        .isEqualTo("NaN");
    assertThat(
            RescoreRuns.correlation(report, "own", "rewards/exact").path("constant-groups").asInt())
        .isEqualTo(16);
    assertThat(RescoreRuns.correlation(report, "grpo", "reward").path("correlation").asDouble())
        .isGreaterThan(
            RescoreRuns.correlation(report, "own", "reward").path("correlation").asDouble());
    assertThat(RescoreRuns.rule(report, "grpo").path("variance-after"))
        .isEqualTo(RescoreRuns.rule(report, "grpo").path("variance-before"));
    assertThat(RescoreRuns.rule(report, "own").path("variance-after").asDouble())
        .isGreaterThan(RescoreRuns.rule(report, "own").path("variance-before").asDouble());

    Map<String, String> made = RunFiles.hashes(run.resolve("rescored/default/own"));
    Map<String, String> advantages = new TreeMap<>(before);
    advantages.keySet().removeIf(file -> !file.startsWith("advantages/"));
    assertThat(made).isEqualTo(advantages).isNotEmpty();
    assertThat(Run.of("verify", run.toString()).out()).contains(" 0 damaged");
    assertThat(Run.of("rescore", run.toString()).out())
        .startsWith("64 completions of 16 groups, iterations 1 to 2\n")
        .contains("\n  RULE ", "\n  own ", "\n  rewards/exact ", "/rescored/default\n");
  }

  @Test
  void whatWasDeletedIsMadeAgainByteByByteAndNothingElseIs() throws IOException {
    String file =
        RescoreRuns.rules(
            folder, "resumed", "- {name: own}", "- {name: half, adjustment: {strength: 0.5}}");
    JsonNode report = RescoreRuns.rescored(run, "--rules", file);
    Path out = run.resolve("rescored/resumed");
    Map<String, String> before = RunFiles.hashes(out);
    assertThat(before).containsKey("reports/from-1/to-2/report.json").containsKey("rules.json");

    String chunk = "half/advantages/iteration=2/part-00001.parquet";
    assertThat(before).containsKey(chunk);
    Files.delete(out.resolve(chunk));
    Files.delete(out.resolve("reports/from-1/to-2/report.json"));
    Map<String, ?> times = RunFiles.times(out.resolve("own"));

    assertThat(RescoreRuns.rescored(run, "--rules", file)).isEqualTo(report);
    assertThat(RunFiles.hashes(out)).isEqualTo(before);
    assertThat(RunFiles.times(out.resolve("own"))).isEqualTo(times);

    Path alone = folder.resolve("alone");
    System.setProperty("spark.master", "local[1]");
    RescoreRuns.rescored(run, "--rules", file, "--gradients", "5", "--out", alone.toString());
    System.setProperty("spark.master", "local[2]");
    RescoreRuns.rescored(run, "--rules", file, "--gradients", "5");
    before = RunFiles.hashes(out);
    before.remove("reports/from-1/to-2/report.json");
    assertThat(RunFiles.hashes(alone)).isEqualTo(before);

    // A rule that was changed gives way, and nothing has to be deleted by hand.
    RescoreRuns.rules(
        folder, "resumed", "- {name: own}", "- {name: half, adjustment: {strength: 0.25}}");
    Run changed = Run.of("rescore", run.toString(), "--rules", file);
    assertThat(changed.exitCode()).as(changed.err()).isZero();
    assertThat(changed.err())
        .contains("/half/advantages/iteration=1 was made by another rule, or from others")
        .doesNotContain("/own/advantages");
    Map<String, String> after = RunFiles.hashes(out);
    assertThat(after.get(chunk)).isNotEqualTo(before.get(chunk));
    assertThat(after.get("own/advantages/iteration=1/part-00000.parquet"))
        .isEqualTo(before.get("own/advantages/iteration=1/part-00000.parquet"));
  }

  @Test
  void mistakesAreALineEach() throws IOException {
    String of = run.toString();
    RescoreRuns.mistake(
        "is not a run directory: it has no run.json", "rescore", folder.resolve("none").toString());
    Path other = Files.createDirectories(folder.resolve("other"));
    Files.writeString(
        other.resolve("run.json"), "{\"configuration\": {\"pipeline\": \"sft\"}, \"format\": 1}");
    RescoreRuns.mistake(
        "is a run of the pipeline sft, without groups of rewarded completions",
        "rescore",
        other.toString());
    Path empty = Files.createDirectories(folder.resolve("empty"));
    Files.copy(run.resolve("run.json"), empty.resolve("run.json"));
    RescoreRuns.mistake(
        "There are no finished rollouts of iteration 1 in ", "rescore", empty.toString());
    RescoreRuns.mistake(
        "There are no finished rollouts of iteration 3 in ", "rescore", of, "--to", "3");
    RescoreRuns.mistake(
        "--from is 2 and --to 1: give iterations from 1 on",
        "rescore",
        of,
        "--from",
        "2",
        "--to",
        "1");
    RescoreRuns.mistake(
        "--gradients is -1: give a number of groups", "rescore", of, "--gradients", "-1");
    RescoreRuns.mistake(
        "absent.yaml: there is no such file", "rescore", of, "--rules", "absent.yaml");
    RescoreRuns.mistake(
        "needs the reference policy's log-probabilities",
        "rescore",
        of,
        "--rules",
        RescoreRuns.rules(
            folder, "weights", "- {name: weights, adjustment: {weights: reference}}"));
    RescoreRuns.mistake(
        "Rule 'model': ",
        "rescore",
        of,
        "--rules",
        RescoreRuns.rules(
            folder,
            "model",
            "- {name: model, rewards: [{type: sequence-classifier, options: {path: /absent}}]}"));
    RescoreRuns.mistake(
        "Rule 'given' has a reward of type dataset without values for iteration 1",
        "rescore",
        of,
        "--rules",
        RescoreRuns.rules(
            folder, "given", "- {name: given, rewards: [{type: dataset, name: judged}]}"));
    RescoreRuns.mistake(
        "Rule 'none': No completion of iteration 1 got a reward",
        "rescore",
        of,
        "--rules",
        RescoreRuns.rules(
            folder,
            "none",
            "- {name: none, rewards: [{type: sql, options: {expression: \"double('NaN')\"}}]}"));
    RescoreRuns.mistake(
        "Rule 'narrow': Prompt ",
        "rescore",
        of,
        "--rules",
        RescoreRuns.rules(folder, "narrow", "- {name: narrow, adjustment: {range: [5, 6]}}"));
  }
}
