package dev.vireo.models.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import dev.vireo.algorithms.loss.Denominators;
import dev.vireo.algorithms.loss.Loss;
import dev.vireo.algorithms.loss.LossValue;
import dev.vireo.algorithms.loss.Outputs;
import dev.vireo.algorithms.loss.Sums;
import dev.vireo.algorithms.loss.TokenStatistic;
import dev.vireo.algorithms.loss.Unit;
import dev.vireo.algorithms.loss.preference.PairExample;
import dev.vireo.algorithms.loss.preference.PreferenceLoss;
import dev.vireo.algorithms.loss.preference.PreferenceLossSettings;
import dev.vireo.models.adapter.LoraAdapter;
import dev.vireo.models.adapter.LoraSettings;
import dev.vireo.models.architecture.LanguageModelHead;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.engine.Model;
import dev.vireo.models.parameters.Parameter;
import dev.vireo.models.parameters.ParameterLayout;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.models.scoring.VocabularyChunks;
import dev.vireo.models.testing.Flat;
import dev.vireo.models.testing.Losses;
import dev.vireo.models.testing.Models;
import dev.vireo.models.testing.ReferenceDecoder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

// Over 300 lines: all cases share the reference and the small models.
class GradientAccumulatorTest {
  private static final double TEMPERATURE = 0.9;

  /** A loss that is no mere sum: its derivative depends on the log-probabilities. */
  private static final Losses.Formula CURVED =
      logprobs -> {
        double loss = 0;
        double[][] gradient = new double[logprobs.length][];
        for (int i = 0; i < logprobs.length; i++) {
          gradient[i] = new double[logprobs[i].length];
          for (int t = 0; t < logprobs[i].length; t++) {
            double weight = 0.1 * (1 + i) - 0.05 * t;
            loss += weight * Math.exp(logprobs[i][t] / 2);
            gradient[i][t] = weight * Math.exp(logprobs[i][t] / 2) / 2;
          }
        }
        return new LossValue(loss, gradient, new Sums());
      };

  static List<ModelConfig> configs() {
    return List.of(Models.llama(), Models.qwen());
  }

  @ParameterizedTest
  @MethodSource("configs")
  void layersComputedAgainGiveTheSameGradient(ModelConfig config) {
    float[] parameters = Models.parameters(config, 1);
    LoraAdapter adapter =
        new LoraAdapter(config, new LoraSettings(3, 6, List.of("q_proj", "down_proj")));
    float[] values = Flat.of(adapter.initial(2));
    for (int i = 0; i < values.length; i++) {
      values[i] += 0.01f * (i % 7);
    }
    try (Model whole = Models.policy(config, parameters);
        Model adapted =
            Model.adapted(
                config,
                new LanguageModelHead(),
                Flat.set(Flat.layout(config), parameters),
                adapter,
                Flat.set(adapter.layout(), values),
                Device.cpu())) {
      for (Model policy : List.of(whole, adapted)) {
        for (int limit : new int[] {1 << 20, 3 * config.vocabularySize()}) {
          GradientAccumulator plain = new GradientAccumulator(policy, limit);
          LossValue expected = twice(plain, config);
          float[] gradient = Flat.of(plain.gradients());
          GradientAccumulator again =
              new GradientAccumulator(policy, limit).gradientCheckpointing(true);
          LossValue found = twice(again, config);
          assertThat(found.loss()).isEqualTo(expected.loss());
          double difference = 0;
          double norm = 0;
          float[] recomputed = Flat.of(again.gradients());
          for (int i = 0; i < gradient.length; i++) {
            difference += Math.pow((double) recomputed[i] - gradient[i], 2);
            norm += Math.pow(gradient[i], 2);
          }
          assertThat(norm).isPositive();
          assertThat(Math.sqrt(difference / norm)).isLessThan(1e-6);
        }
      }
    }
  }

  private static LossValue twice(GradientAccumulator accumulator, ModelConfig config) {
    CURVED.accumulate(accumulator, sharedAndOwnPrompts(config), TEMPERATURE);
    return CURVED.accumulate(accumulator, sharedAndOwnPrompts(config), TEMPERATURE);
  }

