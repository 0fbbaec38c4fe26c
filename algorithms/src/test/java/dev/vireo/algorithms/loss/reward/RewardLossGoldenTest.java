package dev.vireo.algorithms.loss.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.algorithms.JsonLines;
import dev.vireo.algorithms.loss.Denominators;
import dev.vireo.algorithms.loss.Loss;
import dev.vireo.algorithms.loss.LossValue;
import dev.vireo.algorithms.loss.Outputs;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What TRL 1.16's RewardTrainer computes in float64 of given rewards, and torch of the losses that
 * it lacks. To make the file anew: {@code $(checks/interop/environment)/bin/python
 * checks/interop/reward_parity.py --write}.
 */
class RewardLossGoldenTest {
  private static final double CLOSE = 1e-12;

  @Test
  void everyLoss() {
    Set<RewardLossType> seen = EnumSet.noneOf(RewardLossType.class);
    int number = 0;
    for (JsonNode line : JsonLines.read("/reward_losses-trl-1.16.jsonl")) {
      number++;
      String key = line.get("loss_type").asText();
      RewardLossType type = RewardLossType.valueOf(key.toUpperCase(Locale.ROOT).replace('-', '_'));
      seen.add(type);
      RewardLossSettings settings =
          new RewardLossSettings(
              type, line.path("margin").asBoolean(), line.path("centering").asDouble());
      String name = "line " + number + ", " + key;
      if (type.isUnpaired()) {
        List<RatedExample> examples = new ArrayList<>();
        line.get("ratings").forEach(rating -> examples.add(new RatedExample(rating.asDouble())));
        check(name, new RatedRewardLoss(settings), examples, line);
      } else {
        check(name, new PairwiseRewardLoss(settings), pairs(line), line);
      }
    }
    assertThat(seen).isEqualTo(EnumSet.allOf(RewardLossType.class));
  }

  private static List<RewardPair> pairs(JsonNode line) {
    List<RewardPair> pairs = new ArrayList<>();
    for (int i = 0; i < line.get("rows").size() / 2; i++) {
      JsonNode span = line.path("spans").path(i);
      pairs.add(
          span.isMissingNode()
              ? RewardPair.of(line.path("margins").path(i).asDouble())
              : new RewardPair(0, span.get(0).asInt(), span.get(1).asInt(), span.get(2).asInt()));
    }
    return pairs;
  }

  private static <E> void check(String name, Loss<E> loss, List<E> examples, JsonNode expected) {
    double[][] rows = JsonLines.rows(expected.get("rows"));
    Denominators step = new Denominators(examples.size(), rows.length, 77, 0, 0, 1, 0);
    LossValue value = loss.evaluate(Outputs.of(rows), examples, step);
    assertThat(value.loss())
        .as("loss of " + name)
        .isCloseTo(expected.get("loss").asDouble(), within(CLOSE));
    double[][] gradient = JsonLines.rows(expected.get("gradient"));
    for (int row = 0; row < gradient.length; row++) {
      assertThat(value.gradient()[row])
          .as("gradient of row " + row + " of " + name)
          .containsExactly(gradient[row], within(CLOSE));
    }
    Map<String, Double> metrics = loss.metrics(value.sums(), step);
    assertThat(metrics).containsEntry("num_tokens", 77.0).containsKeys("min_reward", "max_reward");
    expected
        .get("metrics")
        .properties()
        .forEach(
            metric ->
                assertThat(metrics.get(metric.getKey()))
                    .as(metric.getKey() + " of " + name)
                    .isNotNull()
                    .isCloseTo(metric.getValue().asDouble(), within(CLOSE)));
  }
}
