package dev.vireo.models.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.algorithms.InputException;
import dev.vireo.models.checkpoint.OptimizerState;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.models.testing.Flat;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AdamWTest {
  @Test
  void defaults() {
    assertThat(AdamWSettings.defaults())
        .isEqualTo(new AdamWSettings(1e-6, 0, 0.9, 0.999, 1e-8, 0, 1));
  }

  @Test
  void warmUpRisesInEqualParts() {
    AdamWSettings settings = new AdamWSettings(0.4, 4, 0.9, 0.999, 1e-8, 0, 1);
    assertThat(settings.learningRate(1)).isEqualTo(0.1);
    assertThat(settings.learningRate(3)).isCloseTo(0.3, within(1e-15));
    assertThat(settings.learningRate(4)).isEqualTo(0.4);
    assertThat(settings.learningRate(5)).isEqualTo(0.4);
  }

  @Test
  void theFirstStepMovesByTheLearningRateWhateverTheGradient() {
    AdamWSettings settings = new AdamWSettings(0.01, 0, 0.9, 0.999, 0, 0, 0);
    ParameterSet parameters = ParameterSet.of(new float[] {1, 1}, new float[] {1});
    optimizer(settings, parameters)
        .step(parameters, ParameterSet.of(new float[] {1000, -0.001f}, new float[] {3}));
    assertThat(Flat.of(parameters))
        .containsExactly(new float[] {0.99f, 1.01f, 0.99f}, within(1e-6f));
  }

  @Test
  void anOptimizerThatGoesOnMakesTheSameSteps() {
    AdamWSettings settings = new AdamWSettings(0.01, 5, 0.9, 0.99, 1e-8, 0.1, 1);
    ParameterSet straight = ParameterSet.of(new float[] {0.5f, -2});
    ParameterSet resumed = straight.copy();
    AdamW first = optimizer(settings, straight);
    AdamW before = optimizer(settings, straight);
    for (int step = 0; step < 3; step++) {
      first.step(straight, gradient(step));
      before.step(resumed, gradient(step));
    }
    OptimizerState state = before.state();
    AdamW after =
        new AdamW(
            settings,
            new OptimizerState(
                state.step(), state.firstMoment().copy(), state.secondMoment().copy()));
    for (int step = 3; step < 8; step++) {
      assertThat(after.step(resumed, gradient(step)))
          .isEqualTo(first.step(straight, gradient(step)));
    }
    assertThat(resumed).isEqualTo(straight);
    assertThat(after.state()).isEqualTo(first.state());
    assertThat(after.learningRate()).isEqualTo(0.01);
  }

  private static AdamW optimizer(AdamWSettings settings, ParameterSet parameters) {
    return new AdamW(settings, OptimizerState.initial(parameters));
  }

  private static ParameterSet gradient(int step) {
    return ParameterSet.of(new float[] {1.5f - step, 0.25f * step});
  }

  @Test
  void aGradientThatIsNotFiniteChangesNothing() {
    ParameterSet parameters = ParameterSet.of(new float[] {1, 2});
    AdamW optimizer = optimizer(AdamWSettings.defaults(), parameters);
    ParameterSet gradient = ParameterSet.of(new float[] {1, Float.NaN});
    assertThatThrownBy(() -> optimizer.step(parameters, gradient))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("NaN at step 1");
    assertThat(Flat.of(parameters)).containsExactly(1, 2);
    assertThat(optimizer.state()).isEqualTo(OptimizerState.initial(parameters));
  }

  @Test
  void parametersOfAnotherModelAreRefused() {
    AdamW optimizer = optimizer(AdamWSettings.defaults(), ParameterSet.zeros(2));
    assertThatThrownBy(() -> optimizer.step(ParameterSet.zeros(2, 1), ParameterSet.zeros(2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The set of parameters has 3 elements in 2 parameters, expected are 2 in 1");
  }

  @Test
  void impossibleSettingsAreRefusedByName() {
    assertThatThrownBy(() -> new AdamWSettings(-1, 0, 0.9, 0.999, 1e-8, 0, 1))
        .isInstanceOf(InputException.class)
        .hasMessage("learning-rate -1.0 is not at least 0");
    assertThatThrownBy(() -> new AdamWSettings(1, 0, 0.9, 1, 1e-8, 0, 1))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("beta2 1.0");
    assertThatThrownBy(() -> new AdamWSettings(1, 0, Double.NaN, 0.9, 1e-8, 0, 1))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("beta1 NaN");
  }

  @Test
  void clippingIsTorchs() {
    assertThat(ParameterSet.of(new float[] {3}, new float[] {4}).norm()).isEqualTo(5);
    assertThat(GradientClip.factor(5, 1)).isCloseTo(1 / 5.000001, within(1e-15));
    assertThat(GradientClip.factor(0.5, 1)).isEqualTo(1);
    assertThat(GradientClip.factor(5, 0)).isEqualTo(1);
    float[] many = new float[1 << 20];
    Arrays.fill(many, 0x1p-13f);
    assertThat(ParameterSet.of(many).norm()).isEqualTo(0.125);
  }
}
