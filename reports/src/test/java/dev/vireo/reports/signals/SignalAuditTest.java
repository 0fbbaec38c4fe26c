package dev.vireo.reports.signals;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignalAuditTest {

  /** A healthy run of 20 iterations, and what is done to each iteration's metrics. */
  private static List<Finding> findings(BiConsumer<Integer, Map<String, Double>> disease) {
    TreeMap<Integer, Map<String, Double>> iterations = new TreeMap<>();
    for (int iteration = 1; iteration <= 20; iteration++) {
      Map<String, Double> metrics = new HashMap<>();
      metrics.put("reward", 0.2 + 0.03 * iteration);
      metrics.put("loss", 0.01);
      metrics.put("grad_norm", 1.0);
      metrics.put("entropy", 1 - 0.03 * iteration);
      metrics.put("kl", 0.002 * iteration);
      metrics.put("frac_reward_zero_std", 0.2);
      metrics.put("completions/mean_length", 100.0);
      metrics.put("completions/clipped_ratio", 0.02);
      metrics.put("adjustment/max_weight", 0.125);
      metrics.put("signals/near_tie_share", 0.01);
      metrics.put("signals/duplicate_share", 0.1);
      metrics.put("signals/no_reward_share", 0.0);
      metrics.put("signals/reward_length_correlation", 0.5);
      metrics.put("sampling/sampling_logp_difference/mean", 1e-6);
      disease.accept(iteration, metrics);
      iterations.put(iteration, metrics);
    }
    return SignalAudit.findings(iterations);
  }

  @Test
  void aHealthyRunHasNone() {
    assertThat(findings((iteration, metrics) -> {})).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "loss                                   | NaN  | not-a-number    | loss is not a number",
        "signals/no_reward_share                | 0.25 | missing-rewards | 25% of the completions"
            + " have no reward",
        "frac_reward_zero_std                   | 0.9  | no-signal       | in 90% of the groups all"
            + " rewards are the same",
        "signals/near_tie_share                 | 0.2  | near-ties       | in 20% of the groups"
            + " rewards hardly differ, and advantages are of full size",
        "adjustment/max_weight                  | 0.97 | one-weight      | one completion has 97%"
            + " of its group's weight",
        "completions/clipped_ratio              | 0.5  | truncation      | 50% of the completions"
            + " are truncated",
        "signals/duplicate_share                | 0.9  | duplicates      | 90% of the completions"
            + " repeat another one of their group",
        "sampling/sampling_logp_difference/mean | 0.1  | sampler-drift   | log-probabilities of the"
            + " sampler and of training differ by 0.100 a token",
      })
  void aBadNumberIsFoundWhereItBegan(String metric, double value, String signal, String message) {
    List<Finding> findings =
        findings(
            (iteration, metrics) -> {
              if (iteration >= 7) {
                metrics.put(metric, value);
              }
            });

    assertThat(findings).hasSize(1);
    assertThat(findings.get(0).signal()).isEqualTo(signal);
    assertThat(findings.get(0).iteration()).isEqualTo(7);
    assertThat(findings.get(0).message()).isEqualTo(message);
    assertThat(findings.get(0).cause()).isNotBlank();
    assertThat(findings.get(0).cure()).isNotBlank();
  }

  @Test
  void entropyThatCollapses() {
    assertThat(findings((iteration, metrics) -> metrics.put("entropy", Math.pow(0.7, iteration))))
        .extracting(Finding::signal)
        .containsExactly("entropy-collapse");
  }

  @Test
  void klThatRisesIsFineAsLongAsTheRewardRises() {
    BiConsumer<Integer, Map<String, Double>> drift =
        (iteration, metrics) -> metrics.put("kl", 0.01 * Math.pow(1.3, iteration));

    assertThat(findings(drift)).isEmpty();
    assertThat(findings(drift.andThen((iteration, metrics) -> metrics.put("reward", 0.4))))
        .extracting(Finding::signal)
        .containsExactly("kl-without-reward");
  }

  @Test
  void entropyThatRisesIsFineAsLongAsTheRewardRises() {
    BiConsumer<Integer, Map<String, Double>> rise =
        (iteration, metrics) -> {
          metrics.put("entropy", 0.1 * Math.pow(1.2, iteration));
          metrics.put("kl", 0.01);
        };

    assertThat(findings(rise)).isEmpty();
    List<Finding> findings =
        findings(rise.andThen((iteration, metrics) -> metrics.put("reward", 0.4)));
    assertThat(findings).extracting(Finding::signal).containsExactly("entropy-without-reward");
    assertThat(findings.get(0).message())
        .isEqualTo("the entropy rose from 0.179 to 0.444 while the reward did not rise");
  }

  @Test
  void whereATargetIsKnownItCountsInPlaceOfTheReward() {
    BiConsumer<Integer, Map<String, Double>> rise =
        (iteration, metrics) -> {
          metrics.put("kl", 0.1 * Math.pow(1.2, iteration));
          metrics.put("signals/target_reward", 0.3);
        };

    List<Finding> findings = findings(rise);
    assertThat(findings).extracting(Finding::signal).containsExactly("kl-without-reward");
    assertThat(findings.get(0).message()).endsWith("while the target reward did not rise");
    assertThat(
            findings(
                rise.andThen(
                    (iteration, metrics) ->
                        metrics.put("signals/target_reward", 0.3 + 0.01 * iteration))))
        .isEmpty();
  }

  @Test
  void aRewardThatRisesWhileTheTargetFallsIsFoundOut() {
    BiConsumer<Integer, Map<String, Double>> fall =
        (iteration, metrics) -> {
          metrics.put("signals/target_reward", 0.5 - 0.01 * iteration);
          metrics.put("kl", 0.01);
        };

    List<Finding> findings = findings(fall);
    assertThat(findings).extracting(Finding::signal).containsExactly("reward-without-target");
    assertThat(findings.get(0).message()).contains("but the target reward fell from 0.4");
    assertThat(findings(fall.andThen((iteration, metrics) -> metrics.put("reward", 0.4))))
        .isEmpty();
  }

  @Test
  void aTopShareIsBadWhereVarianceIsIncreased() {
    BiConsumer<Integer, Map<String, Double>> share =
        (iteration, metrics) -> {
          metrics.put("adjustment/top_share", 0.7);
          metrics.put("adjustment/ternary_share", 0.9);
          metrics.put("reward_variance/before", 0.1);
          metrics.put("reward_variance/after", 0.1);
        };

    assertThat(findings(share)).isEmpty();
    List<Finding> findings =
        findings(share.andThen((iteration, metrics) -> metrics.put("reward_variance/after", 0.2)));
    assertThat(findings).extracting(Finding::signal).containsExactly("top-share");
    assertThat(findings.get(0).message())
        .isEqualTo("variance increase gives 70% of a group the upper end of its range");
  }

  @Test
  void lengthThatIsPaidFor() {
    List<Finding> findings =
        findings(
            (iteration, metrics) -> metrics.put("completions/mean_length", 50.0 + 10 * iteration));

    assertThat(findings).extracting(Finding::signal).containsExactly("reward-by-length");
    assertThat(findings.get(0).message())
        .isEqualTo(
            "completions became longer, 130 tokens instead of 80, and within a group reward and"
                + " length correlate by 0.50");
  }
}
