package dev.vireo.jobs.runtime.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.adjust.AdjustmentSettings;
import dev.vireo.algorithms.adjust.RangePolicy;
import dev.vireo.algorithms.adjust.WeightPolicy;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingsMapperTest {

  private static final JsonMapper MAPPER = SettingsMapper.mapper();

  record Example(int groupSize) {
    public boolean isEmpty() {
      return groupSize == 0;
    }

    public int getTwice() {
      return 2 * groupSize;
    }
  }

  @Test
  void keysAndEnumsAreSpelledWithHyphens() throws JsonProcessingException {
    AdjustmentSettings defaults = AdjustmentSettings.defaults();
    String json =
        "{\"rule\":\"variance-increase\",\"range\":{\"top-share\":0.25},\"weights\":\"uniform\",\"ties\":\"merge\","
            + "\"tie-tolerance\":0.0,\"strength\":1.0}";
    assertThat(MAPPER.writeValueAsString(defaults)).isEqualTo(json);
    assertThat(MAPPER.readValue(json, AdjustmentSettings.class)).isEqualTo(defaults);
    assertThat(MAPPER.writeValueAsString(WeightPolicy.LENGTH_NORMALISED))
        .isEqualTo("\"length-normalised\"");
  }

  @Test
  void methodsThatLookLikeGettersAreNoSettings() throws JsonProcessingException {
    assertThat(MAPPER.writeValueAsString(new Example(2))).isEqualTo("{\"group-size\":2}");
  }

  @Test
  void doublesAreShortestOnEveryJava() throws JsonProcessingException {
    // Java 17's own Double.toString gives 9.999999999999999E22 for the second.
    assertThat(MAPPER.writeValueAsString(List.of(2e-3, 1e22 * 10, 2.0e-44, Double.MIN_VALUE)))
        .isEqualTo("[0.002,1.0E23,2.0E-44,4.9E-324]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[0.0,1.0]",
        "{\"clip\":true,\"fixed\":[-1.0,1.0]}",
        "\"group\"",
        "{\"top-share\":0.25}",
        "{\"top-share\":0.5,\"lower\":0.0}"
      })
  void rangesReadBackAsTheyAreWritten(String json) throws JsonProcessingException {
    RangePolicy range = MAPPER.readValue(json, RangePolicy.class);
    assertThat(MAPPER.writeValueAsString(range)).isEqualTo(json);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[0]",
        "[0, 1, 2]",
        "[0, \"1\"]",
        "\"GROUP\"",
        "{}",
        "1",
        "{\"fixed\": 1}",
        "{\"fixed\": [0, 1], \"clip\": 1}",
        "{\"top-share\": 0.5, \"upper\": 1}",
        "{\"top-share\": 0.5, \"lower\": \"0\"}"
      })
  void otherRangesAreRefused(String json) throws JsonProcessingException {
    RangePolicyFormat format = new RangePolicyFormat();
    var tree = MAPPER.readTree(json);
    assertThatThrownBy(() -> format.read(tree))
        .isInstanceOf(InputException.class)
        .hasMessage("expected " + format.expected());
  }
}
