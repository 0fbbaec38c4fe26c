package dev.vireo.pipelines.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TimeLimitTest {

  @Test
  void workEndsOnceItsTimeIsOver() {
    assertThat(TimeLimit.of(-1).ends(1, new float[0])).isTrue();
    assertThat(TimeLimit.of(1e6).ends(1, new float[0])).isFalse();
    assertThat(TimeLimit.of(1).decidesTheEnd()).isTrue();
  }
}
