package dev.vireo.algorithms.adjust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.algorithms.JsonLines;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Optima computed with rational numbers. */
class RewardAdjustmentGoldenTest {

  @TestFactory
  Stream<DynamicTest> everyVector() {
    return JsonLines.read("/reward_adjustment.jsonl").stream()
        .map(line -> DynamicTest.dynamicTest(line.path("name").asText("?"), () -> check(line)));
  }

  private static void check(JsonNode line) {
    double[] rewards = JsonLines.numbers(line.get("rewards"));
    double[] weights = JsonLines.numbers(line.get("weights"));
    double[] expected = JsonLines.numbers(line.get("adjusted"));
    double lower = line.get("lower").asDouble();
    double upper = line.get("upper").asDouble();
    Ties ties = Ties.valueOf(line.get("ties").asText().toUpperCase(Locale.ROOT));

    double[] adjusted = VarianceIncrease.maximise(rewards, weights, lower, upper, ties, 0);

    double lightest = Arrays.stream(weights).min().orElseThrow() / Arrays.stream(weights).sum();
    double tolerance = 1e-9 * (upper - lower + 1) / lightest;
    for (int i = 0; i < rewards.length; i++) {
      assertThat(adjusted[i]).isBetween(lower, upper).isCloseTo(expected[i], within(tolerance));
      for (int j = 0; j < rewards.length; j++) {
        if (rewards[i] > rewards[j]) {
          assertThat(adjusted[i]).isGreaterThanOrEqualTo(adjusted[j]);
        }
      }
    }

    RangePolicy range =
        lower < upper ? new RangePolicy.Fixed(lower, upper, false) : new RangePolicy.Group();
    AdjustedGroup group =
        new RewardAdjuster(new AdjustmentSettings(range, WeightPolicy.REFERENCE, ties, 0, 1))
            .adjust(rewards, weights);
    assertThat(group.adjusted()).containsExactly(adjusted, within(tolerance));
    near(group.mean(), line.get("mean").asDouble());
    near(GroupStatistics.mean(group.adjusted(), group.weights()), line.get("mean").asDouble());
    near(group.varianceBefore(), line.get("variance_before").asDouble());
    near(group.varianceAfter(), line.get("variance_after").asDouble());
  }

  private static void near(double actual, double expected) {
    assertThat(actual).isCloseTo(expected, within(1e-10 * Math.abs(expected) + 1e-15));
  }
}
