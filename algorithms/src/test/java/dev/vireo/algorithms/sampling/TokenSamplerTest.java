package dev.vireo.algorithms.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.algorithms.InputException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class TokenSamplerTest {
  private static final double ALMOST_ONE = 1 - 0x1p-53;

  @Test
  void defaults() {
    SamplingSettings defaults = SamplingSettings.defaults();
    assertThat(defaults.temperature()).isEqualTo(1);
    assertThat(defaults.topP()).isEqualTo(1);
    assertThat(defaults.topK()).isZero();
  }

  @Test
  void temperatureZeroTakesTheFirstOfTheLikeliest() {
    TokenSampler sampler = new TokenSampler(new SamplingSettings(0, .5, 1));
    float[] logits = {0, 2, 1, 2};
    assertThat(sampler.draw(logits, 0, 4, ALMOST_ONE)).isEqualTo(1);
    double sum = 1 + 2 * StrictMath.exp(2) + StrictMath.exp(1);
    assertThat(sampler.lastLogprob()).isCloseTo(2 - StrictMath.log(sum), within(1e-15));
  }

  @Test
  void tokensAreLaidOutInOrderOfTheirIds() {
    float[] logits = {0, 0, 0, 0};
    TokenSampler sampler = new TokenSampler(SamplingSettings.defaults());
    assertThat(sampler.draw(logits, 0, 4, 0)).isEqualTo(0);
    assertThat(sampler.draw(logits, 0, 4, .25)).isEqualTo(1);
    assertThat(sampler.draw(logits, 0, 4, .5)).isEqualTo(2);
    assertThat(sampler.draw(logits, 0, 4, ALMOST_ONE)).isEqualTo(3);
    assertThat(sampler.draw(logits, 1, 1, .5)).isZero();
    assertThat(sampler.lastLogprob()).isZero();
  }

  @Test
  void amongEqualLogitsTheSmallerIdsAreKept() {
    float[] logits = {1, 3, 2, 2, 2, 0};
    TokenSampler topK = new TokenSampler(new SamplingSettings(1, 1, 3));
    assertThat(topK.draw(logits, 0, 6, ALMOST_ONE)).isEqualTo(3);
    float[] equal = {1, 1, 1, 1};
    TokenSampler topP = new TokenSampler(new SamplingSettings(1, .5, 0));
    assertThat(topP.draw(equal, 0, 4, ALMOST_ONE)).isEqualTo(1);
  }

  @Test
  void logprobsAreOfTheFullSoftmax() {
    float[] logits = {0, 1};
    TokenSampler sampler = new TokenSampler(new SamplingSettings(.5, 1, 1));
    assertThat(sampler.lastLogprob()).isNaN();
    assertThat(sampler.draw(logits, 0, 2, 0)).isEqualTo(1);
    assertThat(sampler.lastLogprob())
        .isCloseTo(-StrictMath.log1p(StrictMath.exp(-2)), within(1e-15));
  }

  @Test
  void theImpossibleIsNeverDrawn() {
    float none = Float.NEGATIVE_INFINITY;
    float[] logits = {none, 0, -2000, none};
    for (SamplingSettings settings :
        new SamplingSettings[] {
          SamplingSettings.defaults(),
          new SamplingSettings(1, 1, 3),
          new SamplingSettings(1, .999999, 0),
          new SamplingSettings(1, .5, 4)
        }) {
      TokenSampler sampler = new TokenSampler(settings);
      assertThat(sampler.draw(logits, 0, 4, 0)).isEqualTo(1);
      assertThat(sampler.draw(logits, 0, 4, ALMOST_ONE)).isEqualTo(1);
      assertThat(sampler.lastLogprob()).isZero();
    }
  }

  @Test
  void greatVocabulariesAreCutTheSameWay() {
    int size = 152_000;
    float[] logits = new float[size];
    for (int i = 0; i < size; i++) {
      logits[i] = (i * 7919L % size) / (float) size * 10;
    }
    int likeliest = -1;
    int second = -1;
    for (int i = 0; i < size; i++) {
      long rank = i * 7919L % size;
      likeliest = rank == size - 1 ? i : likeliest;
      second = rank == size - 2 ? i : second;
    }
    TokenSampler two = new TokenSampler(new SamplingSettings(1, 1, 2));
    assertThat(two.draw(logits, 0, size, 0)).isEqualTo(Math.min(likeliest, second));
    assertThat(two.draw(logits, 0, size, ALMOST_ONE)).isEqualTo(Math.max(likeliest, second));
    TokenSampler one = new TokenSampler(new SamplingSettings(1, 1e-9, 0));
    assertThat(one.draw(logits, 0, size, .5)).isEqualTo(likeliest);
    TokenSampler all = new TokenSampler(new SamplingSettings(1, 1, size - 1));
    assertThat(all.draw(logits, 0, size, 0)).isEqualTo(1);
  }

  @Test
  void whatCannotBeIsRefused() {
    TokenSampler sampler = new TokenSampler(SamplingSettings.defaults());
    refused(() -> sampler.draw(new float[] {0, Float.NaN}, 0, 2, 0), "logit of token 1 is NaN");
    refused(
        () -> sampler.draw(new float[] {Float.POSITIVE_INFINITY}, 0, 1, 0), "token 0 is Infinity");
    refused(() -> sampler.draw(new float[] {Float.NEGATIVE_INFINITY}, 0, 1, 0), "all 1 logits");
    assertThatThrownBy(() -> sampler.draw(new float[1], 0, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> sampler.draw(new float[1], 0, 2, 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    refused(() -> new SamplingSettings(-1, 1, 0), "temperature -1.0");
    refused(() -> new SamplingSettings(1e-9, 1, 0), "use 0");
    refused(() -> new SamplingSettings(Double.NaN, 1, 0), "temperature NaN");
    refused(() -> new SamplingSettings(1, 0, 0), "Top-p 0.0");
    refused(() -> new SamplingSettings(1, 1.1, 0), "Top-p 1.1");
    refused(() -> new SamplingSettings(1, 1, -1), "Top-k -1");
  }

  private static void refused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(InputException.class).hasMessageContaining(message);
  }
}
