package dev.vireo.algorithms.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.algorithms.JsonLines;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Losses and derivatives computed apart, and checked there by fourth-order differences. */
class ObjectiveGoldenTest {

  @Test
  void everyVector() {
    int number = 0;
    for (JsonNode line : JsonLines.read("/grpo_loss.jsonl")) {
      number++;
      ObjectiveSettings settings =
          new ObjectiveSettings(
              LossType.valueOf(line.get("loss_type").asText().toUpperCase(Locale.ROOT)),
              RatioLevel.valueOf(
                  line.get("importance_sampling_level").asText().toUpperCase(Locale.ROOT)),
              line.get("epsilon_low").asDouble(),
              line.get("epsilon_high").asDouble(),
              line.get("beta").asDouble(),
              ObjectiveProfile.TRL);
      TokenBatch batch =
          new TokenBatch(
              JsonLines.rows(line.get("logprobs")),
              rows(line, "old_logprobs"),
              rows(line, "ref_logprobs"),
              JsonLines.masks(line.get("completion_mask")),
              JsonLines.rows(line.get("advantages")));

      ObjectiveValue value =
          new Objective(settings)
              .evaluate(batch, Normalizer.of(batch, line.get("max_completion_length").asInt()));

      assertThat(value.loss())
          .as("loss of line %s", number)
          .isCloseTo(line.get("loss").asDouble(), within(1e-9));
      double[][] expected = JsonLines.rows(line.get("dloss_dlogprob"));
      for (int b = 0; b < expected.length; b++) {
        assertThat(value.gradient()[b])
            .as("gradient of line %s", number)
            .containsExactly(expected[b], within(1e-9));
      }
    }
  }

  private static double[][] rows(JsonNode line, String field) {
    return line.hasNonNull(field) ? JsonLines.rows(line.get(field)) : null;
  }
}
