package dev.vireo.algorithms.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PassAtKTest {

  @Test
  void isTheShareOfSubsetsWithARightCompletion() {
    for (int n = 1; n <= 9; n++) {
      for (int right = 0; right <= n; right++) {
        for (int k = 1; k <= n; k++) {
          assertThat(PassAtK.of(n, right, k))
              .as("n = %d, c = %d, k = %d", n, right, k)
              .isEqualTo(bySubsets(n, right, k), within(1e-14));
        }
      }
    }
  }

  private static double bySubsets(int n, int right, int k) {
    int subsets = 0;
    int passed = 0;
    for (int set = 0; set < 1 << n; set++) {
      if (Integer.bitCount(set) == k) {
        subsets++;
        passed += (set & ((1 << right) - 1)) != 0 ? 1 : 0;
      }
    }
    return (double) passed / subsets;
  }

  @Test
  void staysExactWhereBinomialsOverflow() {
    // 1 - (9999/10000 * 9998/9999 * ... ) = k / n for a single right completion.
    assertThat(PassAtK.of(10_000, 1, 5_000)).isEqualTo(0.5, within(1e-12));
  }

  @Test
  void refusesMoreThanThereAre() {
    assertThatThrownBy(() -> PassAtK.of(4, 1, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("pass@5 of 4 completions, 1 of them right");
  }
}
