package dev.vireo.algorithms.loss.reward;

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

class StepLabelLossTest {
  private static final StepLabelLoss LOSS = new StepLabelLoss();

  private static Denominators step(int labelled) {
    return new Denominators(2, 2, labelled, labelled, labelled, 1, 0);
  }

  @Test
  void isTheCrossEntropyOfTheTwoScores() {
    double[][] rows = {{0, Math.log(3)}, {1, 1, 2, 0}};
    List<LabelledSteps> examples =
        List.of(
            new LabelledSteps(new double[] {1}, 7), new LabelledSteps(new double[] {0.25, 0}, 9));
    LossValue value = LOSS.evaluate(Outputs.of(rows), examples, step(3));
    double second = Math.log(2);
    double third = Math.log1p(Math.exp(-2));
    assertThat(value.loss()).isCloseTo((Math.log(4.0 / 3) + second + third) / 3, within(1e-15));
    assertThat(value.gradient()[0])
        .containsExactly(new double[] {0.25 / 3, -0.25 / 3}, within(1e-15));
    // A target of a quarter pulls a half down.
    assertThat(value.gradient()[1][0]).isCloseTo(-0.25 / 3, within(1e-15));
    assertThat(value.gradient()[1][1]).isCloseTo(0.25 / 3, within(1e-15));
  }

  @Test
  void derivativesAreFiniteDifferences() {
    SplittableRandom random = new SplittableRandom(3);
    double[][] rows = {random.doubles(4, -2, 2).toArray(), random.doubles(6, -2, 2).toArray()};
    List<LabelledSteps> examples =
        List.of(
            new LabelledSteps(new double[] {1, 0}, 1),
            new LabelledSteps(new double[] {0.3, 0.9, 0}, 1));
    double[][] gradient = LOSS.evaluate(Outputs.of(rows), examples, step(5)).gradient();
    for (int row = 0; row < rows.length; row++) {
      for (int t = 0; t < rows[row].length; t++) {
        double at = rows[row][t];
        rows[row][t] = at + 1e-6;
        double above = LOSS.evaluate(Outputs.of(rows), examples, step(5)).loss();
        rows[row][t] = at - 1e-6;
        double below = LOSS.evaluate(Outputs.of(rows), examples, step(5)).loss();
        rows[row][t] = at;
        assertThat(gradient[row][t]).isCloseTo((above - below) / 2e-6, within(1e-8));
      }
    }
  }

  @Test
  void microBatchesAddUpToTheStep() {
    double[][] rows = {{0, 1, 3, 0}, {-1, 2}};
    List<LabelledSteps> examples =
        List.of(new LabelledSteps(new double[] {1, 1}, 5), new LabelledSteps(new double[] {0}, 4));
    LossValue whole = LOSS.evaluate(Outputs.of(rows), examples, step(3));
    Sums sums = new Sums();
    for (int i = 0; i < 2; i++) {
      double[][] part = {rows[i]};
      sums.merge(LOSS.evaluate(Outputs.of(part), List.of(examples.get(i)), step(3)).sums());
    }
    Map<String, Double> metrics = LOSS.metrics(sums, step(3));
    assertThat(metrics.get("loss")).isCloseTo(whole.loss(), within(1e-15));
    assertThat(metrics)
        .containsEntry("accuracy", 1.0 / 3)
        .containsEntry("labelled_steps", 3.0)
        .containsEntry("num_tokens", 9.0);
    assertThat(metrics.get("mean_reward"))
        .isCloseTo(
            (1 / (1 + Math.exp(-1)) + 1 / (1 + Math.exp(3)) + 1 / (1 + Math.exp(-3))) / 3,
            within(1e-15));
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThatThrownBy(() -> new LabelledSteps(new double[] {1, -1}, 3))
        .isInstanceOf(InputException.class)
        .hasMessage("The label of a step is -1.0; it must be from 0 to 1");
    List<LabelledSteps> one = List.of(new LabelledSteps(new double[] {1}, 3));
    Outputs three = Outputs.of(new double[][] {{1, 2, 3}});
    assertThatThrownBy(() -> LOSS.evaluate(three, one, step(1)))
        .hasMessage("1 labelled steps need 2 values of the model; there are 3");
    Outputs none = Outputs.of(new double[][] {{Double.NaN, 2}});
    assertThatThrownBy(() -> LOSS.evaluate(none, one, step(1)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("not a finite number; lower the learning rate");
    Outputs good = Outputs.of(new double[][] {{1, 2}});
    assertThatThrownBy(() -> LOSS.evaluate(good, one, step(0)))
        .hasMessage("A step without labelled tokens has no cross entropy");
  }
}
