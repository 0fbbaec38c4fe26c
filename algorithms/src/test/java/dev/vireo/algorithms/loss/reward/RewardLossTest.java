package dev.vireo.algorithms.loss.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.loss.Denominators;
import dev.vireo.algorithms.loss.LossValue;
import dev.vireo.algorithms.loss.Outputs;
import dev.vireo.algorithms.loss.Sums;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RewardLossTest {

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = "LABELS|REGRESSION")
  void derivativesOfPairsAreFiniteDifferences(RewardLossType type) {
    boolean reads = type == RewardLossType.BRADLEY_TERRY;
    PairwiseRewardLoss loss =
        new PairwiseRewardLoss(new RewardLossSettings(type, reads, reads ? 0.2 : 0));
    SplittableRandom random = new SplittableRandom(3);
    double[][] rows = new double[4][3];
    for (double[] row : rows) {
      row[0] = random.nextDouble() - 0.5;
      row[1] = random.nextDouble() - 0.5;
      row[2] = random.nextDouble() - 0.5;
    }
    List<RewardPair> pairs = List.of(new RewardPair(0.3, 1, 2, 1), new RewardPair(1, 0, 1, 2));
    Denominators step = step(5);
    double[][] gradient = loss.evaluate(Outputs.of(rows), pairs, step).gradient();
    for (int row = 0; row < rows.length; row++) {
      for (int t = 0; t < 3; t++) {
        double at = rows[row][t];
        rows[row][t] = at + 1e-6;
        double above = loss.evaluate(Outputs.of(rows), pairs, step).loss();
        rows[row][t] = at - 1e-6;
        double below = loss.evaluate(Outputs.of(rows), pairs, step).loss();
        rows[row][t] = at;
        assertThat(gradient[row][t])
            .as("row %d, output %d", row, t)
            .isCloseTo((above - below) / 2e-6, within(1e-8));
      }
    }
  }

  @Test
  void microBatchesAddUpToTheStep() {
    PairwiseRewardLoss loss = new PairwiseRewardLoss(RewardLossSettings.defaults());
    double[][] rows = {{2}, {1}, {-1}, {3}, {0.5}, {0.5}};
    Denominators step = step(3);
    List<RewardPair> pairs = new ArrayList<>(List.of(RewardPair.of(0), RewardPair.of(0)));
    pairs.add(RewardPair.of(0));
    LossValue whole = loss.evaluate(Outputs.of(rows), pairs, step);
    Sums sums = new Sums();
    for (int pair = 0; pair < 3; pair++) {
      double[][] part = {rows[2 * pair], rows[2 * pair + 1]};
      sums.merge(loss.evaluate(Outputs.of(part), List.of(RewardPair.of(0)), step).sums());
    }
    Map<String, Double> metrics = loss.metrics(sums, step);
    assertThat(metrics.get("loss")).isCloseTo(whole.loss(), within(1e-15));
    // Equal rewards are not accurate.
    assertThat(metrics)
        .containsEntry("accuracy", 1.0 / 3)
        .containsEntry("min_reward", -1.0)
        .containsEntry("mean_reward", 1.0)
        .containsEntry("max_reward", 3.0)
        .containsEntry("margin", -1.0);
  }

  @Test
  void whatALossDoesNotReadMayNotBeGiven() {
    assertThatThrownBy(() -> new RewardLossSettings(RewardLossType.LOG_EXP, true, 0))
        .isInstanceOf(InputException.class)
        .hasMessage("The loss log-exp does not read margin: remove it, or choose bradley-terry");
    assertThatThrownBy(() -> new RewardLossSettings(RewardLossType.TOKEN_WISE, false, 0.1))
        .hasMessageContaining("does not read centering");
    assertThatThrownBy(() -> new RewardLossSettings(RewardLossType.BRADLEY_TERRY, false, -1))
        .hasMessage("centering is -1.0; it must be at least 0");
  }

  @ParameterizedTest
  @EnumSource(names = {"LABELS", "REGRESSION"})
  void derivativesOfSinglesAreFiniteDifferences(RewardLossType type) {
    RatedRewardLoss loss = new RatedRewardLoss(new RewardLossSettings(type, false, 0));
    List<RatedExample> examples = List.of(new RatedExample(1), new RatedExample(0));
    double[][] rows = {{0.3}, {-1.2}};
    double[][] gradient = loss.evaluate(Outputs.of(rows), examples, step(5)).gradient();
    for (int row = 0; row < rows.length; row++) {
      double at = rows[row][0];
      rows[row][0] = at + 1e-6;
      double above = loss.evaluate(Outputs.of(rows), examples, step(5)).loss();
      rows[row][0] = at - 1e-6;
      double below = loss.evaluate(Outputs.of(rows), examples, step(5)).loss();
      rows[row][0] = at;
      assertThat(gradient[row][0]).isCloseTo((above - below) / 2e-6, within(1e-8));
    }
  }

  @Test
  void aLossIsForPairsOrForSingleCompletions() {
    RewardLossSettings labels = new RewardLossSettings(RewardLossType.LABELS, false, 0);
    assertThatThrownBy(() -> new PairwiseRewardLoss(labels))
        .isInstanceOf(InputException.class)
        .hasMessage("The loss labels is for single completions, but these are pairs");
    assertThatThrownBy(() -> new RatedRewardLoss(RewardLossSettings.defaults()))
        .isInstanceOf(InputException.class)
        .hasMessage("The loss bradley-terry is for pairs, but these are single completions");
  }

  @Test
  void aPreferenceModelsMeanRewardIsALikingForOnePlace() {
    PairwiseRewardLoss loss =
        new PairwiseRewardLoss(new RewardLossSettings(RewardLossType.PREFERENCE_MODEL, false, 0));
    List<RewardPair> pairs = List.of(RewardPair.of(0), RewardPair.of(0));
    // Right in both orders; always the first.
    double[][] rows = {{3}, {-3}, {4}, {4}};
    Map<String, Double> metrics =
        loss.metrics(loss.evaluate(Outputs.of(rows), pairs, step(2)).sums(), step(2));
    assertThat(metrics).containsEntry("mean_reward", 2.0).containsEntry("accuracy", 0.5);
  }

  @Test
  void aRewardThatIsNotANumberIsRefused() {
    PairwiseRewardLoss loss = new PairwiseRewardLoss(RewardLossSettings.defaults());
    double[][] rows = {{Double.NaN}, {0}};
    assertThatThrownBy(() -> loss.evaluate(Outputs.of(rows), List.of(RewardPair.of(0)), step(1)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("lower the learning rate");
  }

  private static Denominators step(int examples) {
    return new Denominators(examples, 2L * examples, 0, 0, 0, 1, 0);
  }
}
