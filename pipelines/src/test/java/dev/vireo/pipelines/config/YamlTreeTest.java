package dev.vireo.pipelines.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class YamlTreeTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          1e-6                       | 1.0E-6
          1.                         | 1.0
          .5                         | 0.5
          -0                         | 0
          +7                         | 7
          007                        | 7
          9223372036854775807        | 9223372036854775807
          9223372036854775808        | 9223372036854775808
          1_000                      | "1_000"
          0x10                       | "0x10"
          .inf                       | ".inf"
          yes                        | "yes"
          off                        | "off"
          True                       | true
          ~                          | null
          2026-01-01                 | "2026-01-01"
          "1"                        | "1"
          '#'                        | "#"
          12:30:45                   | "12:30:45"
          {a: &x [1, 2], b: *x}      | {"a":[1,2],"b":[1,2]}
          """)
  void scalarsAreThoseOfTheCoreSchema(String yaml, String json) {
    assertThat(YamlTree.parse(yaml, "x")).hasToString(json);
  }

  @Test
  void nothingWrittenIsOtherThanNull() {
    assertThat(YamlTree.parse("", "x").isMissingNode()).isTrue();
    assertThat(YamlTree.parse("a:", "x").get("a").isMissingNode()).isTrue();
    assertThat(YamlTree.parse("a: null", "x").get("a").isNull()).isTrue();
    assertThat(YamlTree.parse("a: ''", "x").get("a").textValue()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a: !include other.yaml",
        "a: !!python/object x",
        "b: &b {c: 1}\na: {<<: *b}",
        "? [a]\n: b",
        "&a [*a]",
        "a: b: c",
        "\ta: 1",
        "a: \u0007"
      })
  void whatIsNotSupportedIsRefusedInOneLine(String yaml) {
    assertThatThrownBy(() -> YamlTree.parse(yaml, "x.yaml"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("x.yaml")
        .message()
        .doesNotContain("\n");
  }
}
