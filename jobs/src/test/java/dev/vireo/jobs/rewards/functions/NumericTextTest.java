package dev.vireo.jobs.rewards.functions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.jobs.rewards.functions.answers.Rational;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumericTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "72|72",
        "The answer is 18.|18",
        "so she pays $1,234.50 in all|1234.5",
        "109,200,000|109200000",
        "it is -5|-5",
        "it is −5 degrees|-5",
        "x = +7|7",
        "a loss of -$3.25|-3.25",
        "a loss of $-3.25|-3.25",
        "€ 12|12",
        "US$40|40",
        "40$|40",
        ".5|0.5",
        "-.5|-0.5",
        "3/4|0.75",
        "-3/4|-0.75",
        "3 / 4|0.75",
        "1 1/2|1.5",
        "-1 1/2|-1.5",
        "75%|75",
        "2e3|2000",
        "2.5E-2 m|0.025",
        "1e|1",
        "20-5|5",
        "20 - 5|5",
        "(-5)|-5",
        "16-9=7|7",
        "<<48/2=24>>24 clips|24",
        "\\boxed{42}|42",
        "\\boxed{\\frac{3}{4}}|0.75",
        "1\\frac{1}{2}|1.5",
        "\\$1{,}200|1200",
        "10,\\!000|10000",
        "10\\,000|10000",
        "1\\;234\\;567|1234567",
        "10 000 apples|10000",
        "10\u2009000|10000",
        "10\u202f000.5|10000.5",
        "10'000|10000",
        "10’000|10000",
        "1,00,000|100000",
        "\\frac{-1}{2}|-0.5",
        "-\\frac{1}{-2}|0.5",
        "\\frac34|0.75",
        "\\frac 3 4|0.75",
        "\\frac{1.5}{2}|0.75",
        "\\frac{ 1 }{ 2 }|0.5",
        "\\dfrac{1}{2}|0.5",
        "-\\tfrac12|-0.5",
        "2 \\frac{1}{2}|2.5",
        "1.5 \\times 10^{3}|1500",
        "2.5\\times10^5|250000",
        "3 × 10⁻²|0.03",
        "6.02 \\cdot 10^{-3}|0.00602",
        "10^{6}|1000000",
        "8 = 2^3|8",
        "–5|-5",
        "‑5|-5",
        "5\\text{ cm}^2|5",
        "an area of 5 cm^2|5",
        "x^2 = 9|9",
        "2\\sqrt{3}|NaN",
        "\\frac{\\pi}{2}|NaN",
        "it is 3\\pi|NaN",
        "\\boxed{10} since 3 + 7|10",
        "\\boxed{2\\sqrt{3}}, about 3.46|NaN",
        "\\boxed{x = 5\\text{ cm}}|5",
        "90^\\circ|90",
        "$\\{-5\\}$|-5",
        "1,2,3|3",
        "1,2345|2345",
        "12,34|34",
        "**18**|18",
        "5/0|NaN",
        "7 and then 5/0|7",
        "eighteen|NaN",
        "...|NaN",
        "-|NaN",
      })
  void readsTheLastNumber(String text, double number) {
    assertThat(value(NumericText.last(text))).isEqualTo(Double.valueOf(number));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "4 + 5 #### 9 apples, or 10|9",
        "#### 3 #### 4|4",
        "####|NaN",
        "no marker 5|NaN",
        "#### $1,080.|1080",
      })
  void readsTheFirstNumberBehindTheLastMarker(String text, double number) {
    assertThat(value(NumericText.behind("####", text))).isEqualTo(Double.valueOf(number));
  }

  @Test
  void aMarkersNumberStandsOnItsLine() {
    assertThat(NumericText.behind("####", "#### \n12")).isEmpty();
    assertThat(NumericText.behind("####", "#### 11\n12")).hasValue(Rational.of(11));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"' 46 '|46", "46 %|46", "$46|46", "46 apples|NaN", "4+6|NaN", "=46|NaN", "''|NaN"})
  void readsANumberThatIsEverything(String text, double number) {
    assertThat(value(NumericText.whole(text))).isEqualTo(Double.valueOf(number));
  }

  @Test
  void endlessDigitsAreNoNumber() {
    assertThat(NumericText.last("9".repeat(2_000))).isEmpty();
    assertThat(NumericText.last("1e999 and 10^{9999}")).hasValue(Rational.of(10).power(999));
  }

  @Test
  void longHostileTextsTakeLinearTime() {
    // Each of these would take hours, or overflow the stack, if it were quadratic or recursive.
    int size = 200_000;
    assertThat(NumericText.last("1".repeat(size) + " 7")).hasValue(Rational.of(7));
    assertThat(NumericText.last("1,234".repeat(size / 5) + ",2345 7")).hasValue(Rational.of(7));
    assertThat(NumericText.last(",123".repeat(size / 4) + " 7")).hasValue(Rational.of(7));
    assertThat(NumericText.last("1 ".repeat(size / 2) + "7")).hasValue(Rational.of(7));
    assertThat(NumericText.last("1/".repeat(size / 2) + " 7")).hasValue(Rational.of(7));
    assertThat(NumericText.last("-$".repeat(size / 2) + ". 7")).hasValue(Rational.of(7));
    assertThat(NumericText.last("12,34".repeat(size / 5) + " 7")).hasValue(Rational.of(7));
    assertThat(NumericText.last("\\frac{1,234".repeat(size / 11) + " 7")).hasValue(Rational.of(7));
    assertThat(NumericText.last("10^{1".repeat(size / 5) + " 7")).hasValue(Rational.of(7));
    assertThat(NumericText.last("\\boxed{".repeat(size / 7) + " 7")).hasValue(Rational.of(7));
    assertThat(NumericText.last("} ".repeat(size / 2) + " ".repeat(size) + "7"))
        .hasValue(Rational.of(7));
    assertThat(NumericText.last("\\frac{".repeat(size / 6) + "x 7")).hasValue(Rational.of(7));
  }

  private static double value(Optional<Rational> number) {
    return number.map(Rational::doubleValue).orElse(Double.NaN);
  }
}
