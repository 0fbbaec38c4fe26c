package dev.vireo.jobs.rewards.functions;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AnswerTextTest {

  @Test
  void numbersAreTheSameHoweverTheyAreWritten() {
    for (String completion :
        new String[] {"so 1,234.50", "#### 1234.5 apples, not 7", "\\boxed{2469/2}", "2469/2"}) {
      assertThat(AnswerText.NUMBER.of(completion)).as(completion).contains("2469/2");
    }
    assertThat(AnswerText.NUMBER.of("I do not know")).isEmpty();
  }

  @Test
  void textsAreTheSameButForSpaceAround() {
    assertThat(AnswerText.TEXT.of(" 12 ")).contains("12").isEqualTo(AnswerText.TEXT.of("12\n"));
    assertThat(AnswerText.TEXT.of(" \n")).isEmpty();
  }
}
