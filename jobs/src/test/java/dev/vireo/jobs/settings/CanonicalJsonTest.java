package dev.vireo.jobs.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.adjust.AdjustmentSettings;
import dev.vireo.algorithms.adjust.RangePolicy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CanonicalJsonTest {

  @Test
  void keysAreSortedAndSpelledWithHyphens() {
    assertThat(CanonicalJson.of(AdjustmentSettings.defaults()))
        .isEqualTo(
            "{\"range\":{\"top-share\":0.25},\"strength\":1.0,\"tie-tolerance\":0.0,"
                + "\"ties\":\"merge\",\"weights\":\"uniform\"}");
  }

  @Test
  void theOrderOfEntriesMakesNoDifferenceAndThatOfListsDoes() {
    Map<String, Object> ascending = new LinkedHashMap<>();
    ascending.put("a", List.of(1, 2));
    ascending.put("b", Map.of("x", 1));
    Map<String, Object> descending = new LinkedHashMap<>();
    descending.put("b", Map.of("x", 1));
    descending.put("a", List.of(1, 2));

    assertThat(CanonicalJson.of(ascending))
        .isEqualTo(CanonicalJson.of(descending))
        .isEqualTo("{\"a\":[1,2],\"b\":{\"x\":1}}");
    assertThat(CanonicalJson.of(List.of(1, 2))).isNotEqualTo(CanonicalJson.of(List.of(2, 1)));
  }

  @Test
  void doublesAreShortestOnEveryJava() {
    // Java 17's own Double.toString gives 2.0E-3 as 0.0020 and 2.2E-322 with more digits than
    // needed.
    assertThat(CanonicalJson.of(List.of(2e-3, 1e23, 2.0e-44, 4.9e-324)))
        .isEqualTo("[0.002,1.0E23,2.0E-44,4.9E-324]");
  }

  @Test
  void theHashIsThatOfTheText() {
    assertThat(CanonicalJson.sha256(Map.of()))
        .isEqualTo("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[0.0,1.0]",
        "{\"clip\":true,\"fixed\":[-1.0,1.0]}",
        "\"group\"",
        "{\"top-share\":0.25}",
        "{\"lower\":0.0,\"top-share\":0.5}"
      })
  void rangesReadBackAsTheyAreWritten(String json) throws JsonProcessingException {
    RangePolicy range = SettingsMapper.mapper().readValue(json, RangePolicy.class);
    assertThat(CanonicalJson.of(range)).isEqualTo(json);
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
    var tree = SettingsMapper.mapper().readTree(json);
    assertThatThrownBy(() -> format.read(tree))
        .isInstanceOf(InputException.class)
        .hasMessage("expected " + format.expected());
  }
}
