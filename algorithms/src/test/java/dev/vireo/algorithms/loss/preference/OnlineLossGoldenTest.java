package dev.vireo.algorithms.loss.preference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.algorithms.JsonLines;
import dev.vireo.algorithms.loss.Denominators;
import dev.vireo.algorithms.loss.LossValue;
import dev.vireo.algorithms.loss.Outputs;
import dev.vireo.algorithms.sampling.GeometricMixture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What TRL 1.13's XPOTrainer and NashMDTrainer compute in float64 of given log-probabilities, and
 * the mixture that the latter samples. To make the file anew: {@code checks/interop/online_check
 * --write}.
 */
class OnlineLossGoldenTest {
  private static final double CLOSE = 1e-12;

  @Test
  void everyTrainer() {
    List<String> seen = new ArrayList<>();
    for (JsonNode line : JsonLines.read("/online_losses-trl-1.13.jsonl")) {
      String trainer = line.get("trainer").asText();
      seen.add(trainer);
      switch (trainer) {
        case "xpo" -> xpo(line, "case " + seen.size() + ", " + line.get("loss_type"));
        case "nash-md" -> nashMd(line);
        default -> mixture(line);
      }
    }
    assertThat(seen).hasSize(18).contains("xpo", "nash-md", "mixture");
  }

  private static void xpo(JsonNode line, String name) {
    double[][] own = JsonLines.rows(line.get("own"));
    double[][] others = JsonLines.rows(line.get("others"));
    double[] ownReference = sums(line.get("own_reference"));
    double[] othersReference = sums(line.get("others_reference"));
    double[][] rows = new double[2 * own.length][];
    List<OpponentPair> examples = new ArrayList<>();
    for (int i = 0; i < own.length; i++) {
      boolean ownChosen = line.get("own_chosen").get(i).asBoolean();
      rows[2 * i] = ownChosen ? own[i] : others[i];
      rows[2 * i + 1] = ownChosen ? others[i] : own[i];
      PairExample pair =
          ownChosen
              ? PairExample.of(ownReference[i], othersReference[i])
              : PairExample.of(othersReference[i], ownReference[i]);
      examples.add(new OpponentPair(pair, !ownChosen));
    }
    boolean ipo = line.get("loss_type").asText().equals("ipo");
    PreferenceLossSettings settings =
        Settings.of(
            LossMix.of(ipo ? PreferenceLossType.IPO : PreferenceLossType.SIGMOID),
            ipo
                ? Map.of("beta", line.get("beta").asDouble(), "token-average", false)
                : Map.of("beta", line.get("beta").asDouble()));
    XpoLoss loss = new XpoLoss(settings, line.get("alpha").asDouble());
    Denominators step = Steps.ofPairs(rows, examples.stream().map(OpponentPair::pair).toList());
    LossValue value = loss.evaluate(Outputs.of(rows), examples, step);
    assertThat(value.loss()).as(name).isCloseTo(number(line, "loss"), within(CLOSE));
    Map<String, Double> metrics = loss.metrics(value.sums(), step);
    assertThat(metrics.get("loss")).as(name).isCloseTo(number(line, "loss"), within(CLOSE));
    assertThat(metrics.get("loss/dpo")).as(name).isCloseTo(number(line, "dpo"), within(CLOSE));
    assertThat(metrics.get("loss/xpo")).as(name).isCloseTo(number(line, "xpo"), within(CLOSE));
    double[][] ownGradient = JsonLines.rows(line.get("own_gradient"));
    double[][] othersGradient = JsonLines.rows(line.get("others_gradient"));
    for (int i = 0; i < own.length; i++) {
      int ownRow = examples.get(i).opponentChosen() ? 2 * i + 1 : 2 * i;
      assertThat(value.gradient()[ownRow]).as(name).containsExactly(ownGradient[i], within(CLOSE));
      assertThat(value.gradient()[4 * i + 1 - ownRow])
          .as(name)
          .containsExactly(othersGradient[i], within(CLOSE));
    }
  }

  private static void nashMd(JsonNode line) {
    double[][] rows = JsonLines.rows(line.get("own"));
    double[][] reference = JsonLines.rows(line.get("reference"));
    double[] rewards = JsonLines.numbers(line.get("rewards"));
    double[] others = JsonLines.numbers(line.get("other_rewards"));
    double[] probabilities = JsonLines.numbers(line.get("probabilities"));
    List<ComparedCompletion> examples = new ArrayList<>();
    for (int i = 0; i < rows.length; i++) {
      double probability = PreferenceProbability.SIGMOID.of(rewards[i], others[i]);
      assertThat(probability).isCloseTo(probabilities[i], within(CLOSE));
      examples.add(new ComparedCompletion(reference[i], probability));
    }
    NashMdLoss loss = new NashMdLoss(line.get("beta").asDouble());
    Denominators step = Steps.ofSequences(rows);
    LossValue value = loss.evaluate(Outputs.of(rows), examples, step);
    assertThat(value.loss()).isCloseTo(number(line, "loss"), within(CLOSE));
    double[][] gradient = JsonLines.rows(line.get("gradient"));
    for (int i = 0; i < rows.length; i++) {
      assertThat(value.gradient()[i]).containsExactly(gradient[i], within(CLOSE));
    }
    Map<String, Double> metrics = loss.metrics(value.sums(), step);
    assertThat(metrics.get("loss/score")).isCloseTo(number(line, "score"), within(CLOSE));
    assertThat(metrics.get("loss/kl")).isCloseTo(number(line, "kl"), within(CLOSE));
    assertThat(metrics.get("rewards/probabilities"))
        .isCloseTo(Arrays.stream(probabilities).average().orElseThrow(), within(CLOSE));
    assertThat(metrics.get("rewards/accuracies")).isEqualTo(0.5);
  }

  private static void mixture(JsonNode line) {
    float[] mixed = floats(line.get("policy"));
    new GeometricMixture(number(line, "weight")).mix(mixed, floats(line.get("reference")));
    double total = 0;
    for (float logit : mixed) {
      total += Math.exp(logit);
    }
    double[] expected = JsonLines.numbers(line.get("logprobs"));
    for (int i = 0; i < mixed.length; i++) {
      assertThat(mixed[i] - Math.log(total)).isCloseTo(expected[i], within(1e-6));
    }
  }

  private static double number(JsonNode line, String name) {
    return line.get(name).asDouble();
  }

  private static double[] sums(JsonNode rows) {
    return Arrays.stream(JsonLines.rows(rows))
        .mapToDouble(row -> Arrays.stream(row).sum())
        .toArray();
  }

  private static float[] floats(JsonNode numbers) {
    double[] wide = JsonLines.numbers(numbers);
    float[] floats = new float[wide.length];
    for (int i = 0; i < wide.length; i++) {
      floats[i] = (float) wide[i];
    }
    return floats;
  }
}
