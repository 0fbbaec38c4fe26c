package dev.vireo.algorithms.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import org.junit.jupiter.api.Test;

class TextStepTest {
  @Test
  void aSeparatorBelongsToTheStepItEnds() {
    assertThat(TextStep.of("a, b, ", ", "))
        .containsExactly(new TextStep("a", 3), new TextStep("b", 6));
    assertThat(TextStep.of("ab", ", ")).containsExactly(new TextStep("ab", 2));
    assertThat(TextStep.of("", ", ")).isEmpty();
  }

  @Test
  void blankStepsSayNothing() {
    assertThat(TextStep.of("a\n\nb", "\n"))
        .containsExactly(new TextStep("a", 2), new TextStep("", 3), new TextStep("b", 4));
    assertThat(TextStep.said("\na\n\nb\n ", "\n"))
        .containsExactly(new TextStep("a", 3), new TextStep("b", 6));
  }

  @Test
  void somethingMustEndAStep() {
    assertThatThrownBy(() -> TextStep.of("a", ""))
        .isInstanceOf(InputException.class)
        .hasMessage("The separator of steps is empty: give what ends a step");
  }
}
