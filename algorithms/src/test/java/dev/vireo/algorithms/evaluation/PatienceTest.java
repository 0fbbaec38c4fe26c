package dev.vireo.algorithms.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PatienceTest {

  @Test
  void isOverAfterSoManyThatAreNoBetter() {
    assertThat(Patience.isOver(List.of(0.1, 0.5, 0.4), 2)).isFalse();
    assertThat(Patience.isOver(List.of(0.1, 0.5, 0.4, 0.5), 2)).isTrue();
    assertThat(Patience.isOver(List.of(0.1, 0.5, 0.4, 0.6), 2)).isFalse();
  }

  @Test
  void zeroNeverEndsAndNothingIsNoWorseThanNothing() {
    assertThat(Patience.isOver(List.of(0.5, 0.4, 0.3, 0.2), 0)).isFalse();
    assertThat(Patience.isOver(List.of(), 1)).isFalse();
    assertThat(Patience.isOver(List.of(Double.NaN, 0.1), 1)).isFalse();
    assertThat(Patience.isOver(List.of(0.1, Double.NaN), 1)).isTrue();
  }
}
