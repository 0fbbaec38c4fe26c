package dev.vireo.algorithms.loss.preference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.algorithms.JsonLines;
import dev.vireo.algorithms.loss.Denominators;
import dev.vireo.algorithms.loss.Loss;
import dev.vireo.algorithms.loss.LossValue;
import dev.vireo.algorithms.loss.Outputs;
import dev.vireo.algorithms.loss.SupervisedExample;
import dev.vireo.algorithms.loss.SupervisedLoss;
import dev.vireo.algorithms.loss.TokenStatistic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What TRL 1.16's DPOTrainer, CPOTrainer, ORPOTrainer, KTOTrainer and SFTTrainer compute in float64
 * of given log-probabilities. To make the file anew: {@code
 * $(checks/interop/environment)/bin/python checks/interop/preference_parity.py --write}.
 */
class PreferenceLossGoldenTest {
  private static final double CLOSE = 1e-12;

  @Test
  void everyTrainer() {
    Set<PreferenceLossType> seen = EnumSet.noneOf(PreferenceLossType.class);
    int number = 0;
    for (JsonNode line : JsonLines.read("/preference_losses-trl-1.16.jsonl")) {
      number++;
      String name = "line " + number + ", " + line.get("trainer") + " " + line.get("losses");
      double[][] rows = JsonLines.rows(line.get("rows"));
      Outputs outputs = new Outputs(rows, statistics(line));
      if (line.get("trainer").asText().equals("sft")) {
        List<SupervisedExample> examples = new ArrayList<>();
        line.get("tokens").forEach(tokens -> examples.add(new SupervisedExample(tokens.asInt())));
        check(name, new SupervisedLoss(), outputs, examples, Steps.ofSequences(rows), line);
        continue;
      }
      PreferenceLossSettings settings = settings(line);
      settings.loss().losses().forEach(loss -> seen.add(loss.type()));
      if (settings.loss().unpaired()) {
        check(
            name,
            new UnpairedLoss(settings),
            outputs,
            unpaired(line),
            Steps.ofSequences(rows),
            line);
      } else {
        List<PairExample> examples = pairs(line, rows.length / 2);
        check(
            name,
            new PreferenceLoss(settings),
            outputs,
            examples,
            Steps.ofPairs(rows, examples),
            line);
      }
    }
    assertThat(seen)
        .as("every loss that TRL has is held against it")
        .isEqualTo(
            EnumSet.complementOf(EnumSet.of(PreferenceLossType.TDPO1, PreferenceLossType.TDPO2)));
  }

  private static <E> void check(
      String name,
      Loss<E> loss,
      Outputs outputs,
      List<E> examples,
      Denominators step,
      JsonNode expected) {
    LossValue value = loss.evaluate(outputs, examples, step);
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
    assertThat(metrics.values()).as("metrics of " + name).doesNotContain(Double.NaN);
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

  private static PreferenceLossSettings settings(JsonNode line) {
    Map<String, Object> given = new HashMap<>();
    line.get("settings")
        .properties()
        .forEach(
            one ->
                given.put(
                    one.getKey(),
                    one.getValue().isBoolean()
                        ? (Object) one.getValue().asBoolean()
                        : one.getValue().asDouble()));
    return Settings.of(Settings.mix(line.get("losses")), given);
  }

  private static Map<TokenStatistic, double[][]> statistics(JsonNode line) {
    JsonNode of = line.get("statistics");
    return of == null
        ? Map.of()
        : Map.of(
            TokenStatistic.ENTROPY, JsonLines.rows(of.get("entropies")),
            TokenStatistic.MEAN_LOGIT, JsonLines.rows(of.get("mean_logits")),
            TokenStatistic.MOST_LIKELY, JsonLines.rows(of.get("most_likely")));
  }

  private static List<PairExample> pairs(JsonNode line, int count) {
    List<PairExample> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (line.has("references")) {
        double[] reference = JsonLines.numbers(line.get("references").get(i));
        examples.add(PairExample.of(reference[0], reference[1]));
      } else {
        JsonNode starts = line.get("starts");
        examples.add(
            PairExample.withoutReference(starts.get(2 * i).asInt(), starts.get(2 * i + 1).asInt()));
      }
    }
    return examples;
  }

  private static List<UnpairedExample> unpaired(JsonNode line) {
    double baseline =
        line.has("mismatched")
            ? KtoBaseline.of(
                mean(JsonLines.numbers(line.get("mismatched")))
                    - mean(JsonLines.numbers(line.get("mismatched_references"))))
            : 0;
    double[] references = JsonLines.numbers(line.get("references"));
    List<UnpairedExample> examples = new ArrayList<>();
    for (int i = 0; i < references.length; i++) {
      boolean desirable = line.get("desirable").get(i).asBoolean();
      examples.add(new UnpairedExample(desirable, references[i], baseline));
    }
    return examples;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }
}
