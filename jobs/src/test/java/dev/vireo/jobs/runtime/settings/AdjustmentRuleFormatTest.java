package dev.vireo.jobs.runtime.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.adjust.AdjustmentRule;
import dev.vireo.algorithms.adjust.AdjustmentSettings;
import dev.vireo.algorithms.adjust.BoundedMisalignment;
import dev.vireo.algorithms.adjust.Calibrated;
import dev.vireo.algorithms.adjust.ThresholdWeights;
import dev.vireo.algorithms.adjust.Thresholds;
import dev.vireo.algorithms.adjust.VarianceIncrease;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AdjustmentRuleFormatTest {

  private static final JsonMapper MAPPER = SettingsMapper.mapper();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"variance-increase\"",
        "{\"type\":\"thresholds\",\"weights\":\"equal\"}",
        "{\"type\":\"thresholds\",\"weights\":\"one-hot\",\"top-share\":0.5}",
        "{\"type\":\"bounded-misalignment\",\"floor\":0.9}",
        "{\"type\":\"decay\",\"until\":80}",
        "{\"type\":\"calibrated\",\"target\":\"exact\",\"every\":5,\"window\":10,\"blend\":0.0}",
      })
  void rulesReadBackAsTheyAreWritten(String json) throws JsonProcessingException {
    AdjustmentRule rule = MAPPER.readValue(json, AdjustmentRule.class);
    assertThat(MAPPER.writeValueAsString(rule)).isEqualTo(json);
  }

  @Test
  void whatIsNotGivenHasItsDefault() throws JsonProcessingException {
    assertThat(read("\"thresholds\"")).isEqualTo(new Thresholds(ThresholdWeights.EQUAL, null));
    assertThat(read("{\"type\":\"thresholds\",\"weights\":\"one-hot\"}"))
        .isEqualTo(new Thresholds(ThresholdWeights.ONE_HOT, .25));
    assertThat(read("{\"type\":\"bounded-misalignment\"}")).isEqualTo(new BoundedMisalignment(.95));
    assertThat(read("{\"type\":\"calibrated\",\"target\":\"exact\"}"))
        .isEqualTo(new Calibrated("exact", 10, 20, .1));
    assertThat(AdjustmentSettings.defaults().rule()).isEqualTo(new VarianceIncrease());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"threshold\" | unknown rule 'threshold'; the rules are variance-increase, thresholds,"
            + " bounded-misalignment, decay, calibrated",
        "{\"weights\":\"equal\"} | expected a rule such as variance-increase",
        "3 | expected a rule such as variance-increase",
        "{\"type\":\"thresholds\",\"until\":3} | the rule thresholds has no key 'until'; its keys"
            + " are weights, top-share",
        "{\"type\":\"variance-increase\",\"floor\":1} | the rule variance-increase has no key"
            + " 'floor'; it has none",
        "{\"type\":\"thresholds\",\"weights\":\"even\"} | weights is \"even\"; it must be one of"
            + " equal, one-hot, gap",
        "{\"type\":\"bounded-misalignment\",\"floor\":\"high\"} | floor is \"high\"; it must be a"
            + " number",
        "{\"type\":\"bounded-misalignment\",\"floor\":2} | floor is 2.0; it must be at least 0 and"
            + " at most 1",
        "{\"type\":\"decay\",\"until\":1.5} | until is 1.5; it must be a whole number",
        "\"decay\" | until is missing: give the iteration at which the strength is 0",
        "\"calibrated\" | target is missing: name the reward that says what is wanted",
        "{\"type\":\"calibrated\",\"target\":1} | target is 1; it must be text",
        "{\"type\":\"calibrated\",\"target\":\"exact\",\"every\":0} | every is 0; it must be at"
            + " least 1",
      })
  void mistakesAreNamed(String json, String message) {
    assertThatThrownBy(() -> new AdjustmentRuleFormat().read(MAPPER.readTree(json)))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(message);
  }

  private static AdjustmentRule read(String json) throws JsonProcessingException {
    return MAPPER.readValue(json, AdjustmentRule.class);
  }
}
