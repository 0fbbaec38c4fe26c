package dev.vireo.algorithms.loss.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.loss.Denominators;
import dev.vireo.algorithms.loss.LossValue;
import dev.vireo.algorithms.loss.Outputs;
import dev.vireo.algorithms.loss.Sums;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ValueLossTest {
  private static final ValueLoss LOSS = new ValueLoss(ValueLossSettings.defaults());

  private static Denominators step(int states) {
    return new Denominators(2, 2, states, states, states, 1, 0);
  }

  private static ValueExample example(double[] old, double[] returns, boolean... counted) {
    return new ValueExample(old, returns, counted);
  }

  @Test
  void isHalfTheMeanOfTheGreaterSquare() {
    double[][] values = {{1, 0.1, 5}, {2}};
    List<ValueExample> examples =
        List.of(
            // Moved up by 1, of which .2 count: 1.8 off, not 1; within the clip: .4 off; left out.
            example(new double[] {0, 0, 0}, new double[] {2, 0.5, Double.NaN}, true, true, false),
            // Moved up by 2, away from the return: the value itself is further off.
            example(new double[] {0}, new double[] {-1}, true));
    LossValue value = LOSS.evaluate(Outputs.of(values), examples, step(3));
    assertThat(value.loss()).isCloseTo((1.8 * 1.8 + 0.16 + 9) / 6, within(1e-14));
    assertThat(value.gradient()[0]).containsExactly(new double[] {0, -0.4 / 3, 0}, within(1e-15));
    assertThat(value.gradient()[1]).containsExactly(1);
    Map<String, Double> metrics = LOSS.metrics(value.sums(), step(3));
    assertThat(metrics)
        .containsEntry("trained_states", 3.0)
        .containsEntry("clip_ratio", 1.0 / 3)
        .containsEntry("return/mean", 0.5);
    // Errors 1, .4 and -3, about their mean, over returns 2, .5 and -1.
    assertThat(metrics.get("explained_variance"))
        .isCloseTo(1 - (10.16 / 3 - 1.6 * 1.6 / 9) / 1.5, within(1e-14));
  }

  @Test
  void derivativesAreFiniteDifferences() {
    SplittableRandom random = new SplittableRandom(7);
    double[][] rows = {random.doubles(5, -1, 1).toArray(), random.doubles(4, -1, 1).toArray()};
    List<ValueExample> examples =
        List.of(
            example(
                random.doubles(5, -1, 1).toArray(),
                random.doubles(5, -1, 1).toArray(),
                true,
                true,
                false,
                true,
                true),
            example(
                random.doubles(4, -1, 1).toArray(),
                random.doubles(4, -1, 1).toArray(),
                true,
                true,
                true,
                true));
    ValueLoss loss = new ValueLoss(new ValueLossSettings(0.3, 0.1, true));
    double[][] gradient = loss.evaluate(Outputs.of(rows), examples, step(8)).gradient();
    for (int row = 0; row < rows.length; row++) {
      for (int s = 0; s < rows[row].length; s++) {
        double at = rows[row][s];
        rows[row][s] = at + 1e-6;
        double above = loss.evaluate(Outputs.of(rows), examples, step(8)).loss();
        rows[row][s] = at - 1e-6;
        double below = loss.evaluate(Outputs.of(rows), examples, step(8)).loss();
        rows[row][s] = at;
        assertThat(gradient[row][s]).isCloseTo((above - below) / 2e-6, within(1e-8));
      }
    }
  }

  @Test
  void withoutAClipItIsTheMeanSquare() {
    ValueLoss loss = new ValueLoss(new ValueLossSettings(null, 1, true));
    List<ValueExample> examples = List.of(example(new double[] {0}, new double[] {2}, true));
    LossValue value = loss.evaluate(Outputs.of(new double[][] {{1}}), examples, step(1));
    assertThat(value.loss()).isEqualTo(0.5);
    assertThat(value.gradient()[0]).containsExactly(-1);
  }

  @Test
  void microBatchesAddUpToTheStep() {
    double[][] rows = {{1, -1}, {0.3}};
    List<ValueExample> examples =
        List.of(
            example(new double[] {0, 0}, new double[] {2, 3}, true, true),
            example(new double[] {1}, new double[] {0}, true));
    LossValue whole = LOSS.evaluate(Outputs.of(rows), examples, step(3));
    Sums sums = new Sums();
    for (int i = 0; i < 2; i++) {
      double[][] part = {rows[i]};
      sums.merge(LOSS.evaluate(Outputs.of(part), List.of(examples.get(i)), step(3)).sums());
    }
    assertThat(LOSS.metrics(sums, step(3)).get("loss")).isCloseTo(whole.loss(), within(1e-15));
  }

  @Test
  void refusesWhatIsNotANumberAndOtherShapes() {
    List<ValueExample> examples = List.of(example(new double[] {0}, new double[] {1}, true));
    assertThatThrownBy(
            () -> LOSS.evaluate(Outputs.of(new double[][] {{Double.NaN}}), examples, step(1)))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "The value of state 0 of completion 0 is NaN and its return 1.0; lower the critic's"
                + " learning rate");
    assertThatThrownBy(() -> LOSS.evaluate(Outputs.of(new double[][] {{1, 2}}), examples, step(1)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("do not belong to the same states");
    assertThatThrownBy(() -> LOSS.evaluate(Outputs.of(new double[][] {{1}}), examples, step(0)))
        .isInstanceOf(InputException.class)
        .hasMessage("A step without states has no mean of their losses");
  }
}
