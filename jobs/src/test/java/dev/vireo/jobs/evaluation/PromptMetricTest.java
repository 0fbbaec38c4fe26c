package dev.vireo.jobs.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.schemas.Evaluation;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class PromptMetricTest {

  /** Four completions; the third got no verdict of {@code exact}. */
  private static final Evaluation GROUP =
      SuiteRows.group(
          "p",
          SuiteRows.completion("so 4", 3, Map.of("exact", 1.0, "near", 0.9)),
          SuiteRows.completion("so 5", 5, Map.of("exact", 0.0, "near", 0.8)),
          SuiteRows.completion("so 4", 7, Map.of("exact", Double.NaN, "near", 0.9)),
          SuiteRows.completion("no", 9, Map.of("exact", 0.0, "near", 0.1)));

  private static SuiteMetricSettings settings(String pattern) {
    return new SuiteMetricSettings(
        "exact",
        1,
        List.of(1, 2, 4),
        List.of(1, 3),
        pattern,
        List.of(1, 3),
        "near",
        "exact",
        null,
        false);
  }

  private static Map<String, Double> measured(SuiteMetricSettings settings) {
    Map<String, Double> values = new TreeMap<>();
    for (PromptMetric metric : PromptMetric.of(settings, List.of("exact", "near"))) {
      double[] of = metric.values().apply(GROUP);
      for (int i = 0; i < of.length; i++) {
        values.put(metric.names().get(i), of[i]);
      }
    }
    return values;
  }

  @Test
  void onlyCompletionsWithAValueCount() {
    Map<String, Double> values = measured(settings(null));

    assertThat(values.get("rewards/exact")).isEqualTo(1.0 / 3, within(1e-12));
    assertThat(values.get("rewards/near")).isEqualTo(2.7 / 4, within(1e-12));
    assertThat(values.get("length")).isEqualTo(6);
    // One of three is right; four are not there.
    assertThat(values.get("pass@1")).isEqualTo(1.0 / 3, within(1e-12));
    assertThat(values.get("pass@2")).isEqualTo(2.0 / 3, within(1e-12));
    assertThat(values.get("pass@4")).isNaN();
    // The best of three by near is the right one.
    assertThat(values.get("best@1")).isEqualTo(1.0 / 3, within(1e-12));
    assertThat(values.get("best@3")).isEqualTo(1, within(1e-12));
  }

  @Test
  void aPatternFindsTheAnswersAndWhoHasNoneDoesNotVote() {
    // Three different answers, each of which wins as often as the others.
    assertThat(measured(settings(null)).get("maj@3")).isEqualTo(1.0 / 3, within(1e-12));
    // 4 and 5 have a vote each, "no" has none.
    assertThat(measured(settings("so (\\d)")).get("maj@3")).isEqualTo(0.5, within(1e-12));
    assertThat(measured(settings("so \\d")).get("maj@3")).isEqualTo(0.5, within(1e-12));
  }
}
