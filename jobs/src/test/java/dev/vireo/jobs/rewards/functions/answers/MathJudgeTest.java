package dev.vireo.jobs.rewards.functions.answers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MathJudgeTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\\gcd(4,6)",
        "\\int_0^1 x\\,dx",
        "\\frac{d}{dx}x^2",
        "5-",
        "the number is 5",
        "(1,2",
        "2 3",
        "\\frac{1}{",
        "\\begin{pmatrix} 1 & 2 \\\\ 3 \\end{pmatrix}",
      })
  void aReferenceThatCannotBeReadHasNoJudge(String reference) {
    assertThat(MathJudge.of(reference)).isEmpty();
  }

  @Test
  void aReferenceMayStandInItsSolution() {
    assertThat(MathJudge.of("3 + 4 = 7\n#### 7").orElseThrow().accepts("\\boxed{7}")).isTrue();
    assertThat(MathJudge.of("so $x=7$, and \\boxed{8}").orElseThrow().accepts("8")).isTrue();
    assertThat(MathJudge.of("it is $\\frac12$.").orElseThrow().accepts("0.5")).isTrue();
  }

  @Test
  void aNumberWithinAFormulaIsNotTheAnswer() {
    MathJudge two = MathJudge.of("2").orElseThrow();
    assertThat(two.accepts("It is $\\gcd(1,2)$.")).isFalse();
    assertThat(two.accepts("\\boxed{\\max(1,2)}")).isFalse();
  }

  @Test
  void largeNumbersAreComparedExactly() {
    MathJudge judge = MathJudge.of("2^{1000}").orElseThrow();
    assertThat(judge.accepts("$2^{999}\\cdot 2$")).isTrue();
    assertThat(judge.accepts("$2^{1000}+1$")).isFalse();
  }

  /** Each of these would take hours, or all memory, if it were computed as it is written. */
  @Test
  void hostileCompletionsAreWrong() {
    List<String> hostile =
        List.of(
            "9^{9^{9^{9^9}}}",
            "500!".repeat(100),
            "((500!)!)!",
            "(".repeat(900) + "1" + ")".repeat(900),
            "\\sqrt".repeat(350) + "2",
            "\\sin".repeat(400) + " 2",
            "e^{e^{e^{e^9}}}",
            "1+".repeat(900) + "1",
            "1\\pm".repeat(300) + "1",
            "(x+1)^{900}+".repeat(100) + "1",
            "(x+y)^{99}(z+1)^{99}".repeat(25),
            "10^{-999999999}",
            "\\exp(10^{300})",
            "\\sin(10^{300})",
            "(1,2)" + "\\cup(3,4)".repeat(150),
            "f(".repeat(35) + "x" + ")".repeat(35),
            "\\frac1{".repeat(39) + "x" + "}".repeat(39),
            "\\log_{1.0000000001}(2)^{1000}",
            "9".repeat(1_900));
    for (String reference : List.of("72", "2\\sqrt{3}", "x^2+2x+1", "\\{1,2\\}", "[1,2)", "x=5")) {
      MathJudge judge = MathJudge.of(reference).orElseThrow();
      for (String text : hostile) {
        assertThat(judge.accepts("\\boxed{" + text + "}")).as(text).isFalse();
      }
      for (String text : List.of("$", "\\boxed{", "answer is ", "$a$, ", "1,", "1+", "\\[ ")) {
        assertThat(judge.accepts(text.repeat(20_000))).as(text).isFalse();
      }
    }
  }
}
