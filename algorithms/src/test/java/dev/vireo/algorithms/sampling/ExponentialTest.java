package dev.vireo.algorithms.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ExponentialTest {

  @Test
  void isRightToTwoUnitsInTheLastPlace() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 1_000_000; i++) {
      double x =
          switch (i % 3) {
            case 0 -> -708 * random.nextDouble();
            case 1 -> -20 * random.nextDouble();
            default -> -StrictMath.pow(10, -18 * random.nextDouble());
          };
      double expected = StrictMath.exp(x);
      double actual = Exponential.of(x);
      if (!(Math.abs(actual - expected) <= 2 * Math.ulp(expected))) {
        throw new AssertionError("exp(" + x + ") is " + expected + ", not " + actual);
      }
    }
  }

  @Test
  void ends() {
    assertThat(Exponential.of(0)).isEqualTo(1);
    assertThat(Exponential.of(-0.0)).isEqualTo(1);
    assertThat(Exponential.of(-709)).isZero();
    assertThat(Exponential.of(-1e300)).isZero();
    assertThat(Exponential.of(Double.NEGATIVE_INFINITY)).isZero();
    assertThat(Exponential.of(-708)).isPositive();
  }
}
