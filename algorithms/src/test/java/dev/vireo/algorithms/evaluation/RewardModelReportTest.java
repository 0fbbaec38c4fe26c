package dev.vireo.algorithms.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RewardModelReportTest {

  private static JudgedPair pair(String prompt, double chosen, double rejected, int longer) {
    return new JudgedPair(prompt, chosen, rejected, 10 + longer, 10, Double.NaN);
  }

  @Test
  void countsWhatIsRight() {
    List<JudgedPair> pairs =
        List.of(pair("a", 2, 1, 3), pair("a", 0, 1, 1), pair("b", 1, 1, 0), pair("c", 3, -3, -2));
    RewardModelReport report = RewardModelReport.of(pairs, 10, 2, true);
    assertThat(report.pairs()).isEqualTo(4);
    assertThat(report.ties()).isEqualTo(1);
    assertThat(report.accuracy().mean()).isEqualTo(0.5);
    assertThat(report.accuracy().clusters()).isEqualTo(3);
    // Longer is better: right, right, half, wrong.
    assertThat(report.lengthOnly().mean()).isEqualTo(2.5 / 4);
    assertThat(RewardModelReport.of(pairs, 10, 2, false).lengthOnly().mean()).isEqualTo(1.5 / 4);
    assertThat(report.rewardMean()).isEqualTo(0.75);
    double squares = 0;
    for (double reward : new double[] {2, 1, 0, 1, 1, 1, 3, -3}) {
      squares += (reward - 0.75) * (reward - 0.75);
    }
    assertThat(report.rewardStandardDeviation()).isCloseTo(Math.sqrt(squares / 8), within(1e-15));
    double logLoss =
        (Math.log1p(Math.exp(-1))
                + Math.log1p(Math.exp(1))
                + Math.log(2)
                + Math.log1p(Math.exp(-6)))
            / 4;
    assertThat(report.logLoss()).isCloseTo(logLoss, within(1e-15));
    assertThat(report.byPreference()).isEmpty();
    assertThat(report.byLengthDifference())
        .containsExactly(new PairGroup(-2, 0, 2, 0.5), new PairGroup(1, 3, 2, 0.5));
  }

  @Test
  void calibrationOfAHandfulByHand() {
    // Probabilities 0.5, 0.731 (wrong), 0.731 and 0.998.
    List<JudgedPair> pairs =
        List.of(pair("a", 1, 1, 0), pair("b", 0, 1, 0), pair("c", 1, 0, 0), pair("d", 6, 0, 0));
    Calibration calibration = RewardModelReport.of(pairs, 2, 1, true).calibration();
    double one = 1 / (1 + Math.exp(-1));
    double six = 1 / (1 + Math.exp(-6));
    assertThat(calibration.curve()).hasSize(2);
    Calibration.Bin low = calibration.curve().get(0);
    assertThat(low.from()).isEqualTo(0.5);
    assertThat(low.to()).isEqualTo(0.75);
    assertThat(low.count()).isEqualTo(3);
    assertThat(low.probability()).isCloseTo((0.5 + 2 * one) / 3, within(1e-15));
    assertThat(low.share()).isEqualTo(0.5);
    double error = (Math.abs(1.5 - 0.5 - 2 * one) + (1 - six)) / 4;
    assertThat(calibration.error()).isCloseTo(error, within(1e-15));
  }

  @Test
  void marginsThatAreLogOddsAreCalibrated() {
    SplittableRandom random = new SplittableRandom(7);
    List<JudgedPair> honest = new ArrayList<>();
    List<JudgedPair> boastful = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      double margin = 4 * random.nextDouble();
      boolean right = random.nextDouble() < 1 / (1 + Math.exp(-margin));
      double signed = right ? margin : -margin;
      honest.add(pair("p" + i, signed, 0, 0));
      boastful.add(pair("p" + i, 3 * signed, 0, 0));
    }
    assertThat(RewardModelReport.of(honest, 10, 1, true).calibration().error()).isLessThan(0.015);
    assertThat(RewardModelReport.of(boastful, 10, 1, true).calibration().error())
        .isGreaterThan(0.08);
  }

  @Test
  void pairsWithOneKeyStayTogether() {
    List<JudgedPair> pairs =
        List.of(pair("a", 1, 0, 5), pair("b", 1, 0, 5), pair("c", 0, 1, 5), pair("d", 0, 1, 7));
    assertThat(PairGroup.of(pairs, JudgedPair::lengthDifference, 4))
        .containsExactly(new PairGroup(5, 5, 3, 2 / 3.0), new PairGroup(7, 7, 1, 0));
    assertThat(PairGroup.of(pairs, JudgedPair::preference, 4)).isEmpty();
  }
}
