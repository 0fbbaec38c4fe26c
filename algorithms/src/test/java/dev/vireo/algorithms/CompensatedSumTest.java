package dev.vireo.algorithms;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class CompensatedSumTest {

  @Test
  void smallTermsSurviveBesideGreatOnes() {
    assertThat(CompensatedSum.of(new double[] {1, 1e100, 1, -1e100})).isEqualTo(2);
    assertThat(CompensatedSum.of(new double[0])).isZero();
  }

  @Test
  void productsBringTheirRounding() {
    CompensatedSum sum = new CompensatedSum();
    sum.addProduct(1 + 0x1p-30, 1 + 0x1p-30);
    sum.add(-1);
    sum.add(-0x1p-29);

    assertThat(sum.value()).isEqualTo(0x1p-60);
  }

  @Test
  void aSumOfManyIsTheExactOneRounded() {
    Seeds.forEach(
        20,
        random -> {
          double[] terms = new double[1000];
          BigDecimal exact = BigDecimal.ZERO;
          CompensatedSum left = new CompensatedSum();
          CompensatedSum right = new CompensatedSum();
          for (int i = 0; i < terms.length; i++) {
            terms[i] = (random.nextDouble() - 0.5) * StrictMath.pow(10, random.nextInt(20));
            exact = exact.add(new BigDecimal(terms[i]));
            (i % 3 == 0 ? left : right).add(terms[i]);
          }
          double expected = exact.doubleValue();

          assertThat(CompensatedSum.of(terms)).isEqualTo(expected);
          left.add(right);
          assertThat(left.value()).isEqualTo(expected);
        });
  }

  @Test
  void distancesAreWeightedAndTakenFromTheOrigin() {
    CompensatedSum sum = new CompensatedSum();
    sum.addDistances(new double[] {9, 2, 3}, new double[] {9, 5, 7}, 1, 3, 4);
    assertThat(sum.value()).isEqualTo(2 * 1 + 3 * 3);
  }
}
