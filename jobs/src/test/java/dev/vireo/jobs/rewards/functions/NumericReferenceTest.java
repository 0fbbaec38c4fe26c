package dev.vireo.jobs.rewards.functions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.jobs.rewards.RewardFunctions;
import dev.vireo.jobs.rewards.RewardInput;
import dev.vireo.jobs.rewards.RewardSettings;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * References as mathematical data sets spell them, and completions that mean the same or do not.
 */
class NumericReferenceTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "10,\\!000|10,000|1",
        "10,\\!000|0|0",
        "\\frac{-1}{2}|-0.5|1",
        "\\frac{-1}{2}|2|0",
        "\\frac34|0.75|1",
        "\\frac{1.5}{2}|0.75|1",
        "\\frac{ 1 }{ 2 }|0.5|1",
        "-\\dfrac{1}{2}|-1/2|1",
        "1\\tfrac{1}{2}|1.5|1",
        "5\\text{ cm}^2|5|1",
        "5\\text{ cm}^2|2|0",
        "5\\text{ cm}^2|5\\text{ cm}^2|1",
        "5 \\mathrm{m/s^2}|5 m/s^2|1",
        "18 dollars|18|1",
        "5 cm|5cm|1",
        "1.5 \\times 10^{3}|1500|1",
        "2.5\\times10^5|250000|1",
        "2 \\cdot 10^{-3}|0.002|1",
        "-5|–5|1",
        "-5|−5|1",
        "- 5|-5|1",
        "10 000|10000|1",
        "10\\,000|10000|1",
        "10'000|10000|1",
        "10\u202f000|10000|1",
        "12345678901234567890|12345678901234567891|0",
        "12345678901234567890|12,345,678,901,234,567,890|1",
        "0|0.0000001|0",
        "0.0000001|0|0",
        "0.0000001|1e-7|1",
        "\\frac{1}{6}|0.166667|1",
        "0.3|0.30000000000000004|1",
        "\\frac13|0.333|0",
        "$18$|18|1",
        "\\(18\\)|18|1",
        "\\boxed{18}|The answer is \\boxed{18}|1",
        "\\$18.50|$18.5|1",
        "75\\%|75%|1",
        "90^\\circ|90|1",
        "90^{\\circ}|90|1",
        "18.|18|1",
        "1{,}200|1200|1",
        "x #### 10,\\!000|#### 10,000|1",
        "x #### \\frac{-1}{2}|-0.5|1",
        "2|\\boxed{2\\sqrt{3}}|0",
        "3|the sides are $2\\sqrt{3}$|0",
        "1024|2^{10}|1",
      })
  void isComparedWithTheCompletion(String reference, String completion, double reward) {
    assertThat(reward(reference, completion, Map.of())).isEqualTo(reward);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2\\sqrt{3}",
        "x^2+2x+1",
        "(3,4)",
        "[2,5)",
        "\\frac{\\pi}{2}",
        "\\frac{x}{2}",
        "\\frac{1}{\\sqrt{2}}",
        "y = 2x + 3",
        "x = 5",
        "3, 4",
        "1,2345",
        "5 or 6",
        "5 million",
        "5\\text{ million}",
        "2x",
        "2 x",
        "3i",
        "2\\pi",
        "\\sqrt{2}",
        "5^n",
        "3:4",
        "4+6",
        "\\pm 2",
        "1/0",
        "The answer is 5, not 6",
        "ten",
        "",
        "\\infty",
        "10:30",
        "2 - 3",
        "\\text{(A)}",
      })
  void thatIsNotOneNumberHasNone(String reference) {
    assertThat(reward(reference, "5", Map.of())).isNaN();
  }

  @ParameterizedTest
  @CsvSource({
    "0.01, 0.5, 0.509, 1",
    "0.5, 0, 0.3, 1",
    "0, 0.3333333, 0.3333333, 1",
    "0, 3, 3.0000001, 0"
  })
  void aGivenToleranceIsTakenAsItIs(
      double tolerance, String reference, String completion, double reward) {
    assertThat(reward(reference, completion, Map.of("tolerance", tolerance))).isEqualTo(reward);
  }

  private static double reward(String reference, String completion, Map<String, Object> options) {
    RewardSettings settings = RewardSettings.of("numeric-answer", options);
    return RewardFunctions.create(settings, RewardFunctions.provider(settings))
        .reward(
            new RewardInput(
                "p", "question", Optional.ofNullable(reference), Map.of(), completion, 1, true));
  }
}
