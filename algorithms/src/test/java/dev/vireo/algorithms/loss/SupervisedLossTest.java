package dev.vireo.algorithms.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Beside what PreferenceLossGoldenTest holds against TRL. */
class SupervisedLossTest {
  private static final double[][] ROWS = {{-1, -3}, {-2}};
  private static final List<SupervisedExample> EXAMPLES =
      List.of(new SupervisedExample(5), new SupervisedExample(3));
  private static final Denominators STEP = new Denominators(4, 4, 8, 8, 8, 2, 0);

  private final SupervisedLoss loss = new SupervisedLoss();

  @Test
  void aMicroBatchIsDividedByTheStepsTokens() {
    LossValue value = loss.evaluate(Outputs.of(ROWS), EXAMPLES, STEP);
    assertThat(value.loss()).isEqualTo(.75);
    assertThat(value.gradient()).isDeepEqualTo(new double[][] {{-.125, -.125}, {-.125}});
    assertThat(loss.metrics(value.sums(), STEP))
        .containsOnlyKeys("loss", "num_tokens")
        .containsEntry("num_tokens", 8.0);
  }

  @Test
  void meansGoOverTokensOfAllMicroBatches() {
    Sums sums = new Sums();
    for (double[][] of : new double[][][] {{{1, 0}, {1}}, {{0, 0}, {0}}}) {
      Outputs outputs =
          new Outputs(ROWS, Map.of(TokenStatistic.ENTROPY, of, TokenStatistic.MOST_LIKELY, of));
      sums.merge(loss.evaluate(outputs, EXAMPLES, STEP).sums());
    }
    assertThat(loss.metrics(sums, STEP))
        .containsEntry("loss", 1.5)
        .containsEntry("mean_token_accuracy", 2.0 / 6)
        .containsEntry("entropy", 2.0 / 6);
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThatThrownBy(
            () -> loss.evaluate(Outputs.of(new double[][] {{Double.NaN}, {}}), EXAMPLES, STEP))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "The log-probability of token 0 of sequence 0 is NaN; it must be a finite number: lower the learning rate");
    assertThatThrownBy(
            () -> loss.evaluate(Outputs.of(ROWS), EXAMPLES, new Denominators(1, 1, 0, 0, 0, 1, 0)))
        .isInstanceOf(InputException.class)
        .hasMessage("A step without completion tokens has no cross entropy");
    assertThatThrownBy(() -> new SupervisedExample(-1)).isInstanceOf(InputException.class);
  }
}
