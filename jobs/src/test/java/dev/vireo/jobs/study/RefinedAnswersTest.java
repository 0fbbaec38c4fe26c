package dev.vireo.jobs.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.jobs.study.RefinedAnswers.Answers;
import org.junit.jupiter.api.Test;

class RefinedAnswersTest {
  private static final double CLOSE = 1e-12;

  /** Two rounds of two chains after the first answers; the proxy misjudges one of them. */
  private static final Answers ANSWERS =
      new Answers(
          new double[][] {{0, 1}, {2, 3}, {1, 5}}, new double[][] {{0, 0}, {1, 0.5}, {0.75, 0.25}});

  @Test
  void theLastAnswerIsThatOfTheRound() {
    assertThat(ANSWERS.lastGold(1, 1)).isCloseTo(0.75, within(CLOSE));
    assertThat(ANSWERS.lastProxy(2, 1)).isCloseTo(3, within(CLOSE));
    // Of both chains, the one that the proxy prefers.
    assertThat(ANSWERS.lastGold(1, 2)).isCloseTo(0.5, within(CLOSE));
    assertThat(ANSWERS.lastGold(2, 2)).isCloseTo(0.25, within(CLOSE));
  }

  @Test
  void theBestIsChosenAmongAllRounds() {
    // The first chain's best is of round 1, the second's of round 2.
    assertThat(ANSWERS.bestProxy(2, false)).isCloseTo((2 + 5) / 2.0, within(CLOSE));
    assertThat(ANSWERS.bestGold(2, false)).isCloseTo((1 + 0.25) / 2, within(CLOSE));
    assertThat(ANSWERS.bestGold(2, true)).isCloseTo(0.25, within(CLOSE));
    assertThat(ANSWERS.bestGold(0, true)).isZero();
  }

  @Test
  void ofEqualRewardsEachIsChosenAsOften() {
    Answers equal = new Answers(new double[][] {{1}, {1}}, new double[][] {{0}, {1}});
    assertThat(equal.bestGold(1, false)).isCloseTo(0.5, within(CLOSE));
    assertThat(equal.bestGold(1, true)).isCloseTo(0.5, within(CLOSE));
  }

  @Test
  void anAnswerWithoutARewardIsNotComplete() {
    assertThat(ANSWERS.isComplete()).isTrue();
    assertThat(
            new Answers(new double[][] {{1}, {Double.NaN}}, new double[][] {{0}, {1}}).isComplete())
        .isFalse();
    assertThat(
            new Answers(new double[][] {{1}, {1}}, new double[][] {{Double.NaN}, {1}}).isComplete())
        .isFalse();
  }
}
