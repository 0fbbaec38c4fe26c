package dev.vireo.models.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.algorithms.objective.LossType;
import dev.vireo.algorithms.objective.Normalizer;
import dev.vireo.algorithms.objective.Objective;
import dev.vireo.algorithms.objective.ObjectiveProfile;
import dev.vireo.algorithms.objective.ObjectiveSettings;
import dev.vireo.algorithms.objective.ObjectiveValue;
import dev.vireo.algorithms.objective.RatioLevel;
import dev.vireo.algorithms.objective.TokenBatch;
import dev.vireo.models.parameters.Parameter;
import dev.vireo.models.policy.Policy;
import dev.vireo.models.scoring.LogprobScorer;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.models.testing.Models;
import dev.vireo.models.training.GradientAccumulator;
import dev.vireo.models.training.LossValue;
import dev.vireo.models.training.MicroBatchResult;
import java.util.ArrayList;
import java.util.List;

/** Checks a policy's log-probabilities, GRPO loss and gradient against a fixture's. */
final class ExpectedGradient {
  private static final double TOLERANCE = 1e-4;

  private ExpectedGradient() {}

  static void check(Policy policy, Fixture fixture) {
    JsonNode grpo = fixture.expected().get("grpo");
    List<TokenSequence> sequences = new ArrayList<>();
    List<double[]> advantages = new ArrayList<>();
    for (JsonNode group : grpo.get("groups")) {
      for (int i = 0; i < group.get("completions").size(); i++) {
        sequences.add(
            new TokenSequence(
                Fixture.tokens(group.get("prompt")),
                Fixture.tokens(group.get("completions").get(i))));
        advantages.add(new double[] {group.get("advantages").get(i).asDouble()});
      }
    }
    double[][] old = perSequence(fixture, "old", sequences.size());
    double[][] reference = perSequence(fixture, "reference", sequences.size());
    Objective objective =
        new Objective(
            new ObjectiveSettings(
                LossType.DAPO,
                RatioLevel.TOKEN,
                grpo.get("epsilon_low").asDouble(),
                grpo.get("epsilon_high").asDouble(),
                grpo.get("beta").asDouble(),
                ObjectiveProfile.TRL));
    long tokens = sequences.stream().mapToInt(s -> s.completionTokenIds().length).sum();
    Normalizer normalizer = new Normalizer(sequences.size(), tokens, 1, 64);
    double[][] logprobs = new LogprobScorer(policy).score(sequences, 1);
    double[][] expected = perSequence(fixture, "logprobs", sequences.size());
    for (int i = 0; i < expected.length; i++) {
      assertThat(logprobs[i]).containsExactly(expected[i], within(TOLERANCE));
    }
    GradientAccumulator accumulator = new GradientAccumulator(policy);
    MicroBatchResult result =
        accumulator.accumulate(
            sequences,
            1,
            own -> {
              ObjectiveValue value =
                  objective.evaluate(
                      new TokenBatch(
                          own, old, reference, null, advantages.toArray(double[][]::new)),
                      normalizer);
              return new LossValue(value.loss(), value.gradient());
            });
    assertThat(result.loss()).isCloseTo(grpo.get("loss").asDouble(), within(TOLERANCE));
    assertGradient(policy, accumulator.gradients(), fixture);
  }

  private static void assertGradient(Policy policy, float[] actual, Fixture fixture) {
    float[] expected = fixture.flat("gradient", policy.layout());
    for (Parameter parameter : policy.layout().parameters()) {
      double norm = 0;
      double difference = 0;
      for (int i = parameter.offset(); i < parameter.offset() + parameter.size(); i++) {
        norm += (double) expected[i] * expected[i];
        difference += ((double) actual[i] - expected[i]) * ((double) actual[i] - expected[i]);
      }
      assertThat(norm).as(parameter.name()).isPositive();
      assertThat(Math.sqrt(difference))
          .as(parameter.name())
          .isLessThanOrEqualTo(TOLERANCE * Math.sqrt(norm));
    }
  }

  private static double[][] perSequence(Fixture fixture, String name, int sequences) {
    double[][] values = new double[sequences][];
    for (int i = 0; i < sequences; i++) {
      values[i] = Models.widened(fixture.numbers(name + "." + i));
    }
    return values;
  }
}
