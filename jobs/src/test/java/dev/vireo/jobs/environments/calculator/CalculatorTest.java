package dev.vireo.jobs.environments.calculator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.environments.EnvironmentInput;
import dev.vireo.jobs.environments.EnvironmentSettings;
import dev.vireo.jobs.environments.EnvironmentStep;
import dev.vireo.jobs.environments.Environments;
import dev.vireo.models.chat.ChatMessage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is calculated, and what is refused. */
class CalculatorTest {

  @ParameterizedTest
  @CsvSource({
    "12*(3+4), 84",
    " 1 +  2 , 3",
    "2+3*4-5, 9",
    "7-3-2, 2",
    "24/4/3, 2",
    "-2^2, -4",
    "(-2)^2, 4",
    "2^3^2, 512",
    "2**3*2, 16",
    "2^-2, 0.25",
    "0^0, 1",
    "(-1)^1000000001, -1",
    "1/3+1/3+1/3, 1",
    "0.1+0.2, 0.3",
    ".5*4., 2",
    "--5, 5",
    "1/3, 0.333333333333333",
    "-2/3, -0.666666666666667",
    "2^0.5, 1.4142135623731",
    "9^(1/2), 3",
    "99999999999*99999999999, 9999999999800000000001",
    "2^200, 1.60693804425899E+60",
    "10^-50, 1E-50",
  })
  void valuesAreExactWhereTheyCanBe(String expression, String value) {
    assertThat(Expression.value(expression)).hasToString(value);
  }

  @ParameterizedTest
  @CsvSource({
    "1/0, division by zero",
    "0^-1, division by zero",
    "2^5000, too large",
    "9^9^9, too large",
    "2^99999999999999999999, too large",
    "1e5, unexpected 'e'",
    "1 2, unexpected '2'",
    "(1+2, a ) is missing",
    "(1+2], unexpected ']'",
    "1+, a number is missing",
    "2*/3, unexpected '/'",
    "1.2.3, '1.2.3' is not a number",
    "., '.' is not a number",
    "(0-2)^0.5, a root of a negative number",
    "__import__, unexpected '_'",
    "1;2, unexpected ';'",
  })
  void whatHasNoValueSaysWhy(String expression, String why) {
    assertThatThrownBy(() -> Expression.value(expression))
        .isInstanceOf(CalculationFault.class)
        .hasMessage(why);
  }

  @Test
  void noExpressionIsTooDeepOrTooLong() {
    assertThat(Expression.value("(".repeat(249) + "1" + ")".repeat(249))).hasToString("1");
    assertThat(Expression.value("-".repeat(499) + "1")).hasToString("-1");
    assertThatThrownBy(() -> Expression.value("1".repeat(501)))
        .isInstanceOf(CalculationFault.class)
        .hasMessage("longer than 500 characters");
  }

  @Test
  void theLastLineThatAsksIsAnswered() {
    assertThat(step(Map.of(), "Let me see.\ncalculate: 1+1\n  calculate: 2*3 \nNow wait."))
        .isEqualTo(EnvironmentStep.reply("user", "6"));
    assertThat(step(Map.of(), "calculate: 1/0"))
        .isEqualTo(EnvironmentStep.reply("user", "error: division by zero"));
    assertThat(step(Map.of("prefix", "?", "reply", "= {result}\n", "role", "tool"), "? 3 - 5\n"))
        .isEqualTo(EnvironmentStep.reply("tool", "= -2\n"));
  }

  @Test
  void aMessageThatAsksNothingIsTheLast() {
    assertThat(step(Map.of(), "The answer is calculate: 6")).isEqualTo(EnvironmentStep.end());
    assertThat(step(Map.of(), "")).isEqualTo(EnvironmentStep.end());
  }

  @Test
  void aReplyWithoutTheResultIsRefused() {
    assertThatThrownBy(() -> step(Map.of("reply", "ok"), "calculate: 1"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "environment.options: option 'reply' is 'ok'; it must contain {result}, the value");
  }

  private static EnvironmentStep step(Map<String, Object> options, String said) {
    return Environments.create(new EnvironmentSettings("calculator", 2, options))
        .steps(
            List.of(
                new EnvironmentInput(
                    "p",
                    "question",
                    Optional.empty(),
                    Map.of(),
                    List.of(new ChatMessage("assistant", said)))))
        .get(0);
  }
}
