package dev.vireo.jobs.rewards;

import static org.assertj.core.api.Assertions.assertThat;

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
    assertThat(NumericText.last(text)).isEqualTo(Double.valueOf(number));
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
    assertThat(NumericText.behind("####", text)).isEqualTo(Double.valueOf(number));
  }

  @Test
  void aMarkersNumberStandsOnItsLine() {
    assertThat(NumericText.behind("####", "#### \n12")).isNaN();
    assertThat(NumericText.behind("####", "#### 11\n12")).isEqualTo(11);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"' 46 '|46", "46 %|46", "$46|46", "46 apples|NaN", "4+6|NaN", "=46|NaN", "''|NaN"})
  void readsANumberThatIsEverything(String text, double number) {
    assertThat(NumericText.whole(text)).isEqualTo(Double.valueOf(number));
  }

  @Test
  void endlessDigitsAreNoNumber() {
    assertThat(NumericText.last("9".repeat(400))).isNaN();
  }

  @Test
  void longHostileTextsTakeLinearTime() {
    // Each of these would take hours, or overflow the stack, if it were quadratic or recursive.
    int size = 200_000;
    assertThat(NumericText.last("1".repeat(size) + " 7")).isEqualTo(7);
    assertThat(NumericText.last("1,234".repeat(size / 5) + ",2345 7")).isEqualTo(7);
    assertThat(NumericText.last(",123".repeat(size / 4) + " 7")).isEqualTo(7);
    assertThat(NumericText.last("1 ".repeat(size / 2) + "7")).isEqualTo(7);
    assertThat(NumericText.last("1/".repeat(size / 2) + " 7")).isEqualTo(7);
    assertThat(NumericText.last("-$".repeat(size / 2) + ". 7")).isEqualTo(7);
    assertThat(NumericText.last("\\frac{".repeat(size / 6) + " 7")).isEqualTo(7);
  }
}
