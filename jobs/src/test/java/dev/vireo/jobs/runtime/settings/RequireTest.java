package dev.vireo.jobs.runtime.settings;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequireTest {
  @Test
  void whatIsAllowedPasses() {
    assertThatCode(
            () -> {
              Require.atLeast("steps", 1, 1);
              Require.notNegative("temperature", 0);
              Require.belowOne("share", 0.0);
              Require.belowOne("share", 0.999);
            })
        .doesNotThrowAnyException();
  }

  @Test
  void aWholeNumberMustNotBeTooSmall() {
    assertThatThrownBy(() -> Require.atLeast("steps", 0, 1))
        .isInstanceOf(InputException.class)
        .hasMessage("steps is 0; it must be at least 1");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.5, Double.NaN, Double.POSITIVE_INFINITY})
  void aNumberMustBeFiniteAndNotNegative(double value) {
    assertThatThrownBy(() -> Require.notNegative("temperature", value))
        .isInstanceOf(InputException.class)
        .hasMessage("temperature is " + value + "; it must be finite and at least 0");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.5, Double.NaN, 1})
  void aShareMustLeaveSomethingOver(double value) {
    assertThatThrownBy(() -> Require.belowOne("share", value))
        .isInstanceOf(InputException.class)
        .hasMessage("share is " + value + "; it must be at least 0 and below 1");
  }
}
