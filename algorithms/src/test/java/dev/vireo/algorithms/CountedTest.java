package dev.vireo.algorithms;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CountedTest {
  @Test
  void oneThingIsNotSeveral() {
    assertThat(Counted.of(1, "prompts")).isEqualTo("1 prompt");
    assertThat(Counted.of(0, "prompts")).isEqualTo("0 prompts");
    assertThat(Counted.of(1, "was", "were")).isEqualTo("1 was");
    assertThat(Counted.of(21, "was", "were")).isEqualTo("21 were");
  }
}
