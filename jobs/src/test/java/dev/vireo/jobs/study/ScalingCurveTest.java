package dev.vireo.jobs.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.algorithms.bestofn.Interval;
import dev.vireo.algorithms.bestofn.PromptResamples;
import dev.vireo.algorithms.bestofn.ScalingForm;
import dev.vireo.store.study.Scaling;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScalingCurveTest {
  private static final int PROMPTS = 200;
  private static final PromptResamples RESAMPLES = PromptResamples.of(PROMPTS, 400, 3);

  /** A gold reward of standard deviation 2 that follows a form, with noise by prompt. */
  private static ScalingCurve curve(ScalingForm form, double... distances) {
    Random random = new Random(8);
    double[] start = random.doubles(PROMPTS).toArray();
    List<ScalingCurve.Point> points = new ArrayList<>();
    for (double distance : distances) {
      double gain = 2 * form.value(0.8, 0.3, distance);
      points.add(
          new ScalingCurve.Point(
              IntStream.range(0, PROMPTS).mapToDouble(i -> distance * distance).toArray(),
              IntStream.range(0, PROMPTS)
                  .mapToDouble(i -> start[i] + gain + 0.1 * random.nextGaussian())
                  .toArray()));
    }
    return new ScalingCurve("gold", 2, start, points);
  }

  @Test
  void theFormIsFoundWithItsTurn() {
    Scaling scaling =
        curve(ScalingForm.BEST_OF_N, 0.3, 0.6, 0.9, 1.2, 1.6, 2)
            .fitted(ScalingForm.BEST_OF_N, RESAMPLES)
            .orElseThrow();

    assertThat(scaling.form()).isEqualTo(Scaling.BEST_OF_N);
    assertThat(scaling.points()).isEqualTo(6);
    assertThat(scaling.farthest()).isCloseTo(2, within(1e-9));
    assertCovers(scaling.alpha(), 0.8);
    assertCovers(scaling.beta(), 0.3);
    assertCovers(scaling.optimum(), 0.8 / 0.6);
    assertThat(scaling.largest()).isCloseTo(0.8 * 0.8 / (4 * 0.3), within(0.02));
    assertThat(scaling.turnsWithin()).isTrue();
    assertThat(scaling.iterated()).isEmpty();
  }

  @Test
  void roundsOfReinforcementReachFurther() {
    Scaling scaling =
        curve(ScalingForm.REINFORCEMENT, 0.5, 1, 2, 4, 8)
            .fitted(ScalingForm.REINFORCEMENT, RESAMPLES)
            .orElseThrow();

    assertThat(scaling.form()).isEqualTo(Scaling.REINFORCEMENT);
    assertCovers(scaling.optimum(), Math.exp(0.8 / 0.3 - 1));
    assertThat(scaling.iterated()).extracting(Scaling.Iterated::rounds).containsExactly(2, 4);
    // The largest gain is beta d, so k rounds make k times as much of it.
    assertThat(scaling.iterated().get(1).optimum())
        .isCloseTo(4 * scaling.optimum().value(), within(1e-9));
    assertThat(scaling.iterated().get(1).largest()).isCloseTo(4 * scaling.largest(), within(1e-9));
  }

  @Test
  void noPointDeterminesNoForm() {
    assertThat(curve(ScalingForm.BEST_OF_N).fitted(ScalingForm.BEST_OF_N, RESAMPLES)).isEmpty();
    assertThat(curve(ScalingForm.BEST_OF_N, 1).fitted(ScalingForm.BEST_OF_N, RESAMPLES)).isEmpty();
  }

  @Test
  void pointsAreEvenlySpacedInLogN() {
    assertThat(SummarizeStudy.grid(2)).containsExactly(2);
    assertThat(SummarizeStudy.grid(16)).containsExactly(2, 3, 4, 6, 8, 11, 16);
    assertThat(SummarizeStudy.grid(20)).endsWith(11, 16, 20);
  }

  private static void assertCovers(Interval interval, double value) {
    assertThat(interval.value()).isBetween(interval.low(), interval.high());
    assertThat(value).isBetween(interval.low(), interval.high());
    assertThat(interval.low()).isLessThan(interval.high());
  }
}
