package dev.vireo.algorithms.bestofn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScalingFormTest {

  @ParameterizedTest
  @EnumSource
  void exactPointsGiveTheirNumbersBack(ScalingForm form) {
    double[] distances = {0, 0.3, 0.7, 1.1, 1.9, 2.5};
    double[] rewards =
        Arrays.stream(distances).map(distance -> form.value(1.2, 0.4, distance)).toArray();

    ScalingFit fit = form.fit(distances, rewards);

    assertThat(fit.alpha()).isCloseTo(1.2, within(1e-10));
    assertThat(fit.beta()).isCloseTo(0.4, within(1e-10));
    assertThat(fit.residual()).isCloseTo(0, within(1e-10));
  }

  @ParameterizedTest
  @EnumSource
  void noOtherNumbersFitBetter(ScalingForm form) {
    Random random = new Random(4);
    double[] distances = random.doubles(20, 0.1, 3).toArray();
    double[] rewards = random.doubles(20).toArray();

    ScalingFit fit = form.fit(distances, rewards);

    for (double alpha : new double[] {-0.01, 0, 0.01}) {
      for (double beta : new double[] {-0.01, 0.01}) {
        double other = 0;
        for (int i = 0; i < 20; i++) {
          double error =
              rewards[i] - form.value(fit.alpha() + alpha, fit.beta() + beta, distances[i]);
          other += error * error / 20;
        }
        assertThat(Math.sqrt(other)).isGreaterThan(fit.residual());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void theRewardIsLargestAtTheOptimum(ScalingForm form) {
    double optimum = form.optimum(1.2, 0.4);

    double best = form.value(1.2, 0.4, optimum);

    assertThat(form.value(1.2, 0.4, optimum - 0.01)).isLessThan(best);
    assertThat(form.value(1.2, 0.4, optimum + 0.01)).isLessThan(best);
  }

  @Test
  void whatNeverTurnsHasNoOptimum() {
    assertThat(ScalingForm.BEST_OF_N.optimum(1, 0)).isInfinite();
    assertThat(ScalingForm.REINFORCEMENT.optimum(1, -0.1)).isInfinite();
    assertThat(ScalingForm.BEST_OF_N.optimum(-1, 0.5)).isZero();
  }

  @Test
  void onePointDeterminesNothing() {
    ScalingFit fit = ScalingForm.BEST_OF_N.fit(new double[] {0, 1, 1}, new double[] {0, 2, 3});

    assertThat(fit.alpha()).isNaN();
    assertThat(fit.beta()).isNaN();
  }

  @Test
  void oneRoundIsReinforcementAndMoreReachFurther() {
    double once = ScalingForm.iterated(1, 0.3, 2, 1);

    assertThat(once).isEqualTo(ScalingForm.REINFORCEMENT.value(1, 0.3, 2));
    // Each of four rounds goes a quarter of the way.
    assertThat(ScalingForm.iterated(1, 0.3, 2, 4))
        .isCloseTo(4 * ScalingForm.REINFORCEMENT.value(1, 0.3, 0.5), within(1e-12));
  }
}
