package dev.vireo.algorithms.advantage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class KlEstimatorTest {

  @Test
  void isWhatItsFormulaSays() {
    double policy = Math.log(0.5);
    double reference = Math.log(0.25);

    assertThat(KlEstimator.K1.of(policy, reference)).isCloseTo(Math.log(2), within(1e-15));
    assertThat(KlEstimator.K2.of(policy, reference))
        .isCloseTo(Math.log(2) * Math.log(2) / 2, within(1e-15));
    assertThat(KlEstimator.K3.of(policy, reference))
        .isCloseTo(0.5 - 1 + Math.log(2), within(1e-15));
    assertThat(KlEstimator.ABS.of(reference, policy)).isCloseTo(Math.log(2), within(1e-15));
  }

  @Test
  void k1AndK3HaveTheDivergenceAsTheirMean() {
    double[] policy = {0.2, 0.7, 0.1};
    double[] reference = {0.5, 0.3, 0.2};
    double divergence = 0;
    double k1 = 0;
    double k3 = 0;
    for (int i = 0; i < policy.length; i++) {
      double p = Math.log(policy[i]);
      double q = Math.log(reference[i]);
      divergence += policy[i] * (p - q);
      k1 += policy[i] * KlEstimator.K1.of(p, q);
      k3 += policy[i] * KlEstimator.K3.of(p, q);
    }

    assertThat(k1).isCloseTo(divergence, within(1e-15));
    assertThat(k3).isCloseTo(divergence, within(1e-15));
  }

  @Test
  void k3OfNearlyEqualPoliciesIsNeverNegative() {
    for (int i = -50; i <= 50; i++) {
      assertThat(KlEstimator.K3.of(-1, -1 + i * 1e-17)).isNotNegative();
      assertThat(KlEstimator.K3.of(-1, -1 + i * 1e-9)).isNotNegative();
    }
    assertThat(KlEstimator.K3.of(-1, Double.NaN)).isNaN();
  }
}
