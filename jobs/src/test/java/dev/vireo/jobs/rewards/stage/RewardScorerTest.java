package dev.vireo.jobs.rewards.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.rewards.LengthEffect;
import dev.vireo.jobs.rewards.PromptStatistics;
import dev.vireo.jobs.rewards.RewardInput;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.jobs.runtime.settings.Secret;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

class RewardScorerTest {
  private static final RewardSettings NUMBER =
      new RewardSettings("number", "numeric-answer", 2.0, Map.of());
  private static final RewardSettings LENGTH =
      new RewardSettings(null, "length", 0.5, Map.of("target", 0, "slope", 0.25));
  private static final RewardSettings PROBE = new RewardSettings("probe", "test-probe", 1.0, null);

  @Test
  void valuesBeyondTheClipAreTakenForItsBounds() {
    RewardSettings clipped =
        new RewardSettings(
            "length",
            "length",
            2.0,
            List.of(0.25, 0.75),
            Map.of("target", 10, "slope", 0.25),
            null);
    RewardScorer scorer = RewardScorer.create(List.of(clipped));
    assertThat(
            Stream.of(10, 8, 2)
                .map(
                    tokens ->
                        new RewardInput("p", "q", Optional.empty(), Map.of(), "", tokens, true))
                .map(input -> scorer.score(List.of(input)).get(0)))
        .extracting(ScoredCompletion::reward)
        .containsExactly(1.5, 1.0, 0.5);
    assertThat(
            new RewardSettings("a", "sql", 1.0, List.of(0.0, 1.0), null, null).clipped(Double.NaN))
        .isNaN();
    for (List<Double> wrong : List.of(List.of(1.0), List.of(1.0, 0.0), List.of(0.0, 1 / 0.0))) {
      assertThatThrownBy(() -> new RewardSettings("a", "sql", 1.0, wrong, null, null))
          .hasMessageContaining("it must be two numbers, the lower one first");
    }
    assertThat(scorer.identity(new Configuration(false)).toString()).contains("clip=[0.25, 0.75]");
  }

  @Test
  void addsTheWeightedValuesThatAreThere() {
    RewardScorer scorer = RewardScorer.create(List.of(NUMBER, LENGTH, PROBE));
    List<ScoredCompletion> scored =
        scorer.score(
            List.of(input("4", "4", "none"), input("4", null, "8"), input("5", "4", "-1")));
    assertThat(scorer.names()).containsExactly("number", "length", "probe");
    assertThat(scored).extracting(ScoredCompletion::reward).containsExactly(2.25, 8.25, -0.75);
    assertThat(scored.get(1).values())
        .containsExactly(
            Map.entry("number", Double.NaN), Map.entry("length", 0.5), Map.entry("probe", 8.0));
  }

  @Test
  void withoutAnyValueThereIsNoReward() {
    RewardScorer scorer = RewardScorer.create(List.of(NUMBER, PROBE));
    assertThat(scorer.score(List.of(input("4", null, "none"))).get(0).reward()).isNaN();
  }

  @Test
  void aRewardOfWeight0IsOnlyRecorded() {
    RewardSettings recorded = new RewardSettings("recorded", "test-probe", 0.0, null);
    RewardScorer scorer = RewardScorer.create(List.of(NUMBER, recorded));
    ScoredCompletion scored = scorer.score(List.of(input("4", null, "3"))).get(0);
    assertThat(scored.reward()).isNaN();
    assertThat(scored.values()).containsEntry("recorded", 3.0);
  }

  @Test
  void anEffectOfLengthIsTakenOff() {
    LengthEffect effect = new LengthEffect(0.5, 4.0);
    RewardSettings corrected = new RewardSettings("probe", "test-probe", 2.0, null, null, effect);
    RewardScorer scorer = RewardScorer.create(List.of(corrected));
    RewardInput input = input("4", "4", "3");
    ScoredCompletion scored = scorer.score(List.of(input, input("4", "4", "none"))).get(0);

    double value = 3 - 0.5 * (input.completionTokens() - 4);
    assertThat(scored.values()).containsEntry("probe", value);
    assertThat(scored.reward()).isEqualTo(2 * value);
    assertThat(scorer.score(List.of(input("4", "4", "none"))).get(0).reward()).isNaN();
    // It is part of what values depend on; without one, nothing is added to what older runs have.
    Configuration none = new Configuration(false);
    assertThat(scorer.identity(none).toString()).contains("length-effect");
    assertThat(RewardScorer.create(List.of(PROBE)).identity(none).toString())
        .doesNotContain("length-effect");
    assertThatThrownBy(() -> new LengthEffect(null, 4.0)).hasMessageContaining("needs a slope");
    assertThatThrownBy(() -> new LengthEffect(1.0, -1.0)).hasMessageContaining("center -1.0");
    assertThat(new LengthEffect(1.0, null).takenOff(5, 2)).isEqualTo(3);
  }

