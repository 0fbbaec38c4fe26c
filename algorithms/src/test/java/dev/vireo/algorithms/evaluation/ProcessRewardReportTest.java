package dev.vireo.algorithms.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessRewardReportTest {
  @Test
  void countsStepsAndFirstErrors() {
    ProcessRewardReport report =
        ProcessRewardReport.of(
            List.of(
                // The error is found, and what comes after it is not.
                steps("a", new double[] {1, -1, 2}, new double[] {1, 0, 0}),
                // One is found that is not there.
                steps("a", new double[] {1, 0}, new double[] {1, 0.5}),
                steps("b", new double[] {3}, new double[] {0.75})),
            10);
    assertThat(report.steps()).isEqualTo(6);
    assertThat(report.completions()).isEqualTo(3);
    assertThat(report.accuracy().mean()).isEqualTo(4.0 / 6);
    assertThat(report.accuracy().clusters()).isEqualTo(2);
    assertThat(report.rightShare()).isEqualTo(4.0 / 6);
    assertThat(report.firstError().mean()).isEqualTo(2.0 / 3);
    assertThat(report.firstErrorOfWrong().mean()).isEqualTo(1);
    assertThat(report.firstErrorOfRight().mean()).isEqualTo(0.5);
    assertThat(report.calibration().curve().stream().mapToLong(Calibration.Bin::count).sum())
        .isEqualTo(6);
  }

  @Test
  void theLossIsThatOfTraining() {
    ProcessRewardReport report =
        ProcessRewardReport.of(
            List.of(steps("a", new double[] {0, Math.log(3)}, new double[] {0.3, 1})), 5);
    assertThat(report.logLoss()).isCloseTo((Math.log(2) + Math.log(4.0 / 3)) / 2, within(1e-15));
    assertThat(report.rewardMean()).isCloseTo((0.5 + 0.75) / 2, within(1e-15));
    assertThat(report.firstErrorOfRight().mean()).isNaN();
  }

  private static JudgedSteps steps(String prompt, double[] logOdds, double[] labels) {
    return new JudgedSteps(prompt, logOdds, labels);
  }
}
