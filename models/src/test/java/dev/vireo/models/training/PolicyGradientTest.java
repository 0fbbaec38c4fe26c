package dev.vireo.models.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.algorithms.loss.Denominators;
import dev.vireo.algorithms.loss.Outputs;
import dev.vireo.algorithms.loss.policy.PolicyExample;
import dev.vireo.algorithms.loss.policy.PolicyLoss;
import dev.vireo.algorithms.loss.policy.PolicyLossSettings;
import dev.vireo.algorithms.loss.policy.PolicyLossType;
import dev.vireo.algorithms.loss.policy.PolicyProfile;
import dev.vireo.algorithms.loss.policy.RatioLevel;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.engine.Model;
import dev.vireo.models.parameters.Parameter;
import dev.vireo.models.parameters.ParameterLayout;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.models.testing.Flat;
import dev.vireo.models.testing.Models;
import dev.vireo.models.testing.ReferenceDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** From parameters through decoder and objective to the loss, and back. */
class PolicyGradientTest {
  @ParameterizedTest
  @EnumSource(RatioLevel.class)
  void theGradientOfTheObjectiveIsItsFiniteDifference(RatioLevel ratio) {
    assertFiniteDifference(Models.qwen(), ratio);
  }

  static List<ModelConfig> configs() {
    return Models.all();
  }

  @ParameterizedTest
  @MethodSource("configs")
  void thatHoldsForEveryArchitecture(ModelConfig config) {
    assertFiniteDifference(config, RatioLevel.TOKEN);
  }

  private static void assertFiniteDifference(ModelConfig config, RatioLevel ratio) {
    Random random = new Random(3);
    List<TokenSequence> sequences = new ArrayList<>();
    for (int group = 0; group < 2; group++) {
      int[] prompt = Models.tokens(random, 3 + group, config);
      for (int i = 0; i < 4; i++) {
        int[] completion = Models.tokens(random, 1 + random.nextInt(5), config);
        sequences.add(new TokenSequence(prompt, completion));
      }
    }
    float[] parameters = Models.parameters(config, 1);
    double[][] old = nearby(logprobs(config, Models.widened(parameters), sequences), random);
    double[][] reference = nearby(old, random);
    double[][] advantages = new double[sequences.size()][];
    for (int i = 0; i < advantages.length; i++) {
      advantages[i] = new double[] {random.nextGaussian()};
    }
    PolicyLossSettings usual = PolicyLossSettings.defaults();
    PolicyLoss loss =
        new PolicyLoss(
            new PolicyLossSettings(
                PolicyLossType.DAPO,
                ratio,
                0.2,
                0.3,
                0.1,
                false,
                PolicyProfile.TRL,
                usual.sapo(),
                usual.vespo()));
    long tokens = sequences.stream().mapToInt(s -> s.completionTokenIds().length).sum();
    Denominators counts =
        new Denominators(sequences.size(), sequences.size(), tokens, tokens, tokens, 1, 5);
    List<PolicyExample> examples = new ArrayList<>();
    for (int i = 0; i < advantages.length; i++) {
      examples.add(PolicyExample.of(Optional.of(old[i]), Optional.of(reference[i]), advantages[i]));
    }

    float[] gradient;
    try (Model policy = Models.policy(config, parameters)) {
      GradientAccumulator accumulator = new GradientAccumulator(policy);
      accumulator.accumulate(sequences, 1, loss, examples, counts);
      gradient = Flat.of(accumulator.gradients());
    }

    ParameterLayout layout = Flat.layout(config);
    for (Parameter parameter : layout.parameters()) {
      int index = Flat.offset(layout, parameter) + random.nextInt(parameter.size());
      double[] moved = Models.widened(parameters);
      double step = 1e-6;
      moved[index] = parameters[index] + step;
      double above =
          loss.evaluate(Outputs.of(logprobs(config, moved, sequences)), examples, counts).loss();
      moved[index] = parameters[index] - step;
      double below =
          loss.evaluate(Outputs.of(logprobs(config, moved, sequences)), examples, counts).loss();
      double expected = (above - below) / (2 * step);
      assertThat((double) gradient[index])
          .as(parameter.name())
          .isCloseTo(expected, within(1e-5 + 1e-4 * Math.abs(expected)));
    }
  }

  private static double[][] logprobs(
      ModelConfig config, double[] parameters, List<TokenSequence> sequences) {
    ReferenceDecoder reference = new ReferenceDecoder(config, parameters);
    return sequences.stream()
        .map(s -> reference.logprobs(s.promptTokenIds(), s.completionTokenIds(), 1))
        .toArray(double[][]::new);
  }

  /** Log-probabilities some ratios of which are clipped, some not. */
  private static double[][] nearby(double[][] logprobs, Random random) {
    double[][] result = new double[logprobs.length][];
    for (int i = 0; i < result.length; i++) {
      result[i] = logprobs[i].clone();
      for (int t = 0; t < result[i].length; t++) {
        result[i][t] += 0.3 * random.nextGaussian();
      }
    }
    return result;
  }
}