  @Test
  void valuesAreNormalizedByTheStatisticsOfTheirPromptAndThenClipped() {
    assertThat(normalized("3", Map.of("m", "1", "s", " 4 "))).isEqualTo(0.5);
    assertThat(normalized("30", Map.of("m", "1", "s", "4"))).isEqualTo(2);
    assertThat(normalized("2.5", Map.of("m", "1", "s", "0"))).isEqualTo(1.5);
    assertThat(normalized("none", Map.of())).isNaN();
    assertThatThrownBy(() -> normalized("3", Map.of("m", "1")))
        .hasMessage(
            "reward 'probe' (test-probe) on prompt 'p', sample 0: its 's' is missing, not a number:"
                + " list the column in prompts.attribute-columns, and give each prompt one");
    assertThatThrownBy(() -> normalized("3", Map.of("m", "NaN", "s", "1")))
        .hasMessageContaining("its 'm' is 'NaN', not a number");
    assertThatThrownBy(() -> normalized("3", Map.of("m", "1", "s", "-1")))
        .hasMessageContaining("its 's' is -1.0; a standard deviation is at least 0");
    assertThatThrownBy(() -> new PromptStatistics(null, "s")).hasMessageContaining("mean-column");
    RewardSettings normalized = normalizedProbe();
    assertThat(RewardScorer.create(List.of(normalized)).identity(new Configuration(false)))
        .isNotEqualTo(RewardScorer.create(List.of(PROBE)).identity(new Configuration(false)));
    assertThat(normalized.with(Map.of()).normalize()).isEqualTo(normalized.normalize());
  }

  @Test
  void statisticsAreColumnsOfThePrompts() {
    RewardScorer scorer = RewardScorer.create(List.of(normalizedProbe()));
    scorer.checkAttributes(List.of("probe", "m", "s"));
    assertThatThrownBy(() -> scorer.checkAttributes(List.of("probe", "m")))
        .hasMessage(
            "reward 'probe' (test-probe): it is normalized by 's', which no prompt has: list the"
                + " column in prompts.attribute-columns");
    PromptStatistics statistics = normalizedProbe().normalize();
    assertThat(statistics.problem(Map.of("m", "1", "s", "0"))).isEmpty();
    assertThat(statistics.problem(Map.of("m", "1")))
        .hasValueSatisfying(problem -> assertThat(problem).startsWith("its 's' is missing"));
  }

  private static RewardSettings normalizedProbe() {
    return new RewardSettings(
        "probe", "test-probe", 1.0, List.of(-2.0, 2.0), null, null, new PromptStatistics("m", "s"));
  }

  private static double normalized(String probe, Map<String, String> statistics) {
    Map<String, String> attributes = new java.util.TreeMap<>(statistics);
    attributes.put("probe", probe);
    RewardInput input = new RewardInput("p", "q", Optional.empty(), attributes, "x", 1, true);
    return RewardScorer.create(List.of(normalizedProbe())).score(List.of(input)).get(0).reward();
  }

  @Test
  void aFunctionThatFailsIsNamedWithPromptAndSample() {
    RewardScorer scorer = RewardScorer.create(List.of(PROBE));
    assertThatThrownBy(() -> scorer.score(List.of(input("4", "4", "1"), input("4", "4", "throw"))))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "reward 'probe' (test-probe) on prompt 'p-1', sample 1 failed:"
                + " java.lang.IllegalStateException: no; fix it, or return NaN for no reward, and"
                + " run again");
    assertThatThrownBy(() -> scorer.score(List.of(input("4", "4", "infinite"))))
        .hasMessageContaining("sample 0 gave Infinity: a reward must be finite");
  }

  @Test
  void aPathThatIsASecretIsNotQuoted() {
    Secret path = new Secret("/no/such/hush", "${env:PIPELINE}");
    RewardScorer scorer =
        RewardScorer.create(List.of(RewardSettings.of("mllib", Map.of("path", path))));
    assertThatThrownBy(() -> scorer.identity(new Configuration(false)))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("reward 'mllib' (mllib): ")
        .hasMessageContaining("'***'")
        .hasMessageNotContaining("hush")
        .hasNoCause();
  }

  @Test
  void columnRewardsAreRefusedWhereThereIsNoDataFrame() {
    RewardScorer scorer =
        RewardScorer.create(List.of(RewardSettings.of("sql", Map.of("expression", "1"))));
    assertThatThrownBy(() -> scorer.score(List.of(input("4", "4", "1"))))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("reward 'sql' is of type sql, which cannot score single completions");
  }

  @Test
  void impossibleSettingsAreRefused() {
    assertThatThrownBy(() -> RewardScorer.create(List.of()))
        .hasMessageContaining("no reward is configured");
    assertThatThrownBy(() -> RewardScorer.create(List.of(PROBE, PROBE)))
        .hasMessageContaining("two rewards are called 'probe'");
    assertThatThrownBy(
            () -> RewardScorer.create(List.of(new RewardSettings(null, "test-probe", 0.0, null))))
        .hasMessageContaining("every reward has weight 0");
    assertThatThrownBy(() -> new RewardSettings(null, " ", null, null))
        .hasMessageContaining(
            "a reward has no type; the types are [dataset, environment, exact-match");
    assertThatThrownBy(() -> new RewardSettings("a b", "length", null, null))
        .hasMessageContaining("reward name 'a b' is invalid");
    assertThatThrownBy(() -> new RewardSettings(null, "length", Double.NaN, null))
        .hasMessageContaining("weight NaN: it must be finite");
  }

  @Test
  void settingsHaveDefaults() {
    RewardSettings settings = new RewardSettings(null, "length", null, null);
    assertThat(settings).isEqualTo(new RewardSettings("length", "length", 1.0, Map.of()));
  }

  private static RewardInput input(String completion, String answer, String probe) {
    return new RewardInput(
        "p-1",
        "question",
        Optional.ofNullable(answer),
        Map.of("probe", probe),
        completion,
        2,
        true);
  }
}
