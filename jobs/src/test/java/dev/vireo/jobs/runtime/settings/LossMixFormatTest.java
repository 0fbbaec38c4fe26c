package dev.vireo.jobs.runtime.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.loss.preference.LossMix;
import dev.vireo.algorithms.loss.preference.PreferenceLossSettings;
import dev.vireo.algorithms.loss.preference.PreferenceLossType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LossMixFormatTest {
  private static final JsonMapper MAPPER = SettingsMapper.mapper();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"sppo-hard\"",
        "[\"sigmoid\",\"sft\"]",
        "{\"sigmoid\":0.8,\"apo-zero\":1.0}",
        "{\"orpo\":2.0}"
      })
  void writesWhatItReads(String json) throws Exception {
    assertThat(MAPPER.writeValueAsString(MAPPER.readValue(json, LossMix.class))).isEqualTo(json);
  }

  @Test
  void orderIsKept() throws Exception {
    LossMix mix = MAPPER.readValue("{\"simpo\": 1, \"sft\": 0.5}", LossMix.class);
    assertThat(mix)
        .isEqualTo(
            new LossMix(
                List.of(
                    new LossMix.Weighted(PreferenceLossType.SIMPO, 1),
                    new LossMix.Weighted(PreferenceLossType.SFT, 0.5))));
  }

  @Test
  void settingsAreReadWithWhatIsNotGiven() throws Exception {
    PreferenceLossSettings settings =
        MAPPER.readValue(
            "{\"loss\": \"simpo\", \"beta\": 2, \"gamma\": 1.5, \"reference-free\": false}",
            PreferenceLossSettings.class);
    assertThat(settings.gamma()).isEqualTo(1.5);
    assertThat(settings.labelSmoothing()).isZero();
    assertThat(MAPPER.readValue(MAPPER.writeValueAsString(settings), PreferenceLossSettings.class))
        .isEqualTo(settings);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"dpo\"", "7", "[\"sigmoid\", 1]", "{\"sigmoid\": \"a\"}", "{\"x\": 1}"})
  void whatIsNoneOfTheFormsIsRefused(String json) {
    assertThatThrownBy(() -> new LossMixFormat().read(MAPPER.readTree(json)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("expected a loss such as sigmoid");
  }
}
