package dev.vireo.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.pipelines.grpo.RunFiles;
import dev.vireo.pipelines.grpo.TinyRun;
import dev.vireo.schemas.Advantages;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Metric;
import dev.vireo.schemas.Rewards;
import dev.vireo.store.manifest.CanonicalJson;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

  private static final String REWARDS =
      "- {type: length, name: characters, weight: %s, options: {target: 3, unit: characters, slope:"
          + " 0.3}}";

  @TempDir static Path folder;
  private static Path yaml;
  private static Path run;

  @BeforeAll
  static void make() throws IOException {
    System.setProperty("spark.master", "local[2]");
    yaml = TinyRun.write(folder);
    run = folder.resolve("run");
    make(run, "checkpoints.keep=0");
  }

  @AfterAll
  static void clear() {
    System.clearProperty("spark.master");
  }

  private static void make(Path made, String... settings) {
    List<String> arguments = new ArrayList<>(List.of("run", yaml.toString()));
    for (String setting : settings) {
      arguments.addAll(List.of("--set", setting));
    }
    arguments.addAll(List.of("--set", "run=" + made));
    Run done = Run.of(arguments.toArray(String[]::new));
    assertThat(done.exitCode()).as(done.err()).isZero();
  }

  private static JsonNode rescored(Path of, String... more) {
    List<String> arguments = new ArrayList<>(List.of("rescore", of.toString(), "--json"));
    arguments.addAll(List.of(more));
    Run done = Run.of(arguments.toArray(String[]::new));
    assertThat(done.exitCode()).as(done.err()).isZero();
    return CanonicalJson.parse(done.out());
  }

  private static String rules(String name, String... rules) throws IOException {
    String text = "rules:\n" + String.join("\n", rules).indent(2);
    return Files.writeString(folder.resolve(name + ".yaml"), text).toString();
  }

  private static Map<String, String> runsOwn() throws IOException {
    Map<String, String> files = RunFiles.everyHash(run);
    files.keySet().removeIf(file -> file.startsWith("rescored/"));
    return files;
  }

  private static JsonNode rule(JsonNode report, String name) {
    for (JsonNode rule : report.path("rules")) {
      if (rule.path("rule").asText().equals(name)) {
        return rule;
      }
    }
    throw new AssertionError("no rule " + name + " in " + report);
  }

  private static JsonNode correlation(JsonNode report, String rule, String reward) {
    for (JsonNode each : rule(report, rule).path("correlations")) {
      if (each.path("reward").asText().equals(reward)) {
        return each;
      }
    }
    throw new AssertionError("no reward " + reward + " in " + report);
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

    JsonNode report = rescored(run);

    assertThat(runsOwn()).isEqualTo(before);
    assertThat(report.path("rules").findValuesAsText("rule"))
        .containsExactly("own", "grpo", "grpovi");
    assertThat(report.path("groups").asInt()).isEqualTo(16);
    assertThat(report.path("completions").asInt()).isEqualTo(64);
    for (String reward : List.of("", "characters")) {
      double[] expected = expected(reward);
      JsonNode found =
          correlation(report, "own", reward.isEmpty() ? "reward" : "rewards/" + reward);
      assertThat(expected[1]).isPositive();
      assertThat(found.path("correlation").asDouble()).isCloseTo(expected[0], within(1e-12));
      assertThat(found.path("groups").asInt()).isEqualTo((int) expected[1]);
      assertThat(found.path("constant-groups").asInt()).isEqualTo(16 - (int) expected[1]);
    }
    // No completion of the unskilled policy is right, so that no group differs in it.
    assertThat(correlation(report, "own", "rewards/exact").path("correlation").asText())
        .isEqualTo("NaN");
    assertThat(correlation(report, "own", "rewards/exact").path("constant-groups").asInt())
        .isEqualTo(16);
    assertThat(correlation(report, "grpo", "reward").path("correlation").asDouble())
        .isGreaterThan(correlation(report, "own", "reward").path("correlation").asDouble());
    assertThat(rule(report, "grpo").path("variance-after"))
        .isEqualTo(rule(report, "grpo").path("variance-before"));
    assertThat(rule(report, "own").path("variance-after").asDouble())
        .isGreaterThan(rule(report, "own").path("variance-before").asDouble());

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
    String file = rules("resumed", "- {name: own}", "- {name: half, adjustment: {strength: 0.5}}");
    JsonNode report = rescored(run, "--rules", file);
    Path out = run.resolve("rescored/resumed");
    Map<String, String> before = RunFiles.hashes(out);
    assertThat(before).containsKey("reports/from-1/to-2/report.json").containsKey("rules.json");

    String chunk = "half/advantages/iteration=2/part-00001.parquet";
    assertThat(before).containsKey(chunk);
    Files.delete(out.resolve(chunk));
    Files.delete(out.resolve("reports/from-1/to-2/report.json"));
    Map<String, ?> times = RunFiles.times(out.resolve("own"));

    assertThat(rescored(run, "--rules", file)).isEqualTo(report);
    assertThat(RunFiles.hashes(out)).isEqualTo(before);
    assertThat(RunFiles.times(out.resolve("own"))).isEqualTo(times);

    Path alone = folder.resolve("alone");
    System.setProperty("spark.master", "local[1]");
    rescored(run, "--rules", file, "--gradients", "5", "--out", alone.toString());
    System.setProperty("spark.master", "local[2]");
    rescored(run, "--rules", file, "--gradients", "5");
    before = RunFiles.hashes(out);
    before.remove("reports/from-1/to-2/report.json");
    assertThat(RunFiles.hashes(alone)).isEqualTo(before);

    // A rule that was changed gives way, and nothing has to be deleted by hand.
    rules("resumed", "- {name: own}", "- {name: half, adjustment: {strength: 0.25}}");
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
  void aRuleMayRewardCompletionsAnew() throws IOException {
    String unscaled = "algorithm: grpo, advantage: {profile: dr-grpo, scale: none}";
    String file =
        rules(
            "rewarded",
            "- {name: plain, " + unscaled + "}",
            "- name: doubled",
            "  algorithm: grpo",
            "  advantage: {profile: dr-grpo, scale: none}",
            "  rewards:",
            "    " + REWARDS.formatted(2),
            "- name: turned",
            "  algorithm: grpo",
            "  advantage: {profile: dr-grpo, scale: none}",
            "  rewards:",
            "    " + REWARDS.formatted(-1),
            "    - {type: exact-match, name: exact, weight: 0}");
    Path out = folder.resolve("beside");
    Map<String, String> before = RunFiles.everyHash(run);

    JsonNode report = rescored(run, "--rules", file, "--out", out.toString(), "--gradients", "6");

    assertThat(RunFiles.everyHash(run)).isEqualTo(before);
    assertThat(correlation(report, "doubled", "reward").path("correlation").asDouble())
        .isEqualTo(correlation(report, "plain", "reward").path("correlation").asDouble())
        .isCloseTo(1, within(1e-12));
    assertThat(correlation(report, "turned", "reward").path("correlation").asDouble())
        .isCloseTo(-1, within(1e-12));
    assertThat(correlation(report, "turned", "turned/reward").path("correlation").asDouble())
        .isCloseTo(1, within(1e-12));
    assertThat(rule(report, "turned").path("correlations").findValuesAsText("reward"))
        .containsExactly(
            "reward",
            "rewards/characters",
            "rewards/exact",
            "doubled/reward",
            "doubled/rewards/characters",
            "turned/reward",
            "turned/rewards/characters",
            "turned/rewards/exact");

    JsonNode gradients = report.path("gradients");
    assertThat(gradients.path("groups").asInt()).isEqualTo(6);
    assertThat(gradients.path("steps").toString()).isEqualTo("[0,1]");
    JsonNode plain = gradients.path("rules").get(0);
    assertThat(plain.path("norm").asDouble()).isPositive();
    assertThat(plain.path("cosines").path("plain").asDouble()).isEqualTo(1);
    assertThat(plain.path("cosines").path("doubled").asDouble()).isCloseTo(1, within(1e-6));
    assertThat(plain.path("cosines").path("turned").asDouble()).isCloseTo(-1, within(1e-6));
    assertThat(gradients.path("rules").get(1).path("norm").asDouble())
        .isCloseTo(2 * plain.path("norm").asDouble(), within(1e-5));
    assertThat(Run.of("rescore", run.toString(), "--out", run.toString()).err())
        .contains("it is there already, and was not begun by this command")
        .hasLineCount(1);
  }

  /** The gradient over all groups of an iteration is the one that the run's step took. */
  @Test
  void theOwnRulesGradientIsThatOfTheUpdate() {
    JsonNode report = rescored(run, "--from", "2", "--to", "2", "--gradients", "1000");

    double norm =
        RunDirectory.at(run).partition(Datasets.METRICS, 2).require().readAll().stream()
            .filter(metric -> metric.getName().equals("grad_norm"))
            .mapToDouble(Metric::getValue)
            .findFirst()
            .orElseThrow();
    JsonNode gradients = report.path("gradients");
    assertThat(gradients.path("groups").asInt()).isEqualTo(8);
    JsonNode own = gradients.path("rules").get(0);
    assertThat(own.path("norm").asDouble()).isCloseTo(norm, within(1e-9 * norm));
    assertThat(own.path("cosines").path("grpo").asDouble()).isBetween(0.1, 0.9999);
  }

  @Test
  void adaptersAndAReferencePolicyAreFollowed() throws IOException {
    Path adapted = folder.resolve("adapted");
    make(
        adapted,
        "policy.adapter={rank: 2, alpha: 8, target-modules: [q_proj, v_proj]}",
        "update.objective.beta=0.01",
        "update.groups-per-step=4",
        "checkpoints.keep=1");
    String file =
        rules("weighted", "- {name: own}", "- {name: weighted, adjustment: {weights: reference}}");

    Run cleaned = Run.of("rescore", adapted.toString(), "--rules", file, "--gradients", "4");

    // Iteration 2 began with step 2, of which only the manifest is kept.
    assertThat(cleaned.exitCode()).isEqualTo(2);
    assertThat(cleaned.err())
        .startsWith("vireo: --gradients of iteration 2: The files of checkpoint ")
        .contains("were deleted to save space", "step-000000", "step-000004")
        .hasLineCount(1);
    assertThat(adapted.resolve("rescored")).doesNotExist();
    JsonNode report = rescored(adapted, "--rules", file, "--to", "1", "--gradients", "4");
    JsonNode own = report.path("gradients").path("rules").get(0);
    assertThat(own.path("norm").asDouble()).isPositive();
    assertThat(own.path("cosines").path("own").asDouble()).isEqualTo(1);
    assertThat(rule(report, "weighted").path("variance-before"))
        .isNotEqualTo(rule(report, "own").path("variance-before"));

    make(
        adapted,
        "iterations=3",
        "policy.adapter={rank: 2, alpha: 8, target-modules: [q_proj, v_proj]}",
        "update.objective.beta=0.01",
        "update.groups-per-step=4",
        "checkpoints.keep=1");
    Run clean = Run.of("clean", adapted.toString(), "--rollouts-before", "2");
    assertThat(clean.exitCode()).as(clean.err()).isZero();
    mistake(
        "'weighted' needs the reference policy's log-probabilities, which the run does not have of"
            + " iteration 1",
        "rescore",
        adapted.toString(),
        "--rules",
        file);
    mistake(
        "--gradients needs the completions of iteration 1, which were cleaned up: choose others"
            + " with --from and --to",
        "rescore",
        adapted.toString(),
        "--gradients",
        "3");
    mistake(
        "Rule 'length' needs the completions of iteration 1, which were cleaned up",
        "rescore",
        adapted.toString(),
        "--rules",
        rules("length", "- {name: length, rewards: [{type: length, options: {target: 3}}]}"));
    // Rewards alone are still there.
    assertThat(rescored(adapted).path("groups").asInt()).isEqualTo(24);
  }

  private static void mistake(String message, String... arguments) {
    Run run = Run.of(arguments);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains(message);
    assertThat(run.err().lines().filter(line -> line.startsWith("vireo: ")).toList())
        .as(run.err())
        .hasSize(1);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void mistakesAreALineEach() throws IOException {
    String of = run.toString();
    mistake(
        "is not a run directory: it has no run.json", "rescore", folder.resolve("none").toString());
    Path other = Files.createDirectories(folder.resolve("other"));
    Files.writeString(
        other.resolve("run.json"), "{\"configuration\": {\"pipeline\": \"sft\"}, \"format\": 1}");
    mistake(
        "is a run of the pipeline sft, without groups of rewarded completions",
        "rescore",
        other.toString());
    Path empty = Files.createDirectories(folder.resolve("empty"));
    Files.copy(run.resolve("run.json"), empty.resolve("run.json"));
    mistake("There are no finished rollouts of iteration 1 in ", "rescore", empty.toString());
    mistake("There are no finished rollouts of iteration 3 in ", "rescore", of, "--to", "3");
    mistake(
        "--from is 2 and --to 1: give iterations from 1 on",
        "rescore",
        of,
        "--from",
        "2",
        "--to",
        "1");
    mistake("--gradients is -1: give a number of groups", "rescore", of, "--gradients", "-1");
    mistake("absent.yaml: there is no such file", "rescore", of, "--rules", "absent.yaml");
    mistake(
        "needs the reference policy's log-probabilities",
        "rescore",
        of,
        "--rules",
        rules("weights", "- {name: weights, adjustment: {weights: reference}}"));
    mistake(
        "Rule 'model': ",
        "rescore",
        of,
        "--rules",
        rules(
            "model",
            "- {name: model, rewards: [{type: sequence-classifier, options: {path: /absent}}]}"));
    mistake(
        "Rule 'given' has a reward of type dataset without values for iteration 1",
        "rescore",
        of,
        "--rules",
        rules("given", "- {name: given, rewards: [{type: dataset, name: judged}]}"));
    mistake(
        "Rule 'none': No completion of iteration 1 got a reward",
        "rescore",
        of,
        "--rules",
        rules(
            "none",
            "- {name: none, rewards: [{type: sql, options: {expression: \"double('NaN')\"}}]}"));
    mistake(
        "Rule 'narrow': Prompt ",
        "rescore",
        of,
        "--rules",
        rules("narrow", "- {name: narrow, adjustment: {range: [5, 6]}}"));
  }
}
