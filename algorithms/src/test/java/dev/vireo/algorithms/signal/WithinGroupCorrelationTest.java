package dev.vireo.algorithms.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.algorithms.InputException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.junit.jupiter.api.Test;

final class WithinGroupCorrelationTest {

  private static WithinGroupCorrelation of(double[]... groups) {
    WithinGroupCorrelation correlation = new WithinGroupCorrelation();
    for (int i = 0; i < groups.length; i += 2) {
      correlation.add(groups[i], groups[i + 1]);
    }
    return correlation;
  }

  private static double[] group(double... values) {
    return values;
  }

  @Test
  void oneGroupIsPearsonsCoefficient() {
    // Deviations -1.5, -.5, .5, 1.5 and -2, 2, -1, 1: products 3, -1, -.5, 1.5, which sum to 3;
    // squares sum to 5 and 10.
    assertThat(of(group(1, 2, 3, 4), group(1, 5, 2, 4)).value())
        .isCloseTo(3 / Math.sqrt(5 * 10), within(1e-15));
  }

  @Test
  void groupsArePooledAboutTheirOwnMeans() {
    // Deviations -1, 1 with -1, 1: product 2, squares 2 and 2. Then -2, 2 with 1, -1: -4, 8 and 2.
    WithinGroupCorrelation pooled = of(group(0, 2), group(10, 12), group(100, 104), group(-4, -6));
    assertThat(pooled.value()).isCloseTo(-2 / Math.sqrt(10 * 4), within(1e-15));
    assertThat(pooled.groups()).isEqualTo(2);
    assertThat(pooled.constantGroups()).isZero();
  }

  @Test
  void aGroupInWhichOneIsConstantIsCountedApart() {
    WithinGroupCorrelation correlation =
        of(
            group(1, 2, 3), group(2, 4, 6),
            group(0, 0, 0), group(9, -9, 9),
            group(5, 6, 7), group(0.1, 0.1, 0.1),
            group(1), group(1),
            group(), group());
    assertThat(correlation.value()).isCloseTo(1, within(1e-15));
    assertThat(correlation.groups()).isEqualTo(1);
    assertThat(correlation.constantGroups()).isEqualTo(4);
    assertThat(of(group(1, 1), group(1, 2)).value()).isNaN();
    assertThat(new WithinGroupCorrelation().value()).isNaN();
  }

  @Test
  void aCompletionWithoutOneOfTheTwoLeavesItsGroup() {
    double none = Double.NaN;
    assertThat(of(group(1, none, 2, 3), group(1, 7, none, 3)).value()).isCloseTo(1, within(1e-15));
    // What is left is constant.
    assertThat(of(group(1, 1, 5), group(1, 2, none)).constantGroups()).isEqualTo(1);
  }

  @Test
  void scaleAndShiftChangeNothingAndASignTurnsIt() {
    double[] rewards = {0.25, 0.5, 0, 1};
    double[] advantages = {1e-3, 4e-3, -2e-3, 3e-3};
    double value = of(rewards, advantages).value();
    assertThat(of(group(1e6 + 1, 1e6 + 2, 1e6, 1e6 + 4), advantages).value())
        .isCloseTo(value, within(1e-12));
    assertThat(of(rewards, group(-1, -4, 2, -3)).value()).isCloseTo(-value, within(1e-15));
  }

  @Test
  void mergedPartsAreTheWhole() {
    WithinGroupCorrelation part = of(group(0, 2), group(10, 12), group(3, 3), group(1, 2));
    part.merge(of(group(100, 104), group(-4, -6)));
    assertThat(part.value()).isCloseTo(-2 / Math.sqrt(10 * 4), within(1e-15));
    assertThat(part.groups()).isEqualTo(2);
    assertThat(part.constantGroups()).isEqualTo(1);
  }

  @Test
  void itTravels() throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(of(group(1, 2, 3, 4), group(1, 5, 2, 4)));
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(((WithinGroupCorrelation) in.readObject()).value())
          .isCloseTo(3 / Math.sqrt(50), within(1e-15));
    }
  }

  @Test
  void refusesWhatCannotBeCorrelated() {
    assertThatThrownBy(() -> of(group(1, 2), group(1)))
        .isInstanceOf(InputException.class)
        .hasMessage("A group has 2 numbers to correlate with 1");
    assertThatThrownBy(() -> of(group(1, 2), group(1, Double.NEGATIVE_INFINITY)))
        .isInstanceOf(InputException.class)
        .hasMessage("A number to correlate is -Infinity, not a finite number");
  }
}