  @ParameterizedTest
  @MethodSource("configs")
  void gradientsAreFiniteDifferencesOfTheReference(ModelConfig config) {
    float[] parameters = Models.parameters(config, 1);
    List<TokenSequence> sequences = sharedAndOwnPrompts(config);
    float[] gradient;
    try (Model policy = Models.policy(config, parameters)) {
      GradientAccumulator accumulator = new GradientAccumulator(policy);
      LossValue result = CURVED.accumulate(accumulator, sequences, TEMPERATURE);
      assertThat(result.loss())
          .isCloseTo(referenceLoss(config, Models.widened(parameters), sequences), within(1e-5));
      gradient = Flat.of(accumulator.gradients());
    }
    Random random = new Random(2);
    ParameterLayout layout = Flat.layout(config);
    for (Parameter parameter : layout.parameters()) {
      for (int check = 0; check < 6; check++) {
        int index = Flat.offset(layout, parameter) + random.nextInt(parameter.size());
        double expected = finiteDifference(config, parameters, sequences, index);
        assertThat((double) gradient[index])
            .as("%s, element %d", parameter.name(), index - Flat.offset(layout, parameter))
            .isCloseTo(expected, within(1e-5 + 1e-4 * Math.abs(expected)));
      }
    }
  }

  @Test
  void gradientsOfLongSequencesAreFiniteDifferencesOfTheReference() {
    ModelConfig config = Models.llama().toBuilder().layers(1).build();
    float[] parameters = Models.parameters(config, 1);
    Random random = new Random(7);
    int[] prompt = Models.tokens(random, 70, config);
    List<TokenSequence> sequences =
        List.of(
            new TokenSequence(prompt, Models.tokens(random, 67, config)),
            new TokenSequence(prompt, Models.tokens(random, 90, config)));
    float[] gradient;
    try (Model policy = Models.policy(config, parameters)) {
      GradientAccumulator accumulator = new GradientAccumulator(policy);
      CURVED.accumulate(accumulator, sequences, TEMPERATURE);
      gradient = Flat.of(accumulator.gradients());
    }
    ParameterLayout layout = Flat.layout(config);
    for (Parameter parameter : layout.parameters()) {
      int index = Flat.offset(layout, parameter) + random.nextInt(parameter.size());
      double expected = finiteDifference(config, parameters, sequences, index);
      assertThat((double) gradient[index])
          .as(parameter.name())
          .isCloseTo(expected, within(1e-5 + 2e-4 * Math.abs(expected)));
    }
  }

  private static double finiteDifference(
      ModelConfig config, float[] parameters, List<TokenSequence> sequences, int index) {
    double step = 1e-5;
    double[] moved = Models.widened(parameters);
    moved[index] = parameters[index] + step;
    double above = referenceLoss(config, moved, sequences);
    moved[index] = parameters[index] - step;
    double below = referenceLoss(config, moved, sequences);
    return (above - below) / (2 * step);
  }

  private static double referenceLoss(
      ModelConfig config, double[] parameters, List<TokenSequence> sequences) {
    ReferenceDecoder reference = new ReferenceDecoder(config, parameters);
    double[][] logprobs =
        sequences.stream()
            .map(s -> reference.logprobs(s.promptTokenIds(), s.completionTokenIds(), TEMPERATURE))
            .toArray(double[][]::new);
    return CURVED.of(logprobs).loss();
  }

  @Test
  void chunksOfTheVocabularyChangeNothing() {
    ModelConfig config = Models.qwen();
    List<TokenSequence> sequences = sharedAndOwnPrompts(config);
    try (Model policy = Models.policy(config, Models.parameters(config, 3))) {
      float[] whole = gradient(new GradientAccumulator(policy), sequences);
      for (int limit : new int[] {1, 40, 70}) {
        float[] chunked = gradient(new GradientAccumulator(policy, limit), sequences);
        assertClose(chunked, whole, 1e-6);
      }
    }
  }

