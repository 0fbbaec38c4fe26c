package dev.vireo.models.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.algorithms.loss.Denominators;
import dev.vireo.algorithms.loss.LossValue;
import dev.vireo.algorithms.loss.policy.PolicyExample;
import dev.vireo.algorithms.loss.policy.PolicyLoss;
import dev.vireo.algorithms.loss.policy.PolicyLossSettings;
import dev.vireo.algorithms.loss.policy.PolicyLossType;
import dev.vireo.algorithms.loss.policy.PolicyProfile;
import dev.vireo.algorithms.loss.policy.RatioLevel;
import dev.vireo.models.engine.Model;
import dev.vireo.models.parameters.Parameter;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.models.scoring.LogprobScorer;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.models.testing.Models;
import dev.vireo.models.training.GradientAccumulator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks a policy's log-probabilities, GRPO loss and gradient against a fixture's. */
final class ExpectedGradient {
  private static final double TOLERANCE = 1e-4;

  private ExpectedGradient() {}

  static void check(Model policy, Fixture fixture) {
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
    PolicyLossSettings usual = PolicyLossSettings.defaults();
    PolicyLoss loss =
        new PolicyLoss(
            new PolicyLossSettings(
                PolicyLossType.DAPO,
                RatioLevel.TOKEN,
                grpo.get("epsilon_low").asDouble(),
                grpo.get("epsilon_high").asDouble(),
                grpo.get("beta").asDouble(),
                false,
                PolicyProfile.TRL,
                usual.sapo(),
                usual.vespo()));
    long tokens = sequences.stream().mapToInt(s -> s.completionTokenIds().length).sum();
    Denominators step =
        new Denominators(sequences.size(), sequences.size(), tokens, tokens, tokens, 1, 64);
    double[][] logprobs = new LogprobScorer(policy).score(sequences, 1);
    double[][] expected = perSequence(fixture, "logprobs", sequences.size());
    for (int i = 0; i < expected.length; i++) {
      assertThat(logprobs[i]).containsExactly(expected[i], within(TOLERANCE));
    }
    GradientAccumulator accumulator = new GradientAccumulator(policy);
    List<PolicyExample> examples = new ArrayList<>();
    for (int i = 0; i < old.length; i++) {
      examples.add(
          PolicyExample.of(Optional.of(old[i]), Optional.of(reference[i]), advantages.get(i)));
    }
    LossValue result = accumulator.accumulate(sequences, 1, loss, examples, step);
    assertThat(result.loss()).isCloseTo(grpo.get("loss").asDouble(), within(TOLERANCE));
    assertGradient(policy, accumulator.gradients(), fixture, "gradient");
  }

  /** Compares a gradient with the one that the fixture has under a prefix. */
  static void assertGradient(Model policy, ParameterSet actual, Fixture fixture, String prefix) {
    ParameterSet all = fixture.set(prefix, policy.layout());
    for (Parameter parameter : policy.layout().parameters()) {
      double norm = 0;
      double difference = 0;
      float[] expected = all.elements(parameter);
      for (int i = 0; i < expected.length; i++) {
        norm += (double) expected[i] * expected[i];
        difference += Math.pow((double) actual.elements(parameter)[i] - expected[i], 2);
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
