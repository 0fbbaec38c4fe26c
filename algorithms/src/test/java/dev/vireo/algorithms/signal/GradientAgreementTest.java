package dev.vireo.algorithms.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class GradientAgreementTest {

  @Test
  void ofOnePolicyNormsAndCosinesAreThoseOfTheVectors() {
    // (3, 4), (6, 8) and (4, -3); the upper half is not read.
    GradientAgreement agreement = new GradientAgreement(3);
    agreement.add(new double[][] {{25, -1, -1}, {50, 100, -1}, {0, 0, 25}});
    assertThat(agreement.norm(0)).isEqualTo(5);
    assertThat(agreement.norm(1)).isEqualTo(10);
    assertThat(agreement.cosine(0, 0)).isEqualTo(1);
    assertThat(agreement.cosine(0, 1)).isEqualTo(1).isEqualTo(agreement.cosine(1, 0));
    assertThat(agreement.cosine(2, 1)).isZero();
  }

  @Test
  void policiesAreLaidEndToEnd() {
    // (1, 0) and (2, 0) at one policy, (0, 1) and (0, -1) at another: (1, 0, 0, 1), (2, 0, 0, -1).
    GradientAgreement agreement = new GradientAgreement(2);
    agreement.add(new double[][] {{1, 0}, {2, 4}});
    agreement.add(new double[][] {{1, 0}, {-1, 1}});
    assertThat(agreement.cosine(0, 1)).isCloseTo(1 / Math.sqrt(2 * 5), within(1e-15));
    assertThat(agreement.norm(0)).isEqualTo(1);
    assertThat(agreement.norm(1)).isCloseTo(Math.sqrt(2.5), within(1e-15));
  }

  @Test
  void aGradientOfZeroHasNoDirection() {
    GradientAgreement agreement = new GradientAgreement(2);
    agreement.add(new double[][] {{0, 0}, {0, 4}});
    assertThat(agreement.norm(0)).isZero();
    assertThat(agreement.cosine(0, 1)).isNaN();
    assertThat(agreement.cosine(0, 0)).isNaN();
    assertThat(agreement.cosine(1, 1)).isEqualTo(1);
    assertThat(new GradientAgreement(1).norm(0)).isNaN();
  }
}
