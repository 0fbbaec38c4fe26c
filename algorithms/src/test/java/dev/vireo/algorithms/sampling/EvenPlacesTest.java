package dev.vireo.algorithms.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class EvenPlacesTest {

  @Test
  void theyAreTheMiddlesOfEqualParts() {
    assertThat(EvenPlaces.of(10, 1)).containsExactly(5);
    assertThat(EvenPlaces.of(10, 2)).containsExactly(2, 7);
    assertThat(EvenPlaces.of(10, 5)).containsExactly(1, 3, 5, 7, 9);
    assertThat(EvenPlaces.of(7, 3)).containsExactly(1, 3, 5);
  }

  @Test
  void whereThereAreNoMoreAllAreTaken() {
    assertThat(EvenPlaces.of(3, 3)).containsExactly(0, 1, 2);
    assertThat(EvenPlaces.of(3, 8)).containsExactly(0, 1, 2);
    assertThat(EvenPlaces.of(0, 4)).isEmpty();
    assertThat(EvenPlaces.of(3, 0)).isEmpty();
  }

  @Test
  void nonePastTheEndOrTwice() {
    for (int total = 1; total < 60; total++) {
      for (int count = 1; count <= total; count++) {
        int[] places = EvenPlaces.of(total, count);
        assertThat(places).hasSize(count).doesNotHaveDuplicates().isSorted();
        assertThat(places[0]).isNotNegative();
        assertThat(places[count - 1]).isLessThan(total);
      }
    }
    assertThat(EvenPlaces.of(Integer.MAX_VALUE, 3)[2]).isEqualTo(1789569705);
  }
}
