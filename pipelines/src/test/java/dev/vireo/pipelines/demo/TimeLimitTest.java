package dev.vireo.pipelines.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.models.parameters.ParameterSet;
import org.junit.jupiter.api.Test;

final class TimeLimitTest {

  @Test
  void workEndsOnceItsTimeIsOver() {
    assertThat(TimeLimit.of(-1).ends(1, ParameterSet.empty())).isTrue();
    assertThat(TimeLimit.of(1e6).ends(1, ParameterSet.empty())).isFalse();
    assertThat(TimeLimit.of(1).decidesTheEnd()).isTrue();
  }
}
