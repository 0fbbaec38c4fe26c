package dev.vireo.models.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.algorithms.InputException;
import dev.vireo.models.checkpoint.OptimizerState;
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
    float[] parameters = {1, 1, 1};
    new AdamW(settings, 3).step(parameters, new float[] {1000, -0.001f, 3});
    assertThat(parameters).containsExactly(new float[] {0.99f, 1.01f, 0.99f}, within(1e-6f));
  }

  @Test
  void anOptimizerThatGoesOnMakesTheSameSteps() {
    AdamWSettings settings = new AdamWSettings(0.01, 5, 0.9, 0.99, 1e-8, 0.1, 1);
    float[] straight = {0.5f, -2};
    float[] resumed = straight.clone();
    AdamW first = new AdamW(settings, 2);
    AdamW before = new AdamW(settings, 2);
    for (int step = 0; step < 3; step++) {
      first.step(straight, gradient(step));
      before.step(resumed, gradient(step));
    }
    OptimizerState state = before.state();
    AdamW after =
        new AdamW(
            settings,
            new OptimizerState(
                state.step(), state.firstMoment().clone(), state.secondMoment().clone()));
    for (int step = 3; step < 8; step++) {
      assertThat(after.step(resumed, gradient(step)))
          .isEqualTo(first.step(straight, gradient(step)));
    }
    assertThat(resumed).containsExactly(straight);
    assertThat(after.state()).isEqualTo(first.state());
    assertThat(after.learningRate()).isEqualTo(0.01);
  }

  private static float[] gradient(int step) {
    return new float[] {1.5f - step, 0.25f * step};
  }

  @Test
  void aGradientThatIsNotFiniteChangesNothing() {
    float[] parameters = {1, 2};
    AdamW optimizer = new AdamW(AdamWSettings.defaults(), 2);
    assertThatThrownBy(() -> optimizer.step(parameters, new float[] {1, Float.NaN}))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("NaN at step 1");
    assertThat(parameters).containsExactly(1, 2);
    assertThat(optimizer.state()).isEqualTo(OptimizerState.initial(2));
  }

  @Test
  void arraysOfAnotherModelAreRefused() {
    AdamW optimizer = new AdamW(AdamWSettings.defaults(), 2);
    assertThatThrownBy(() -> optimizer.step(new float[3], new float[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The optimizer has 2 elements, the parameters 3");
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
    float[] gradient = {3, 4};
    assertThat(GradientClip.norm(gradient)).isEqualTo(5);
    assertThat(GradientClip.factor(5, 1)).isCloseTo(1 / 5.000001, within(1e-15));
    assertThat(GradientClip.factor(0.5, 1)).isEqualTo(1);
    assertThat(GradientClip.factor(5, 0)).isEqualTo(1);
    float[] many = new float[1 << 20];
    Arrays.fill(many, 0x1p-13f);
    assertThat(GradientClip.norm(many)).isEqualTo(0.125);
  }
}
