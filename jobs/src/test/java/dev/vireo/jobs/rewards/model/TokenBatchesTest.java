package dev.vireo.jobs.rewards.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TokenBatchesTest {
  @Test
  void theLongestComeFirstAndPaddingCounts() {
    int[] lengths = {3, 9, 5, 3, 5};
    assertThat(TokenBatches.cut(lengths, 10))
        .containsExactly(List.of(1), List.of(2, 4), List.of(0, 3));
    assertThat(TokenBatches.cut(lengths, 14))
        .containsExactly(List.of(1), List.of(2, 4), List.of(0, 3));
    assertThat(TokenBatches.cut(lengths, 18)).containsExactly(List.of(1, 2), List.of(4, 0, 3));
    assertThat(TokenBatches.cut(lengths, 45)).containsExactly(List.of(1, 2, 4, 0, 3));
  }

  @Test
  void aTextBeyondTheLimitGoesAlone() {
    assertThat(TokenBatches.cut(new int[] {7, 8}, 4)).containsExactly(List.of(1), List.of(0));
    assertThat(TokenBatches.cut(new int[0], 4)).isEmpty();
    assertThat(TokenBatches.cut(new int[] {1 << 30, 1 << 30}, 1 << 30)).hasSize(2);
  }
}
