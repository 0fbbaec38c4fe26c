package dev.vireo.pipelines.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.pipelines.config.ConfigReader;
import dev.vireo.pipelines.grpo.GrpoConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Expectations are worked out by hand. */
final class PlannedTimeTest {

  @Test
  void aPieceSaysHowLongMoreOfItTakes() {
    GrpoConfig config =
        config(
            "prompts-per-iteration=64",
            "iterations=6",
            "evaluation.every=3",
            "rollouts.chunk-groups=4",
            "update.gradient-shards=4");
    Map<String, Double> stages = new LinkedHashMap<>();
    stages.put("collect-rollouts", 3.0);
    stages.put("update-policy", 2.0);
    MeasuredPiece piece = new MeasuredPiece(8, 32, 128, 2, stages, 5.5, 1.0);

    Plan.Time time = Planner.measured(config, new Layout("yarn", 2, 4), piece);

    // Two waves of sixteen chunks, where the piece had one of two; eight times the prompts in one
    // wave of four shards, where it had two.
    assertThat(time.stages())
        .containsExactly(
            new Plan.StageTime("collect-rollouts", 6.0, 8),
            new Plan.StageTime("update-policy", 8.0, 4),
            new Plan.StageTime("between stages", 0.5, 1));
    assertThat(time.iteration()).isEqualTo(14.5);
    // A chunk has 4 * 8 prompts: one on each of two slots before, four on eight now.
    assertThat(time.evaluation()).isEqualTo(1.0);
    assertThat(time.evaluations()).isEqualTo(3);
    assertThat(time.run()).isEqualTo(6 * 14.5 + 3);
  }

  /** The same piece: rollouts take all slots for 6 s, the update half of them for 8. */
  @Test
  void rolloutsAheadTakeTheSlotsThatTheRestLeaves() {
    GrpoConfig config =
        config(
            "prompts-per-iteration=64",
            "iterations=6",
            "rollouts.chunk-groups=4",
            "rollouts.lag=1",
            "update.gradient-shards=4");
    Map<String, Double> stages = new LinkedHashMap<>();
    stages.put("collect-rollouts", 3.0);
    stages.put("update-policy", 2.0);
    MeasuredPiece piece = new MeasuredPiece(8, 0, 0, 2, stages, 5.5, 0);

    Plan.Time time = Planner.measured(config, new Layout("yarn", 2, 4), piece);
    assertThat(time.iteration()).isEqualTo((6 * 8 + 8 * 4 + 0.5) / 8);
    assertThat(time.run()).isEqualTo(14.5 + 5 * time.iteration());

    // With slots for all, the longer side is the iteration.
    Plan.Time roomy = Planner.measured(config, new Layout("yarn", 4, 8), piece);
    assertThat(roomy.iteration()).isEqualTo(8.5);
  }

  @Test
  void operationsSayHowLongModelsTake() {
    String[] settings = {
      "prompts-per-iteration=16",
      "iterations=1",
      "rollouts.group-size=2",
      "rollouts.chunk-groups=4",
      "rollouts.max-new-tokens=10",
      "update.gradient-shards=2"
    };
    Layout layout = new Layout("local", 1, 2);
    // Of the new model's parameters all multiply, as its embedding is its output too.
    long parameters = 257 * 128 + 3 * (2 * 128 * 128 + 2 * 64 * 128 + 3 * 256 * 128 + 256) + 128;
    double token = 2.0 * parameters + 4 * 3 * 4 * 32 * (20 + 5);
    double tokens = 16 * (20 + 2 * 10);

    Plan.Time time = Planner.computed(config(settings), layout, OptionalInt.empty(), 1e-3);

    assertThat(time.stages())
        .extracting(Plan.StageTime::stage)
        .containsExactly("collect-rollouts", "update-policy");
    assertThat(time.stages().get(0).seconds()).isCloseTo(tokens * token / 2 / 1e9, within(1e-9));
    assertThat(time.stages().get(1).seconds())
        .isCloseTo(3 * tokens * token / 2 / 1e9, within(1e-9));
  }

  @Test
  void allRoundsOfDynamicSamplingCount() {
    String[] settings = {
      "algorithm=grpo",
      "prompts-per-iteration=16",
      "rollouts.chunk-groups=4",
      "dynamic-sampling={max-rounds: 3, prompts-per-round: 8}"
    };
    Layout layout = new Layout("yarn", 4, 2);

    // A round has two chunks; three of them are one and a half of an iteration.
    assertThat(Planner.plan(config(settings), layout, OptionalInt.empty()).phases().get(0).slots())
        .isEqualTo(2);
    double once = seconds(config("prompts-per-iteration=8", "rollouts.chunk-groups=4"), layout);
    assertThat(seconds(config(settings), layout)).isCloseTo(3 * once, within(1e-9));
  }

  private static double seconds(GrpoConfig config, Layout layout) {
    return Planner.computed(config, layout, OptionalInt.empty(), 1).stages().get(0).seconds();
  }

  private static GrpoConfig config(String... settings) {
    List<String> all =
        new ArrayList<>(List.of("policy.new-model={}", "prompts.max-prompt-tokens=20"));
    all.addAll(List.of(settings));
    return new ConfigReader().read(GrpoConfig.class, all).settings();
  }
}
