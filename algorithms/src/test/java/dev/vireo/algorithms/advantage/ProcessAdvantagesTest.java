package dev.vireo.algorithms.advantage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.algorithms.InputException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ProcessAdvantagesTest {
  private static final AdvantageSettings PAPER =
      AdvantageSettings.of(AdvantageProfile.DEEPSEEKMATH).ofSteps();

  @Test
  void tokensGetWhatEndsAtThemOrLater() {
    // Mean 1.5, population std 1.118...
    double std = Math.sqrt(1.25);
    double[][] advantages =
        ProcessAdvantages.of(
            new double[][] {{0, 3}, {1, 2}}, new int[][] {{1, 3}, {0, 1}}, new int[] {5, 2}, PAPER);

    assertThat(advantages[0])
        .containsExactly(new double[] {0, 0, 1.5 / std, 1.5 / std, 0}, within(1e-15));
    assertThat(advantages[1]).containsExactly(new double[] {0, .5 / std}, within(1e-15));
  }

  @Test
  void oneStepAtTheEndIsOutcomeSupervision() {
    double[] rewards = {.1, .9, .4};
    for (AdvantageProfile profile : AdvantageProfile.values()) {
      if (profile == AdvantageProfile.RLOO
          || AdvantageSettings.of(profile).whitening() != Whitening.NONE) {
        continue;
      }
      AdvantageSettings settings = AdvantageSettings.of(profile);
      double[] outcome = Advantages.ofGroup(rewards, settings).advantages();
      double[][] process =
          ProcessAdvantages.of(
              new double[][] {{.1}, {.9}, {.4}},
              new int[][] {{1}, {2}, {0}},
              new int[] {2, 3, 1},
              settings.ofSteps());
      for (int i = 0; i < 3; i++) {
        assertThat(process[i]).hasSize(new int[] {2, 3, 1}[i]).containsOnly(outcome[i]);
      }
    }
  }

  @Test
  void stepsAreComparedWithThoseAtTheirPlace() {
    AdvantageSettings byPlace =
        new AdvantageSettings(
            AdvantageProfile.DR_GRPO, Scale.NONE, Supervision.PROCESS, null, StepBaseline.PLACE);
    // Of first steps two of three are right, of second ones none: to stop after the first is as
    // good as to go on.
    double[][] advantages =
        ProcessAdvantages.of(
            new double[][] {{1, 0}, {1}, {0, 0}},
            new int[][] {{0, 2}, {0}, {1, 2}},
            new int[] {3, 2, 3},
            byPlace);
    assertThat(advantages[0]).containsExactly(new double[] {1 / 3.0, 0, 0}, within(1e-15));
    assertThat(advantages[1]).containsExactly(new double[] {1 / 3.0, 0}, within(1e-15));
    assertThat(advantages[2]).containsExactly(new double[] {-2 / 3.0, -2 / 3.0, 0}, within(1e-15));
    refused(
        () ->
            new AdvantageSettings(
                AdvantageProfile.TRL, Scale.GROUP, Supervision.OUTCOME, null, StepBaseline.PLACE),
        "step-baseline is place, but supervision is outcome");
  }

  @Test
  void missingStepsAddNothing() {
    double[][] advantages =
        ProcessAdvantages.of(
            new double[][] {{0, Double.NaN}, {1}, {}},
            new int[][] {{0, 1}, {0}, {}},
            new int[] {2, 1, 3},
            PAPER);
    assertThat(advantages[0]).containsExactly(-1, 0);
    assertThat(advantages[1]).containsExactly(1);
    assertThat(advantages[2]).containsExactly(0, 0, 0);
  }

  @Test
  void equalStepsGiveNothing() {
    assertThat(
            ProcessAdvantages.of(
                new double[][] {{.1, .1, .1}}, new int[][] {{0, 1, 2}}, new int[] {3}, PAPER))
        .isDeepEqualTo(new double[][] {{0, 0, 0}});
  }

  @Test
  void whatDoesNotFitIsRefused() {
    double[][] rewards = {{0, 1}};
    refused(() -> of(rewards, new int[][] {{0}}, 3), "2 step rewards but 1 step ends");
    refused(() -> of(rewards, new int[][] {{1, 1}}, 3), "[1, 1]");
    refused(() -> of(rewards, new int[][] {{-1, 1}}, 3), "[-1, 1]");
    refused(() -> of(rewards, new int[][] {{0, 3}}, 3), "3 tokens and step ends [0, 3]");
    refused(() -> ProcessAdvantages.of(rewards, new int[0][], new int[1], PAPER), "step ends of 0");
    refused(
        () ->
            ProcessAdvantages.of(
                rewards,
                new int[][] {{0, 1}},
                new int[] {2},
                AdvantageSettings.of(AdvantageProfile.TRL)),
        "process supervision");
    refused(() -> AdvantageSettings.of(AdvantageProfile.RLOO).ofSteps(), "rloo");
    refused(
        () -> new AdvantageSettings(AdvantageProfile.TRL, Scale.BATCH).ofSteps(), "scale batch");
  }

  private static void of(double[][] rewards, int[][] ends, int length) {
    ProcessAdvantages.of(rewards, ends, new int[] {length}, PAPER);
  }

  private static void refused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(InputException.class).hasMessageContaining(message);
  }
}