  @Test
  void microBatchesAddUp() {
    ModelConfig config = Models.llama();
    List<TokenSequence> sequences = sharedAndOwnPrompts(config);
    try (Model policy = Models.policy(config, Models.parameters(config, 4))) {
      GradientAccumulator accumulator = new GradientAccumulator(policy);
      double whole = Losses.supervised(accumulator, sequences, 1, 50).loss();
      float[] expected = Flat.of(accumulator.gradients());
      accumulator.zero();
      assertThat(Flat.of(accumulator.gradients())).containsOnly(0);
      double parts = 0;
      for (TokenSequence sequence : sequences) {
        parts += Losses.supervised(accumulator, List.of(sequence), 1, 50).loss();
      }
      assertThat(parts).isCloseTo(whole, within(1e-5));
      assertClose(Flat.of(accumulator.gradients()), expected, 1e-6);
    }
  }

  @Test
  void theOrderOfSequencesChangesNothing() {
    ModelConfig config = Models.llama();
    List<TokenSequence> sequences = sharedAndOwnPrompts(config);
    List<TokenSequence> reversed = new ArrayList<>(sequences);
    Collections.reverse(reversed);
    try (Model policy = Models.policy(config, Models.parameters(config, 5))) {
      GradientAccumulator accumulator = new GradientAccumulator(policy);
      Losses.supervised(accumulator, sequences, 1, 9);
      float[] expected = Flat.of(accumulator.gradients());
      accumulator.zero();
      Losses.supervised(accumulator, reversed, 1, 9);
      assertClose(Flat.of(accumulator.gradients()), expected, 1e-6);
    }
  }

  @Test
  void aZeroDerivativeLeavesTheSumsAlone() {
    ModelConfig config = Models.llama();
    List<TokenSequence> sequences = sharedAndOwnPrompts(config);
    try (Model policy = Models.policy(config, Models.parameters(config, 6))) {
      GradientAccumulator accumulator = new GradientAccumulator(policy);
      Losses.supervised(accumulator, sequences, 1, 9);
      float[] before = Flat.of(accumulator.gradients());
      Losses.Formula flat =
          logprobs -> {
            double[][] zero = new double[logprobs.length][];
            for (int i = 0; i < zero.length; i++) {
              zero[i] = new double[logprobs[i].length];
            }
            return new LossValue(5, zero, new Sums());
          };
      LossValue result = flat.accumulate(accumulator, sequences, 1);
      assertThat(result.loss()).isEqualTo(5);
      assertThat(Flat.of(accumulator.gradients())).containsExactly(before);
    }
  }

  @Test
  void statisticsAreThoseOfTheDistributionsDrawnFrom() {
    ModelConfig config = Models.qwen();
    float[] parameters = Models.parameters(config, 8);
    ReferenceDecoder reference = new ReferenceDecoder(config, Models.widened(parameters));
    double[][] logits = reference.logits(new int[] {3, 4, 5});
    TokenSequence sequence =
        new TokenSequence(new int[] {3, 4}, new int[] {5, mostLikely(logits[2])});
    List<Outputs> seen = new ArrayList<>();
    Loss<Object> loss = new Seeing(seen);
    try (Model policy = Models.policy(config, parameters)) {
      // A row of logits at a time, and all of them together.
      for (int limit : new int[] {1, VocabularyChunks.DEFAULT_LIMIT}) {
        GradientAccumulator accumulator = new GradientAccumulator(policy, limit);
        accumulator.accumulate(List.of(sequence), 2, loss, List.of(""), Losses.step(1));
        assertThat(seen.remove(0).statistics()).isEmpty();
        accumulator.measureStatistics(true);
        accumulator.accumulate(List.of(sequence), 2, loss, List.of(""), Losses.step(1));
        Map<TokenStatistic, double[][]> measured = seen.remove(0).statistics();
        for (int t = 0; t < 2; t++) {
          double entropy = 0;
          double sum = 0;
          for (int token = 0; token < config.vocabularySize(); token++) {
            double logprob = -logSumExp(logits[t + 1], 2) + logits[t + 1][token] / 2;
            entropy -= Math.exp(logprob) * logprob;
            sum += logits[t + 1][token] / 2;
          }
          assertThat(measured.get(TokenStatistic.ENTROPY)[0][t]).isCloseTo(entropy, within(1e-5));
          assertThat(measured.get(TokenStatistic.MEAN_LOGIT)[0][t])
              .isCloseTo(sum / config.vocabularySize(), within(1e-5));
        }
        assertThat(measured.get(TokenStatistic.MOST_LIKELY)[0][1]).isEqualTo(1);
        assertThat(measured.get(TokenStatistic.MOST_LIKELY)[0][0])
            .isEqualTo(mostLikely(logits[1]) == 5 ? 1 : 0);
      }
    }
  }

