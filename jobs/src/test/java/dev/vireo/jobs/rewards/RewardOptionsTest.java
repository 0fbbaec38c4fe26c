package dev.vireo.jobs.rewards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.rewards.functions.LengthOptions;
import dev.vireo.jobs.rewards.functions.LengthSide;
import dev.vireo.jobs.rewards.functions.LengthUnit;
import dev.vireo.jobs.rewards.functions.RegularExpressionOptions;
import dev.vireo.jobs.rewards.model.SequenceClassifierOptions;
import dev.vireo.jobs.runtime.settings.SettingsMapper;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RewardOptionsTest {

  @Test
  void everyDefaultIsPinned() throws IOException {
    Map<String, Record> options = new HashMap<>(RewardFunctions.options());
    options.remove("test-probe");
    JsonNode pinned =
        SettingsMapper.mapper()
            .readTree(
                """
                {"environment": {"otherwise": 0.0},
                 "exact-match": {"trim": true, "ignore-case": false, "collapse-space": false},
                 "http": {"url": null, "api-key": null, "messages-column": null, "version": null,
                          "rows-per-request": 256, "concurrency": 4, "timeout-seconds": 600,
                          "retries": 5},
                 "implicit-reward": {"path": null, "reference": null, "beta": 0.1,
                                     "tokens": false, "tokens-per-batch": 4096},
                 "judge": {"url": null, "model": null, "api-key": null, "mode": "grade",
                           "rubric": null, "template": null, "lowest": 0.0, "highest": 10.0,
                           "samples": 1, "temperature": 0.0, "max-tokens": 1024, "verdicts": null,
                           "concurrency": 8, "timeout-seconds": 600, "retries": 5},
                 "length": {"target": null, "slope": 0.01, "unit": "tokens", "side": "both"},
                 "math": {"must-stop": false},
                 "mllib": {"path": null, "from": null, "input-column": "completion",
                           "output-column": null},
                 "numeric-answer": {"form": "free-text", "marker": "####", "tolerance": null,
                                    "scale": null, "relative": false, "format-reward": 0.0,
                                    "must-stop": false},
                 "overlong": {"max-tokens": null, "buffer": null},
                 "preference-model": {"path": null, "score": "win-share", "prompt-column": null,
                     "messages-column": null,
                     "chat": {"wrap": false, "system": null, "template": "default",
                              "variables": {}, "date": null},
                     "max-tokens": null, "too-long": "error", "tokens-per-batch": 4096},
                 "process-reward-model": {"path": null, "separator": null, "label": null,
                     "aggregate": "none", "prompt-column": null, "max-tokens": null,
                     "too-long": "error", "tokens-per-batch": 4096},
                 "python": {"path": null, "function": "reward", "files": [],
                            "messages-column": null, "python": "python3", "timeout-seconds": 600},
                 "regular-expression": {"pattern": null, "group": null, "full-match": false,
                                        "step-limit": 10000000},
                 "sequence-classifier": {"path": null, "label": null, "prompt-column": null,
                     "messages-column": null,
                     "chat": {"wrap": false, "system": null, "template": "default",
                              "variables": {}, "date": null},
                     "max-tokens": null, "too-long": "error", "tokens-per-batch": 4096,
                     "compute": "f32"},
                 "sql": {"expression": null},
                 "steps": {"separator": "\\n", "answers": null, "judge": "exact-match",
                           "judge-options": {}}}\
                """);
    assertThat(SettingsMapper.mapper().readTree(SettingsMapper.mapper().writeValueAsBytes(options)))
        .isEqualTo(pinned);
  }

  @Test
  void whatIsGivenStandsOverTheDefaults() {
    assertThat(
            RewardOptions.read(LengthOptions.defaults(), Map.of("target", 3, "unit", "characters")))
        .isEqualTo(new LengthOptions(3.0, 0.01, LengthUnit.CHARACTERS, LengthSide.BOTH));
    assertThat(
            RewardOptions.read(
                    RegularExpressionOptions.defaults(), Map.of("pattern", "(a)", "group", 1))
                .group())
        .isEqualTo("1");
    assertThat(
            RewardOptions.read(
                    SequenceClassifierOptions.defaults(), Map.of("chat", Map.of("wrap", true)))
                .chat())
        .hasFieldOrPropertyWithValue("wrap", true)
        .hasFieldOrPropertyWithValue("template", "default");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "targt | 1    | unknown option 'targt'; allowed are [side, slope, target, unit]",
        "slope | much | option 'slope' is 'much'; it must be a number",
        "slope | '3'  | option 'slope' is '3'; it must be a number",
        "slope | -1.0 | option 'slope' is -1.0; it must be at least 0.0",
        "side  | left | option 'side' is 'left'; it must be one of [both, above, below]",
      })
  void aMistakeIsNamed(String option, String value, String message) {
    Object given = value.equals("-1.0") ? (Object) (-1.0) : value;
    assertThatThrownBy(
            () -> RewardOptions.read(LengthOptions.defaults(), Map.of(option.strip(), given)))
        .isInstanceOf(InputException.class)
        .hasMessage(message);
  }

  @Test
  void whatIsNeededMustBeGiven() {
    assertThatThrownBy(() -> RewardOptions.needed("pattern", " "))
        .isInstanceOf(InputException.class)
        .hasMessage("option 'pattern' is needed");
  }
}
