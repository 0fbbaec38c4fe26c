package dev.vireo.algorithms.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Reports on labels, on ratings, and of models that read both completions of a pair. */
class RatedReportsTest {

  private static JudgedCompletion of(String prompt, double reward, double rating, int length) {
    return new JudgedCompletion(prompt, reward, rating, length);
  }

  private static LengthFit fit(List<JudgedCompletion> completions) {
    LengthFit fit = LengthFit.NONE;
    for (JudgedCompletion each : completions) {
      fit = fit.plus(each.length(), each.rating());
    }
    return fit;
  }

  @Test
  void labelsByHand() {
    List<JudgedCompletion> completions =
        List.of(of("a", 2, 1, 5), of("a", -1, 0, 9), of("b", 0.5, 0, 8), of("c", 0, 1, 6));
    LabelReport report = LabelReport.of(completions, fit(completions), 2);
    assertThat(report.good()).isEqualTo(0.5);
    // Right, right, wrong, and 0 is wrong.
    assertThat(report.accuracy().mean()).isEqualTo(0.5);
    assertThat(report.accuracy().clusters()).isEqualTo(3);
    assertThat(report.alwaysTheSame().mean()).isEqualTo(0.5);
    // Shorter is better, without exception.
    assertThat(report.lengthOnly().mean()).isEqualTo(1);
    assertThat(report.lengthOnlyAuc()).isEqualTo(1);
    // 2 > -1, 2 > 0.5, 0 > -1, 0 < 0.5.
    assertThat(report.auc()).isEqualTo(0.75);
    double[] p = {sigmoid(2), sigmoid(-1), sigmoid(0.5), 0.5};
    assertThat(report.logLoss())
        .isCloseTo(
            -(Math.log(p[0]) + Math.log(1 - p[1]) + Math.log(1 - p[2]) + Math.log(p[3])) / 4,
            within(1e-15));
    assertThat(report.calibration().curve()).hasSize(2);
    Calibration.Bin high = report.calibration().curve().get(1);
    assertThat(high.from()).isEqualTo(0.5);
    assertThat(high.count()).isEqualTo(3);
    assertThat(high.share()).isCloseTo(2 / 3.0, within(1e-15));
    assertThat(report.calibration().error())
        .isCloseTo((p[1] + Math.abs(p[0] + p[2] + p[3] - 2)) / 4, within(1e-15));
  }

  @Test
  void aMajorityIsWhatTrainingSays() {
    List<JudgedCompletion> completions = List.of(of("a", 1, 1, 3), of("b", 1, 0, 3));
    LengthFit mostlyBad = LengthFit.NONE.plus(3, 0).plus(3, 0).plus(3, 1);
    LabelReport report =
        LabelReport.of(List.of(completions.get(0), completions.get(0)), mostlyBad, 4);
    assertThat(report.alwaysTheSame().mean()).isZero();
    assertThat(report.lengthOnly().mean()).isZero();
    assertThat(report.auc()).isNaN();
  }

  @Test
  void ratingsByHand() {
    List<JudgedCompletion> completions =
        List.of(of("a", 1, 2, 1), of("a", 2, 4, 2), of("b", 9, 6, 3));
    RatingReport report = RatingReport.of(completions, fit(completions));
    assertThat(report.squaredError().mean()).isCloseTo((1 + 4 + 9) / 3.0, within(1e-15));
    assertThat(report.constant().mean()).isCloseTo(8 / 3.0, within(1e-15));
    // Ratings are twice the length.
    assertThat(report.lengthOnly().mean()).isCloseTo(0, within(1e-20));
    assertThat(report.lengthOnlyPearson()).isCloseTo(1, within(1e-12));
    assertThat(report.spearman()).isCloseTo(1, within(1e-15));
    // Deviations (-3, -2, 5) and (-2, 0, 2).
    assertThat(report.pearson()).isCloseTo(16 / Math.sqrt(38 * 8.0), within(1e-15));
    assertThat(report.rewardMean()).isEqualTo(4);
  }

  @Test
  void equalValuesShareTheirRank() {
    double[] one = {1, 1, 2, 3};
    double[] other = {10, 20, 20, 5};
    // Ranks 1.5 1.5 3 4 and 2 3.5 3.5 1: deviations (-1 -1 .5 1.5) and (-.5 1 1 -1.5).
    assertThat(Correlation.spearman(one, other))
        .isCloseTo((0.5 - 1 + 0.5 - 2.25) / 4.5, within(1e-15));
    assertThat(Correlation.pearson(new double[] {2, 2}, new double[] {1, 5})).isNaN();
  }

  @Test
  void aModelThatPrefersThePlaceIsInconsistent() {
    // Halves of the log-odds of the first place, the preferred side first and last.
    List<JudgedPair> pairs =
        List.of(
            new JudgedPair("a", 2, -1, 3, 3, Double.NaN),
            new JudgedPair("b", 1, 0.5, 3, 3, Double.NaN),
            new JudgedPair("c", 0.5, 1, 3, 3, Double.NaN),
            new JudgedPair("d", -1, 1, 3, 3, Double.NaN));
    PreferenceModelReport report =
        PreferenceModelReport.of(pairs, RewardModelReport.of(pairs, 4, 1, true));
    assertThat(report.bothOrders().accuracy().mean()).isEqualTo(0.5);
    assertThat(report.firstOrder()).isEqualTo(0.75);
    assertThat(report.secondOrder()).isEqualTo(0.25);
    assertThat(report.orderConsistency().mean()).isEqualTo(0.5);
    assertThat(report.metrics())
        .containsEntry("order_consistency", 0.5)
        .doesNotContainKey("reward/mean");
  }

  @Test
  void mllibsTiesAreHalfRight() {
    List<JudgedPair> pairs =
        List.of(
            new JudgedPair("a", 1, 0, 3, 3, Double.NaN),
            new JudgedPair("b", 1, 0, 3, 3, Double.NaN));
    RewardModelReport report = RewardModelReport.of(pairs, 4, 1, true);
    assertThat(report.metrics()).doesNotContainKey("accuracy/mllib");
    assertThat(report.withMllib(pairs, new double[] {0, 3}).metrics())
        .containsEntry("accuracy/mllib", 0.75)
        .containsEntry("accuracy", 1.0);
  }

  @Test
  void rewardsThatAreLogOddsOfLabelsAreCalibrated() {
    SplittableRandom random = new SplittableRandom(11);
    List<JudgedCompletion> honest = new ArrayList<>();
    List<JudgedCompletion> timid = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      double reward = 8 * random.nextDouble() - 4;
      double label = random.nextDouble() < sigmoid(reward) ? 1 : 0;
      honest.add(of("p" + i, reward, label, 1));
      timid.add(of("p" + i, reward / 4, label, 1));
    }
    assertThat(LabelReport.of(honest, fit(honest), 10).calibration().error()).isLessThan(0.015);
    assertThat(LabelReport.of(timid, fit(timid), 10).calibration().error()).isGreaterThan(0.1);
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
