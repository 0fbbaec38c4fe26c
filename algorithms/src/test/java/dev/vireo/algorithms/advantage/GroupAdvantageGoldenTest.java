package dev.vireo.algorithms.advantage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.algorithms.JsonLines;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Advantages computed by each published formula. */
class GroupAdvantageGoldenTest {
  private static final Map<AdvantageProfile, String> FIELDS =
      Map.of(
          AdvantageProfile.DEEPSEEKMATH, "population_std",
          AdvantageProfile.TRL, "trl",
          AdvantageProfile.VERL, "verl",
          AdvantageProfile.OPENRLHF, "openrlhf",
          AdvantageProfile.DR_GRPO, "dr_grpo",
          AdvantageProfile.RLOO, "rloo");

  @Test
  void everyVector() {
    for (JsonNode line : JsonLines.read("/group_advantage.jsonl")) {
      double[] rewards = JsonLines.numbers(line.get("rewards"));
      FIELDS.forEach(
          (profile, field) -> {
            double[] advantages =
                Advantages.ofGroup(rewards, AdvantageSettings.of(profile)).advantages();
            double[] expected = JsonLines.numbers(line.get(field));
            assertThat(advantages).hasSameSizeAs(expected);
            for (int i = 0; i < expected.length; i++) {
              assertThat(advantages[i])
                  .as("%s of %s", field, line.get("rewards"))
                  .isCloseTo(expected[i], within(1e-9 * Math.max(1, Math.abs(expected[i]))));
            }
          });
    }
  }
}
