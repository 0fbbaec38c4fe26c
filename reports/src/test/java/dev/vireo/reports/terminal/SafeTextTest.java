package dev.vireo.reports.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafeTextTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u001b[2J\u001b[31mred",
        "\u001b]0;title\u0007",
        "\u001b]8;;http://example.com\u001b\\link",
        "\u009b31m",
        "back\b\b\bspace",
        "over\rwritten",
        "bell\u0007",
        "delete\u007f",
        "right\u202eleft",
        "isolate\u2066x\u2069",
        "zero\u200bwidth",
        "mark\ufeff",
        "half \ud800 character",
        "private \ue000 use",
        "next\u0085line\u2028separator"
      })
  void whatATerminalWouldObeyIsSpelledOut(String hostile) {
    assertThat(SafeText.line(hostile)).matches("[\\x20-\\x7e]+").contains("\\");
    assertThat(SafeText.lines(hostile, 30, 10)).allMatch(line -> line.matches("[\\x20-\\x7e]*"));
    assertThat(SafeText.cut(hostile, 10)).matches("[\\x20-\\x7e]*…?");
  }

  @Test
  void ordinaryTextIsLeftAlone() {
    assertThat(SafeText.line("Größe \\n 数学 😀 e\u0301")).isEqualTo("Größe \\n 数学 😀 e\u0301");
    assertThat(SafeText.line("a\nb")).isEqualTo("a\\nb");
  }

  @Test
  void widthsAreThoseOfATerminal() {
    assertThat(SafeText.columns("abc")).isEqualTo(3);
    assertThat(SafeText.columns("数学")).isEqualTo(4);
    assertThat(SafeText.columns("e\u0301")).isEqualTo(1);
    assertThat(SafeText.columns("😀")).isEqualTo(2);
    assertThat(SafeText.padded("数", 4)).isEqualTo("数  ");
  }

  @Test
  void linesAreNoWiderThanTheTerminal() {
    assertThat(SafeText.lines("abcdef\n数学数\n", 4, 10)).containsExactly("abcd", "ef", "数学", "数", "");
    assertThat(SafeText.lines("1\n2\n3\n4\n5", 20, 3)).containsExactly("1", "2", "… 3 more lines");
    assertThat(SafeText.cut("数学数学", 5)).isEqualTo("数学…");
    assertThat(SafeText.cut("short", 5)).isEqualTo("short");
  }
}