  private static int mostLikely(double[] logits) {
    return IntStream.range(0, logits.length)
        .reduce(0, (best, token) -> logits[token] > logits[best] ? token : best);
  }

  /** A loss that keeps what it is given. */
  private record Seeing(List<Outputs> seen) implements Loss<Object> {

    @Override
    public Unit unit() {
      return Unit.TOKEN;
    }

    @Override
    public Set<TokenStatistic> statistics() {
      return EnumSet.allOf(TokenStatistic.class);
    }

    @Override
    public LossValue evaluate(Outputs outputs, List<Object> examples, Denominators step) {
      seen.add(outputs);
      return new LossValue(0, new double[][] {new double[2]}, new Sums());
    }

    @Override
    public SortedMap<String, Double> metrics(Sums sums, Denominators step) {
      return new TreeMap<>();
    }
  }

  @Test
  void sequencesOfHalfAPairAreRefused() {
    ModelConfig config = Models.llama();
    PreferenceLoss pairs = new PreferenceLoss(PreferenceLossSettings.defaults());
    try (Model policy = Models.policy(config, Models.parameters(config, 9))) {
      GradientAccumulator accumulator = new GradientAccumulator(policy);
      List<TokenSequence> three = sharedAndOwnPrompts(config).subList(0, 3);
      List<PairExample> examples = List.of(PairExample.of(-1, -1), PairExample.of(-1, -1));
      assertThatThrownBy(() -> accumulator.accumulate(three, 1, pairs, examples, Losses.step(1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("3 sequences are not those of 2 examples of 2 each");
    }
  }

  @Test
  void aDerivativeOfAnotherShapeIsRefused() {
    ModelConfig config = Models.llama();
    Losses.Formula wrong = logprobs -> new LossValue(0, new double[logprobs.length][1], new Sums());
    try (Model policy = Models.policy(config, Models.parameters(config, 9))) {
      GradientAccumulator accumulator = new GradientAccumulator(policy);
      assertThatThrownBy(() -> wrong.accumulate(accumulator, sharedAndOwnPrompts(config), 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("another shape");
    }
  }

  private static double logSumExp(double[] logits, double temperature) {
    double sum = 0;
    for (double logit : logits) {
      sum += Math.exp(logit / temperature);
    }
    return Math.log(sum);
  }

  /** A group of three, a group of two with a longer prompt, and one alone. */
  private static List<TokenSequence> sharedAndOwnPrompts(ModelConfig config) {
    Random random = new Random(11);
    int[] first = Models.tokens(random, 4, config);
    int[] second = Models.tokens(random, 7, config);
    return List.of(
        new TokenSequence(first, Models.tokens(random, 5, config)),
        new TokenSequence(first, Models.tokens(random, 1, config)),
        new TokenSequence(first, Models.tokens(random, 3, config)),
        new TokenSequence(second, Models.tokens(random, 4, config)),
        new TokenSequence(second, Models.tokens(random, 6, config)),
        Models.sequence(random, 3, 4, config));
  }

  private static float[] gradient(GradientAccumulator accumulator, List<TokenSequence> sequences) {
    accumulator.zero();
    CURVED.accumulate(accumulator, sequences, TEMPERATURE);
    return Flat.of(accumulator.gradients());
  }

  private static void assertClose(float[] actual, float[] expected, double tolerance) {
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) actual[i]).isCloseTo(expected[i], within(tolerance));
    }
  }
}
