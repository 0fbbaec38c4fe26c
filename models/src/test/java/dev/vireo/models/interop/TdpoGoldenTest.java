package dev.vireo.models.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.algorithms.loss.Denominators;
import dev.vireo.algorithms.loss.LossValue;
import dev.vireo.algorithms.loss.preference.LossMix;
import dev.vireo.algorithms.loss.preference.PairExample;
import dev.vireo.algorithms.loss.preference.PreferenceLoss;
import dev.vireo.algorithms.loss.preference.PreferenceLossSettings;
import dev.vireo.algorithms.loss.preference.PreferenceLossType;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.engine.Model;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.models.scoring.VocabularyChunks;
import dev.vireo.models.training.GradientAccumulator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Losses and gradients of TDPO are those of torch's autograd, of the paper's formulas. To make the
 * files anew: {@code $(checks/interop/environment)/bin/python checks/interop/tdpo.py --write}.
 */
class TdpoGoldenTest {
  private static final double TOLERANCE = 1e-4;

  @ParameterizedTest
  @EnumSource(names = {"TDPO1", "TDPO2"})
  void lossAndGradientAreTorchs(PreferenceLossType type) {
    Fixture fixture = Fixture.of("tdpo", "expected.json");
    JsonNode expected = fixture.expected();
    List<TokenSequence> sequences = new ArrayList<>();
    List<PairExample> examples = new ArrayList<>();
    for (JsonNode pair : expected.get("pairs")) {
      int[] prompt = Fixture.tokens(pair.get("prompt"));
      sequences.add(new TokenSequence(prompt, Fixture.tokens(pair.get("chosen"))));
      sequences.add(new TokenSequence(prompt, Fixture.tokens(pair.get("rejected"))));
      JsonNode reference = expected.get("reference").get(examples.size());
      examples.add(PairExample.of(reference.get(0).asDouble(), reference.get(1).asDouble()));
    }
    PreferenceLoss loss = new PreferenceLoss(settings(type, expected));
    Denominators step = new Denominators(examples.size(), sequences.size(), 1, 1, 1, 1, 0);
    try (Model policy = model("qwen2");
        Model reference = model("qwen3")) {
      // All logits at once, a few rows of them, and layers computed again.
      for (int limit : new int[] {VocabularyChunks.DEFAULT_LIMIT, 5 * 96}) {
        for (boolean again : new boolean[] {false, true}) {
          GradientAccumulator accumulator =
              new GradientAccumulator(policy, limit)
                  .gradientCheckpointing(again)
                  .measureStatistics(true)
                  .comparedWith(reference);
          LossValue value = accumulator.accumulate(sequences, 1, loss, examples, step);

          assertThat(value.loss())
              .isCloseTo(expected.get("losses").get(type.key()).asDouble(), within(TOLERANCE));
          Map<String, Double> metrics = loss.metrics(value.sums(), step);
          expected
              .get("metrics")
              .properties()
              .forEach(
                  metric ->
                      assertThat(metrics.get(metric.getKey()))
                          .as(metric.getKey())
                          .isCloseTo(metric.getValue().asDouble(), within(TOLERANCE)));
          ExpectedGradient.assertGradient(policy, accumulator.gradients(), fixture, type.key());
        }
      }
    }
  }

  private static PreferenceLossSettings settings(PreferenceLossType type, JsonNode expected) {
    return new PreferenceLossSettings(
        LossMix.of(type),
        expected.get("beta").asDouble(),
        null,
        null,
        null,
        null,
        null,
        false,
        null,
        null,
        type == PreferenceLossType.TDPO2 ? expected.get("alpha").asDouble() : null);
  }

  private static Model model(String name) {
    return Model.load(ModelDirectory.open(Fixture.of(name).directory()), Device.cpu());
  }
}
