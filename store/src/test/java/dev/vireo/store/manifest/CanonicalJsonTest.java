package dev.vireo.store.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.FloatNode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalJsonTest {
  @Test
  void sortsKeysAndDropsSpaces() {
    String text =
        "{ \"b\" : [1, 2.50, {\"z\":null,\"y\":true}], \"a\": \"\\u00e9\\n\", \"B\": {} }";
    assertThat(CanonicalJson.write(CanonicalJson.parse(text)))
        .isEqualTo("{\"B\":{},\"a\":\"é\\n\",\"b\":[1,2.5,{\"y\":true,\"z\":null}]}");
  }

  @ParameterizedTest
  @CsvSource({
    "0.0, 0.0",
    "-0.0, -0.0",
    "1, 1.0",
    "0.1, 0.1",
    "-2.5e-3, -0.0025",
    "2e-23, 2.0E-23",
    "2e-3, 0.002",
    "1.0E23, 1.0E23",
    "2.2E-322, 2.2E-322",
    "1e15, 1000000000000000.0",
    "1e16, 1.0E16",
    "1.7976931348623157e308, 1.7976931348623157E308",
    "4.9e-324, 5.0E-324",
    "0.30000000000000004, 0.30000000000000004",
    "123456.789, 123456.789"
  })
  void writesTheShortestDecimal(double value, String text) {
    assertThat(CanonicalJson.number(value)).isEqualTo(text);
  }

  @Test
  void numbersReadBackAsThemselves() {
    long seed = 20260101;
    Random random = new Random(seed);
    for (int i = 0; i < 5_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(value)) {
        String text = CanonicalJson.number(value);
        assertThat(Double.parseDouble(text)).as("seed %d, draw %d", seed, i).isEqualTo(value);
        assertThat(CanonicalJson.write(CanonicalJson.parse(text))).isEqualTo(text);
      }
    }
  }

  @Test
  void writesWhatJsonLacksAsText() {
    assertThat(CanonicalJson.write(DoubleNode.valueOf(Double.NaN))).isEqualTo("\"NaN\"");
    assertThat(CanonicalJson.write(FloatNode.valueOf(Float.NEGATIVE_INFINITY)))
        .isEqualTo("\"-Infinity\"");
  }

  @Test
  void prettyTextIsTheSameValue() {
    String text = "{\"a\":[{\"x\":1},{\"x\":2}],\"b\":{\"c\":[],\"d\":{}}}";
    String pretty = CanonicalJson.pretty(CanonicalJson.parse(text));
    assertThat(pretty)
        .isEqualTo(
            """
            {
              "a": [
                {"x":1},
                {"x":2}
              ],
              "b": {
                "c": [],
                "d": {}
              }
            }
            """);
    assertThat(CanonicalJson.write(CanonicalJson.parse(pretty))).isEqualTo(text);
  }

  @Test
  void refusesWhatIsNotJson() {
    assertThatThrownBy(() -> CanonicalJson.parse("{\"a\":"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not JSON");
  }
}
