package dev.vireo.algorithms.loss.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.algorithms.JsonLines;
import dev.vireo.algorithms.loss.Denominators;
import dev.vireo.algorithms.loss.LossValue;
import dev.vireo.algorithms.loss.Outputs;
import dev.vireo.algorithms.loss.TokenStatistic;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PolicyLossGoldenTest {

  /** Losses and derivatives computed apart, and checked there by fourth-order differences. */
  @Test
  void everyVector() {
    int number = 0;
    for (JsonNode line : JsonLines.read("/grpo_loss.jsonl")) {
      number++;
      double[][] logprobs = JsonLines.rows(line.get("logprobs"));
      boolean[][] masks = JsonLines.masks(line.get("completion_mask"));
      Batches batch =
          new Batches(
              logprobs,
              examples(line, "advantages", "old_logprobs", "ref_logprobs", masks, logprobs.length));
      PolicyLossSettings settings =
          settings(
              line.get("loss_type").asText(),
              line.get("importance_sampling_level").asText(),
              line,
              false);

      LossValue value =
          batch.evaluate(settings, batch.step(1, line.get("max_completion_length").asInt()));

      check("line " + number, value, line.get("loss"), line.get("dloss_dlogprob"), 1e-9);
    }
  }

  /**
   * What TRL 1.16's GRPOTrainer computes in float64 of given log-probabilities. To make the file
   * anew: {@code $(checks/interop/environment)/bin/python checks/interop/policy_losses.py --write}.
   */
  @Test
  void everyLossOfTrl() {
    Set<PolicyLossType> seen = EnumSet.noneOf(PolicyLossType.class);
    List<JsonNode> lines = JsonLines.read("/policy_losses-trl-1.16.jsonl");
    JsonNode batch = lines.get(0);
    double[][] logprobs = JsonLines.rows(batch.get("logprobs"));
    Outputs outputs =
        new Outputs(
            logprobs, Map.of(TokenStatistic.ENTROPY, JsonLines.rows(batch.get("entropies"))));
    boolean[][] masks = JsonLines.masks(batch.get("completion_mask"));
    for (JsonNode line : lines.subList(1, lines.size())) {
      PolicyLossSettings settings =
          settings(
              line.get("loss").asText(),
              line.get("ratio").asText(),
              line,
              line.get("bias_corrected_kl").asBoolean());
      seen.add(settings.loss());
      boolean ofTokens = line.get("of_tokens").asBoolean();
      String name =
          settings
              + (line.get("on_policy").asBoolean() ? ", on-policy" : "")
              + (ofTokens ? ", an advantage a token" : "");
      List<PolicyExample> examples =
          examples(
              batch,
              ofTokens ? "token_advantages" : "advantages",
              line.get("on_policy").asBoolean() ? "none" : "old_logprobs",
              settings.beta() > 0 ? "reference_logprobs" : "none",
              masks,
              logprobs.length);
      Denominators step =
          new Batches(logprobs, examples).step(1, batch.get("max_completion_length").asInt());
      PolicyLoss loss = new PolicyLoss(settings);

      LossValue value = loss.evaluate(outputs, examples, step);

      check(name, value, line.get("value"), line.get("gradient"), 1e-12);
      Map<String, Double> metrics = loss.metrics(value.sums(), step);
      line.get("metrics").properties().stream()
          // TRL's mean is then over tokens, and not over completions.
          .filter(metric -> !(ofTokens && metric.getKey().equals("vespo/phi_seq_mean")))
          .forEach(
              metric ->
                  assertThat(metrics.get(metric.getKey()))
                      .as(metric.getKey() + " of " + name)
                      .isNotNull()
                      .isCloseTo(metric.getValue().asDouble(), within(1e-12)));
      assertThat(metrics.keySet())
          .as("metrics that are not TRL's")
          .isSubsetOf(union(line.get("metrics"), "loss", "trained_tokens", "zero_std/kl_share"));
    }
    assertThat(seen).isEqualTo(EnumSet.allOf(PolicyLossType.class));
  }

  private static void check(
      String name, LossValue value, JsonNode loss, JsonNode gradient, double close) {
    assertThat(value.loss()).as("loss of " + name).isCloseTo(loss.asDouble(), within(close));
    double[][] expected = JsonLines.rows(gradient);
    for (int b = 0; b < expected.length; b++) {
      assertThat(value.gradient()[b])
          .as("gradient of " + name)
          .containsExactly(expected[b], within(close));
    }
  }

  private static PolicyLossSettings settings(
      String loss, String ratio, JsonNode line, boolean biasCorrectedKl) {
    return new PolicyLossSettings(
        PolicyLossType.valueOf(loss.toUpperCase(Locale.ROOT).replace('-', '_')),
        RatioLevel.valueOf(ratio.toUpperCase(Locale.ROOT)),
        line.get("epsilon_low").asDouble(),
        line.get("epsilon_high").asDouble(),
        line.get("beta").asDouble(),
        biasCorrectedKl,
        PolicyProfile.TRL,
        SapoSettings.defaults(),
        VespoSettings.defaults());
  }

  private static List<PolicyExample> examples(
      JsonNode batch,
      String advantagesOf,
      String old,
      String reference,
      boolean[][] masks,
      int count) {
    List<PolicyExample> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      JsonNode advantages = batch.get(advantagesOf).get(i);
      examples.add(
          new PolicyExample(
              row(batch, old, i),
              row(batch, reference, i),
              advantages.isArray()
                  ? JsonLines.numbers(advantages)
                  : new double[] {advantages.asDouble()},
              Optional.of(masks[i])));
    }
    return examples;
  }

  private static Optional<double[]> row(JsonNode batch, String field, int row) {
    return batch.hasNonNull(field)
        ? Optional.of(JsonLines.numbers(batch.get(field).get(row)))
        : Optional.empty();
  }

  private static Set<String> union(JsonNode object, String... others) {
    Set<String> names = new TreeSet<>(Set.of(others));
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
