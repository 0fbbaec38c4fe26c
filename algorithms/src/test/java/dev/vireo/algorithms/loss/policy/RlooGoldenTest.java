package dev.vireo.algorithms.loss.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.algorithms.JsonLines;
import dev.vireo.algorithms.advantage.AdvantageProfile;
import dev.vireo.algorithms.advantage.AdvantageSettings;
import dev.vireo.algorithms.advantage.Advantages;
import dev.vireo.algorithms.advantage.BatchStatistics;
import dev.vireo.algorithms.advantage.KlEstimator;
import dev.vireo.algorithms.advantage.Whitening;
import dev.vireo.algorithms.loss.Denominators;
import dev.vireo.algorithms.loss.LossValue;
import dev.vireo.algorithms.loss.Outputs;
import dev.vireo.algorithms.loss.TokenStatistic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * RLOO as TRL 1.16's RLOOTrainer computes it in float64 of given log-probabilities and rewards. To
 * make the file anew: {@code $(checks/interop/environment)/bin/python checks/interop/rloo_losses.py
 * --write}.
 */
class RlooGoldenTest {
  private static final AdvantageSettings RLOO = AdvantageSettings.of(AdvantageProfile.RLOO);

  private final List<JsonNode> lines = JsonLines.read("/rloo_losses-trl-1.16.jsonl");
  private final JsonNode batch = lines.get(0);

  @Test
  void advantagesLossGradientAndMetricsAreThoseOfTrl() {
    assertThat(lines).hasSize(9);
    double[][] logprobs = JsonLines.rows(batch.get("logprobs"));
    Outputs outputs =
        new Outputs(
            logprobs, Map.of(TokenStatistic.ENTROPY, JsonLines.rows(batch.get("entropies"))));
    for (JsonNode line : lines.subList(1, lines.size())) {
      boolean onPolicy = line.get("on_policy").asBoolean();
      String name = line.get("beta") + ", " + line.get("normalize") + ", " + onPolicy;
      double[][] old = onPolicy ? logprobs : JsonLines.rows(batch.get("old_logprobs"));

      double[] advantages =
          advantages(old, line.get("beta").asDouble(), line.get("normalize").asBoolean());

      assertThat(advantages)
          .as("advantages of " + name)
          .containsExactly(JsonLines.numbers(line.get("advantages")), within(1e-12));
      List<PolicyExample> examples = new ArrayList<>();
      for (int i = 0; i < advantages.length; i++) {
        examples.add(
            PolicyExample.of(
                onPolicy ? Optional.empty() : Optional.of(old[i]),
                Optional.empty(),
                new double[] {advantages[i]}));
      }
      Denominators step = new Batches(logprobs, examples).step(1, 6);
      PolicyLoss loss = new PolicyLoss(settings(line));
      LossValue value = loss.evaluate(outputs, examples, step);

      assertThat(value.loss()).as(name).isCloseTo(line.get("value").asDouble(), within(1e-12));
      double[][] gradient = JsonLines.rows(line.get("gradient"));
      for (int i = 0; i < gradient.length; i++) {
        assertThat(value.gradient()[i]).as(name).containsExactly(gradient[i], within(1e-12));
      }
      Map<String, Double> metrics = loss.metrics(value.sums(), step);
      line.get("metrics").properties().stream()
          .filter(metric -> metrics.containsKey(metric.getKey()))
          .forEach(
              metric ->
                  assertThat(metrics.get(metric.getKey()))
                      .as(metric.getKey() + " of " + name)
                      .isCloseTo(metric.getValue().asDouble(), within(1e-12)));
      assertThat(metrics).containsKeys("clip_ratio/high_max", "clip_ratio/low_min", "entropy");
    }
  }

  private double[] advantages(double[][] old, double beta, boolean normalize) {
    double[] rewards = new double[old.length];
    double[][] reference = JsonLines.rows(batch.get("reference_logprobs"));
    for (int i = 0; i < rewards.length; i++) {
      JsonNode reward = batch.get("rewards").get(i);
      rewards[i] = reward.isNull() ? Double.NaN : reward.asDouble();
      for (int t = 0; t < old[i].length; t++) {
        rewards[i] -= beta * KlEstimator.K1.of(old[i][t], reference[i][t]);
      }
    }
    int size = batch.get("group").asInt();
    double[] advantages = new double[rewards.length];
    BatchStatistics statistics = new BatchStatistics();
    for (int first = 0; first < rewards.length; first += size) {
      double[] group = Arrays.copyOfRange(rewards, first, first + size);
      double[] made = Advantages.ofGroup(group, RLOO).advantages();
      System.arraycopy(made, 0, advantages, first, size);
      for (int i = 0; i < size; i++) {
        if (!Double.isNaN(group[i])) {
          statistics.add(new double[] {made[i]});
        }
      }
    }
    for (int i = 0; normalize && i < rewards.length; i++) {
      if (!Double.isNaN(rewards[i])) {
        advantages[i] = Whitening.COMPLETIONS.of(advantages[i], statistics);
      }
    }
    return advantages;
  }

  private static PolicyLossSettings settings(JsonNode line) {
    return new PolicyLossSettings(
        PolicyLossType.GRPO,
        RatioLevel.SEQUENCE_SUM,
        line.get("epsilon_low").asDouble(),
        line.get("epsilon_high").asDouble(),
        0,
        true,
        PolicyProfile.TRL,
        SapoSettings.defaults(),
        VespoSettings.defaults());
  }
}
