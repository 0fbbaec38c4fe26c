package dev.vireo.algorithms.adjust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.algorithms.InputException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CompletionWeightsTest {

  @Test
  void weightsAreSharesOfProbability() {
    double[] weights =
        CompletionWeights.fromLogprobs(new double[] {StrictMath.log(.1), StrictMath.log(.3)});
    assertThat(weights).containsExactly(new double[] {.25, .75}, within(1e-15));
  }

  @Test
  void longCompletionsDoNotUnderflow() {
    double[] weights =
        CompletionWeights.fromLogprobs(new double[] {-1e4, -1e4 - StrictMath.log(3)});
    assertThat(weights).containsExactly(new double[] {.75, .25}, within(1e-12));
    assertThat(CompletionWeights.fromLogprobs(new double[] {-1e4, -10, Double.NEGATIVE_INFINITY}))
        .containsExactly(0, 1, 0);
  }

  @Test
  void uniformAndLengthNormalised() {
    assertThat(CompletionWeights.uniform(4)).containsExactly(.25, .25, .25, .25);
    assertThat(CompletionWeights.uniform(0)).isEmpty();
    double[] weights =
        CompletionWeights.lengthNormalised(new double[] {-10, -200}, new int[] {10, 200});
    assertThat(weights).containsExactly(.5, .5);
  }

  @Test
  void policiesChooseTheirWeights() {
    double[] logprobs = {-10, -200};
    int[] lengths = {10, 200};
    assertThat(WeightPolicy.UNIFORM.weights(logprobs, lengths)).containsExactly(.5, .5);
    assertThat(WeightPolicy.LENGTH_NORMALISED.weights(logprobs, lengths)).containsExactly(.5, .5);
    assertThat(WeightPolicy.REFERENCE.weights(logprobs, lengths)[0]).isGreaterThan(.999);
    assertThat(Arrays.stream(WeightPolicy.values()).filter(WeightPolicy::needsLogprobs))
        .containsExactly(WeightPolicy.REFERENCE, WeightPolicy.LENGTH_NORMALISED);
  }

  @Test
  void whatIsNoLogprobIsRefused() {
    refused(new double[] {0, Double.NaN}, "completion 1 of its group: its log-probability is NaN");
    refused(new double[] {Double.POSITIVE_INFINITY}, "completion 0");
    refused(new double[] {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY}, "probability zero");
    assertThatThrownBy(() -> CompletionWeights.lengthNormalised(new double[] {-1}, new int[] {0}))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("has 0 tokens");
    assertThatThrownBy(() -> CompletionWeights.lengthNormalised(new double[] {-1}, new int[2]))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("1 log-probabilities but 2 lengths");
  }

  private static void refused(double[] logprobs, String message) {
    assertThatThrownBy(() -> CompletionWeights.fromLogprobs(logprobs))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message);
  }
}
