package dev.vireo.models.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.sampling.SamplingSettings;
import dev.vireo.algorithms.sampling.TokenSampler;
import dev.vireo.models.torch.Autograd;
import dev.vireo.models.torch.NativeArrays;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VocabularyDrawsTest {
  private static final double LAST = Math.nextDown(1.0);
  private NDManager manager;

  @BeforeEach
  void open() {
    manager = Autograd.newManager(Device.cpu());
    Autograd.recordGradients(false);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  /** Float32 sums shift a boundary by less than a millionth. */
  @ParameterizedTest
  @ValueSource(ints = {1, 511, 512, 513, 8192, 10_000})
  void drawsWhatJavaDraws(int vocabularySize) {
    Random random = new Random(vocabularySize);
    int states = 3;
    int perState = 40;
    float[] logits = new float[states * vocabularySize];
    for (int i = 0; i < logits.length; i++) {
      boolean impossible = i % vocabularySize > 0 && random.nextInt(3) == 0;
      logits[i] = impossible ? Float.NEGATIVE_INFINITY : (float) (4 * random.nextGaussian());
    }
    double[] uniforms = random.doubles((long) states * perState).toArray();
    uniforms[0] = 0;
    uniforms[perState] = LAST;
    SamplingSettings sampling = new SamplingSettings(0.7, 1, 0);
    VocabularyDraws.Drawn drawn = drawn(logits, vocabularySize, uniforms, sampling);
    TokenSampler sampler = new TokenSampler(sampling);
    for (int row = 0; row < uniforms.length; row++) {
      int offset = row / perState * vocabularySize;
      int token = (int) drawn.tokens()[row];
      assertThat(token)
          .as("row %d", row)
          .isBetween(
              sampler.draw(logits, offset, vocabularySize, Math.max(0, uniforms[row] - 1e-6)),
              sampler.draw(logits, offset, vocabularySize, Math.min(LAST, uniforms[row] + 1e-6)));
      assertThat(logits[offset + token]).isFinite();
      assertThat(drawn.logprobs()[row])
          .isCloseTo(logprob(logits, offset, vocabularySize, token, 0.7), within(2e-6));
    }
  }

  @Test
  void theLikeliestIsTheFirstOfEquals() {
    float[] logits = new float[9000];
    logits[700] = 3;
    logits[8999] = 3;
    VocabularyDraws.Drawn drawn =
        drawn(logits, 9000, new double[] {0.9, 0.1}, new SamplingSettings(0, 1, 0));
    assertThat(drawn.tokens()).containsExactly(700, 700);
    assertThat(drawn.logprobs()[0]).isCloseTo(logprob(logits, 0, 9000, 700, 1), within(1e-6));
  }

  @Test
  void whereAllProbabilityIsOnOneTokenItIsDrawn() {
    float[] logits = new float[9000];
    Arrays.fill(logits, -200);
    logits[4321] = 100;
    VocabularyDraws.Drawn drawn =
        drawn(logits, 9000, new double[] {0, 0.5, LAST}, SamplingSettings.defaults());
    assertThat(drawn.tokens()).containsExactly(4321, 4321, 4321);
    assertThat(drawn.logprobs()).containsExactly(0, 0, 0);
  }

  @Test
  void aBrokenLogitIsNamed() {
    float[] logits = new float[9000];
    logits[77] = Float.NaN;
    SampleRequest request = request(SamplingSettings.defaults());
    Row[] rows = {new Row(0, 1, 4)};
    try (VocabularyDraws draws = new VocabularyDraws(manager, request)) {
      assertThatThrownBy(
              () -> draws.draw(NativeArrays.of(manager, logits, new Shape(1, 9000)), rows))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("the logit of token 77 is NaN");
    }
  }

  /** Those that count as large, and what Java alone cuts off. */
  @Test
  void topKAndTopPAreLeftToJava() {
    assertThat(VocabularyDraws.serve(151_936, SamplingSettings.defaults())).isTrue();
    assertThat(VocabularyDraws.serve(258, SamplingSettings.defaults())).isFalse();
    assertThat(VocabularyDraws.serve(151_936, new SamplingSettings(1, 0.9, 0))).isFalse();
    assertThat(VocabularyDraws.serve(151_936, new SamplingSettings(1, 1, 50))).isFalse();
  }

  private VocabularyDraws.Drawn drawn(
      float[] logits, int vocabularySize, double[] uniforms, SamplingSettings sampling) {
    Shape shape = new Shape(logits.length / vocabularySize, vocabularySize);
    try (VocabularyDraws draws = new VocabularyDraws(manager, request(sampling))) {
      return draws.drawn(NativeArrays.of(manager, logits, shape), uniforms);
    }
  }

  private static SampleRequest request(SamplingSettings sampling) {
    return new SampleRequest(1, 4, sampling, new int[0], 1, 0);
  }

  private static double logprob(
      float[] logits, int offset, int size, int token, double temperature) {
    double greatest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < size; i++) {
      greatest = Math.max(greatest, logits[offset + i]);
    }
    double total = 0;
    for (int i = 0; i < size; i++) {
      total += Math.exp((logits[offset + i] - greatest) / temperature);
    }
    return (logits[offset + token] - greatest) / temperature - Math.log(total);
  }
}
