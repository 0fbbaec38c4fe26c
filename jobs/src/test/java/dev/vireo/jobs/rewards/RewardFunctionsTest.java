package dev.vireo.jobs.rewards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.algorithms.InputException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RewardFunctionsTest {
  @Test
  void knowsTheBuiltInTypesAndThoseOnTheClassPath() {
    assertThat(RewardFunctions.types())
        .containsExactly(
            "dataset",
            "environment",
            "exact-match",
            "http",
            "implicit-reward",
            "judge",
            "length",
            "math",
            "mllib",
            "numeric-answer",
            "overlong",
            "preference-model",
            "process-reward-model",
            "python",
            "regular-expression",
            "sequence-classifier",
            "sql",
            "steps",
            "test-probe");
  }

  @ParameterizedTest
  @CsvSource({
    "free-text, 'so 72', 1", "free-text, '#### 72', 1", "free-text, '#### 71', 0",
    "free-text, 'none', 0", "marker, 'so 72', 0", "marker, '#### 72', 1",
    "whole, '72', 1", "whole, 'so 72', 0",
  })
  void numericAnswerLooksWhereItIsTold(String form, String completion, double reward) {
    RewardFunction function = create("numeric-answer", Map.of("form", form));
    assertThat(function.reward(input(completion, "... #### 72"))).isEqualTo(reward);
  }

  @Test
  void numericAnswerHasNothingToSayWithoutAReference() {
    RewardFunction function = create("numeric-answer", Map.of());
    assertThat(function.reward(input("72", null))).isNaN();
    assertThat(function.reward(input("72", "many"))).isNaN();
  }

  @Test
  void numericAnswerPaysTheFormAndTheNearness() {
    RewardFunction function =
        create("numeric-answer", Map.of("scale", 5, "format-reward", 0.2, "must-stop", true));
    assertThat(function.reward(input("#### 10", "10"))).isEqualTo(1);
    assertThat(function.reward(input("#### 15", "10"))).isCloseTo(0.2 + 0.8 * 0.5, within(1e-15));
    assertThat(function.reward(input("15", "10"))).isEqualTo(0.5);
    assertThat(function.reward(input("?", "10"))).isZero();
    RewardInput cut = new RewardInput("p", "q", Optional.of("10"), Map.of(), "#### 10", 3, false);
    assertThat(function.reward(cut)).isZero();
  }

  @Test
  void exactMatchComparesText() {
    assertThat(create("exact-match", Map.of()).reward(input(" yes\n", "yes"))).isEqualTo(1);
    assertThat(create("exact-match", Map.of()).reward(input("Yes", "yes"))).isZero();
    assertThat(create("exact-match", Map.of()).reward(input("yes", null))).isNaN();
    assertThat(create("exact-match", Map.of("trim", false)).reward(input("yes ", "yes"))).isZero();
    assertThat(create("exact-match", Map.of("ignore-case", true)).reward(input("YES", "yes")))
        .isEqualTo(1);
    assertThat(create("exact-match", Map.of("collapse-space", true)).reward(input("a  b", "a b")))
        .isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "both, 8, 0.5", "both, 12, 0.5", "both, 10, 1", "both, 100, 0",
    "above, 8, 1", "above, 12, 0.5", "below, 8, 0.5", "below, 12, 1",
  })
  void lengthLosesByItsSlope(String side, int tokens, double reward) {
    RewardFunction function = create("length", Map.of("target", 10, "slope", 0.25, "side", side));
    assertThat(
            function.reward(
                new RewardInput("p", "q", Optional.empty(), Map.of(), "", tokens, true)))
        .isEqualTo(reward);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "12, 0", "13, -0.25", "15, -0.75", "16, -1", "100, -1"})
  void overlongFallsOverTheBuffer(int tokens, double reward) {
    RewardFunction function = create("overlong", Map.of("max-tokens", 16, "buffer", 4));
    assertThat(
            function.reward(
                new RewardInput("p", "q", Optional.empty(), Map.of(), "", tokens, true)))
        .isEqualTo(reward);
  }

  @Test
  void lengthCountsCharactersAsPeopleDo() {
    RewardFunction function =
        create("length", Map.of("target", 2, "slope", 1, "unit", "characters"));
    assertThat(function.reward(input("a\uD83D\uDE00", null))).isEqualTo(1);
  }

  @Test
  void regularExpressionFindsOrCompares() {
    RewardFunction finds = create("regular-expression", Map.of("pattern", "(?s)<think>.*</think>"));
    assertThat(finds.reward(input("a <think>\n</think> b", null))).isEqualTo(1);
    assertThat(finds.reward(input("a", null))).isZero();
    RewardFunction compares =
        create("regular-expression", Map.of("pattern", "is (?<n>\\d+)", "group", "n"));
    assertThat(compares.reward(input("is 3, no, is 4", "4"))).isEqualTo(1);
    assertThat(compares.reward(input("is 4, no, is 3", "4"))).isZero();
    assertThat(compares.reward(input("is 4", null))).isNaN();
    RewardFunction whole =
        create("regular-expression", Map.of("pattern", "(\\d+)", "group", 1, "full-match", true));
    assertThat(whole.reward(input("4", " 4 "))).isEqualTo(1);
    assertThat(whole.reward(input("4!", "4"))).isZero();
  }

  @Test
  void aPatternThatRunsAwayIsStopped() {
    RewardFunction function = create("regular-expression", Map.of("pattern", "(a+)+$"));
    assertThat(function.reward(input("a".repeat(60) + "!", null))).isZero();
    assertThat(function.reward(input("a".repeat(60), null))).isEqualTo(1);
  }

  @Test
  void aPatternThatRecursesTooDeeplyIsAnError() {
    RewardFunction function = create("regular-expression", Map.of("pattern", "(a|b)*c"));
    assertThatThrownBy(() -> function.reward(input("a".repeat(1_000_000), null)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("(a|b)*c")
        .hasMessageContaining("recurses too deeply");
  }

  @Test
  void everyBuiltInFunctionTravels() throws Exception {
    Map<String, Map<String, Object>> functions =
        Map.of(
            "numeric-answer", Map.of(),
            "exact-match", Map.of(),
            "length", Map.of("target", 3),
            "math", Map.of(),
            "overlong", Map.of("max-tokens", 3, "buffer", 2),
            "regular-expression", Map.of("pattern", "4", "group", 0));
    for (Map.Entry<String, Map<String, Object>> each : functions.entrySet()) {
      RewardFunction function = create(each.getKey(), each.getValue());
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(function);
      }
      try (ObjectInputStream in =
          new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
        RewardFunction copy = (RewardFunction) in.readObject();
        assertThat(copy.reward(input("4", "4"))).isEqualTo(function.reward(input("4", "4")));
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "numeric|x|1|reward 'numeric' is of unknown type 'numeric'; known are [dataset,"
            + " environment, exact-match, http, implicit-reward, judge, length,",
        "length|targe|1|reward 'length' (length): unknown option 'targe'; allowed are [side, slope,"
            + " target, unit]",
        "length|side|both|reward 'length' (length): option 'target' is needed",
        "exact-match|trim|3|option 'trim' is '3'; it must be true or false",
        "numeric-answer|scale|0|option 'scale' is '0'; it must be a number",
        "numeric-answer|form|Whole|option 'form' is 'Whole'; it must be one of [free-text, marker,"
            + " whole]",
        "regular-expression|pattern|(a|option 'pattern' is '(a', which is not a regular expression:"
            + " Unclosed group",
        "regular-expression|group|1|option 'pattern' is needed",
      })
  void mistakesAreNamed(String type, String option, String value, String message) {
    assertThatThrownBy(() -> create(type, Map.of(option, value)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void impossibleValuesAreNamed() {
    assertThatThrownBy(() -> create("length", Map.of("target", -1)))
        .hasMessageContaining("option 'target' is -1.0; it must be at least 0.0");
    assertThatThrownBy(() -> create("overlong", Map.of("buffer", 5)))
        .hasMessageContaining("option 'max-tokens' is needed");
    assertThatThrownBy(() -> create("overlong", Map.of("max-tokens", 4, "buffer", 5)))
        .hasMessageContaining("option 'buffer' is 5; it must be at most max-tokens, which is 4");
    assertThatThrownBy(() -> create("numeric-answer", Map.of("format-reward", 1.5)))
        .hasMessageContaining("option 'format-reward' is 1.5; it must be at most 1.0");
    assertThatThrownBy(
            () -> create("regular-expression", Map.of("pattern", "(a)", "group", "name")))
        .hasMessageContaining("option 'group' is 'name', but pattern '(a)' has no such group");
  }

  private static RewardFunction create(String type, Map<String, Object> options) {
    RewardSettings settings = RewardSettings.of(type, options);
    return RewardFunctions.create(settings, RewardFunctions.provider(settings));
  }

  private static RewardInput input(String completion, String answer) {
    return new RewardInput(
        "p", "question", Optional.ofNullable(answer), Map.of(), completion, 1, true);
  }
}
