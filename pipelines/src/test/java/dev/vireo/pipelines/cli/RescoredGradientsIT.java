package dev.vireo.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.pipelines.grpo.RunFiles;
import dev.vireo.pipelines.grpo.TinyRun;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Metric;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other rewards over the rollouts of tiny runs, and the gradients that rules have there. */
final class RescoredGradientsIT {

  private static final String REWARDS =
      "- {type: length, name: characters, weight: %s, options: {target: 3, unit: characters, slope:"
          + " 0.3}}";

  @TempDir static Path folder;
  private static Path yaml;
  private static Path run;

  @BeforeAll
  static void start() throws IOException {
    System.setProperty("spark.master", "local[2]");
    yaml = TinyRun.write(folder);
    run = folder.resolve("run");
    RescoreRuns.make(yaml, run, "checkpoints.keep=0");
  }

  @AfterAll
  static void clear() {
    System.clearProperty("spark.master");
  }

  @Test
  void aRuleMayRewardCompletionsAnew() throws IOException {
    String unscaled = "algorithm: grpo, advantage: {profile: dr-grpo, scale: none}";
    String file =
        RescoreRuns.rules(
            folder,
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

    JsonNode report =
        RescoreRuns.rescored(run, "--rules", file, "--out", out.toString(), "--gradients", "6");

    assertThat(RunFiles.everyHash(run)).isEqualTo(before);
    assertThat(RescoreRuns.correlation(report, "doubled", "reward").path("correlation").asDouble())
        .isEqualTo(
            RescoreRuns.correlation(report, "plain", "reward").path("correlation").asDouble())
        .isCloseTo(1, within(1e-12));
    assertThat(RescoreRuns.correlation(report, "turned", "reward").path("correlation").asDouble())
        .isCloseTo(-1, within(1e-12));
    assertThat(
            RescoreRuns.correlation(report, "turned", "turned/reward")
                .path("correlation")
                .asDouble())
        .isCloseTo(1, within(1e-12));
    assertThat(RescoreRuns.rule(report, "turned").path("correlations").findValuesAsText("reward"))
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
    JsonNode report = RescoreRuns.rescored(run, "--from", "2", "--to", "2", "--gradients", "1000");

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
    RescoreRuns.make(
        yaml,
        adapted,
        "policy.adapter={rank: 2, alpha: 8, target-modules: [q_proj, v_proj]}",
        "update.objective.beta=0.01",
        "update.groups-per-step=4",
        "checkpoints.keep=1");
    String file =
        RescoreRuns.rules(
            folder,
            "weighted",
            "- {name: own}",
            "- {name: weighted, adjustment: {weights: reference}}");

    Run cleaned = Run.of("rescore", adapted.toString(), "--rules", file, "--gradients", "4");

    // Iteration 2 began with step 2, of which only the manifest is kept.
    assertThat(cleaned.exitCode()).isEqualTo(2);
    assertThat(cleaned.err())
        .startsWith("vireo: --gradients of iteration 2: The files of checkpoint ")
        .contains("were deleted to save space", "step-000000", "step-000004")
        .hasLineCount(1);
    assertThat(adapted.resolve("rescored")).doesNotExist();
    JsonNode report =
        RescoreRuns.rescored(adapted, "--rules", file, "--to", "1", "--gradients", "4");
    JsonNode own = report.path("gradients").path("rules").get(0);
    assertThat(own.path("norm").asDouble()).isPositive();
    assertThat(own.path("cosines").path("own").asDouble()).isEqualTo(1);
    assertThat(RescoreRuns.rule(report, "weighted").path("variance-before"))
        .isNotEqualTo(RescoreRuns.rule(report, "own").path("variance-before"));

    RescoreRuns.make(
        yaml,
        adapted,
        "iterations=3",
        "policy.adapter={rank: 2, alpha: 8, target-modules: [q_proj, v_proj]}",
        "update.objective.beta=0.01",
        "update.groups-per-step=4",
        "checkpoints.keep=1");
    Run clean = Run.of("clean", adapted.toString(), "--rollouts-before", "2");
    assertThat(clean.exitCode()).as(clean.err()).isZero();
    RescoreRuns.mistake(
        "'weighted' needs the reference policy's log-probabilities, which the run does not have of"
            + " iteration 1",
        "rescore",
        adapted.toString(),
        "--rules",
        file);
    RescoreRuns.mistake(
        "--gradients needs the completions of iteration 1, which were cleaned up: choose others"
            + " with --from and --to",
        "rescore",
        adapted.toString(),
        "--gradients",
        "3");
    RescoreRuns.mistake(
        "Rule 'length' needs the completions of iteration 1, which were cleaned up",
        "rescore",
        adapted.toString(),
        "--rules",
        RescoreRuns.rules(
            folder, "length", "- {name: length, rewards: [{type: length, options: {target: 3}}]}"));
    // Rewards alone are still there.
    assertThat(RescoreRuns.rescored(adapted).path("groups").asInt()).isEqualTo(24);
  }
}
