package dev.vireo.algorithms.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HolmCorrectionTest {

  @Test
  void theSmallestIsTakenTimesAllTheNextTimesOneLess() {
    assertThat(HolmCorrection.adjust(new double[] {0.01, 0.04, 0.03, 0.005}))
        .containsExactly(0.03, 0.06, 0.06, 0.02);
  }

  @Test
  void whatWasNotTestedDoesNotCount() {
    assertThat(HolmCorrection.adjust(new double[] {Double.NaN, 0.02, 0.6}))
        .containsExactly(Double.NaN, 0.04, 0.6);
    assertThat(HolmCorrection.adjust(new double[] {0.9, 0.8})).containsOnly(1);
  }

  /** Ten effects that are not there: one of them is reported in at most a twentieth of trials. */
  @Test
  void falseAlarmsStayBelowTheLevel() {
    Random random = new Random(29);
    long alarms =
        IntStream.range(0, 4000).filter(trial -> hasAlarm(random.doubles(10).toArray())).count();
    assertThat(alarms).isBetween(120L, 235L);
  }

  private static boolean hasAlarm(double[] p) {
    return Arrays.stream(HolmCorrection.adjust(p)).anyMatch(each -> each < 0.05);
  }
}
