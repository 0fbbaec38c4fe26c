package dev.vireo.algorithms.advantage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.algorithms.InputException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AdvantagesTest {

  /** Those that compare a completion with the others of its group. */
  private static final List<AdvantageProfile> COMPARED =
      Arrays.stream(AdvantageProfile.values()).filter(AdvantageProfile::compared).toList();

  @Test
  void defaults() {
    assertThat(AdvantageSettings.defaults().profile()).isEqualTo(AdvantageProfile.TRL);
    assertThat(AdvantageSettings.defaults().scale()).isEqualTo(Scale.GROUP);
  }

  @Test
  void profilesHaveTheirFloorsAndFreedom() {
    assertThat(AdvantageProfile.DEEPSEEKMATH.stdFloor()).isZero();
    assertThat(AdvantageProfile.DEEPSEEKMATH.ddof()).isZero();
    assertThat(AdvantageProfile.TRL.stdFloor()).isEqualTo(1e-4);
    assertThat(AdvantageProfile.TRL.ddof()).isEqualTo(1);
    assertThat(AdvantageProfile.VERL.stdFloor()).isEqualTo(1e-6);
    assertThat(AdvantageProfile.VERL.ddof()).isEqualTo(1);
    assertThat(AdvantageProfile.OPENRLHF.stdFloor()).isEqualTo(1e-9);
    assertThat(AdvantageProfile.OPENRLHF.ddof()).isEqualTo(1);
    assertThat(AdvantageProfile.DR_GRPO.scaled()).isFalse();
    assertThat(AdvantageProfile.RLOO.scaled()).isFalse();
  }

  @Test
  void scales() {
    double[] rewards = {1, 2, 3};
    BatchStatistics batch = new BatchStatistics();
    batch.add(rewards);
    batch.add(new double[] {10, 20, Double.NaN});
    double batchStd = Math.sqrt((38.44 + 27.04 + 17.64 + 7.84 + 163.84) / 4);
    assertThat(batch.std()).isEqualTo(batchStd, within(1e-12));

    for (AdvantageProfile profile : AdvantageProfile.values()) {
      if (!profile.scaled()) {
        continue;
      }
      assertThat(
              Advantages.ofGroup(rewards, new AdvantageSettings(profile, Scale.NONE)).advantages())
          .containsExactly(-1, 0, 1);
      double std = batch.std(profile.ddof());
      assertThat(
              Advantages.ofGroup(
                      rewards, new AdvantageSettings(profile, Scale.BATCH), Optional.of(batch))
                  .advantages())
          .containsExactly(
              new double[] {-1 / (std + profile.stdFloor()), 0, 1 / (std + profile.stdFloor())},
              within(1e-15));
    }
  }

  @Test
  void missingRewardsHaveNoAdvantageAndNoSay() {
    for (AdvantageProfile profile : COMPARED) {
      AdvantageSettings settings = AdvantageSettings.of(profile);
      double[] whole = Advantages.ofGroup(new double[] {.1, .4, .7}, settings).advantages();
      double[] holed =
          Advantages.ofGroup(new double[] {.1, Double.NaN, .4, .7}, settings).advantages();
      assertThat(holed).containsExactly(whole[0], 0, whole[1], whole[2]);
      assertThat(Advantages.ofGroup(new double[] {Double.NaN, Double.NaN}, settings).advantages())
          .containsExactly(0, 0);
      assertThat(Advantages.ofGroup(new double[] {Double.NaN, 3}, settings).advantages())
          .containsExactly(0, 0);
      assertThat(Advantages.ofGroup(new double[0], settings).advantages()).isEmpty();
    }
  }

  @Test
  void withoutABaselineARewardIsTheAdvantage() {
    AdvantageSettings settings = AdvantageSettings.of(AdvantageProfile.REINFORCE_PLUS_PLUS);
    GroupAdvantages equal = Advantages.ofGroup(new double[] {.5, .5, Double.NaN}, settings);
    assertThat(equal.advantages()).containsExactly(.5, .5, 0);
    assertThat(Advantages.ofGroup(new double[] {3}, settings).advantages()).containsExactly(3);
    assertThat(settings.needsDifference()).isFalse();
    assertThat(settings.klLevel()).isEqualTo(KlLevel.TOKEN);
    assertThat(settings.whitening()).isEqualTo(Whitening.TOKENS);
    assertThat(settings.with(Whitening.NONE).whitening()).isEqualTo(Whitening.NONE);
    assertThat(AdvantageSettings.of(AdvantageProfile.RLOO).klLevel()).isEqualTo(KlLevel.COMPLETION);
  }

  @Test
  void whatDoesNotGoTogetherIsRefused() {
    AdvantageSettings trl = AdvantageSettings.defaults();
    assertThatThrownBy(() -> trl.with(Whitening.TOKENS))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("set the scale to none, or whitening to none");
    KlPenaltySettings penalty = new KlPenaltySettings(.1, KlEstimator.K1, null);
    assertThatThrownBy(() -> trl.with(penalty).ofSteps())
        .isInstanceOf(InputException.class)
        .hasMessageContaining("kl.beta is not defined for process supervision");
    assertThatThrownBy(() -> new KlPenaltySettings(-1, KlEstimator.K1, null))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("at least 0");
  }

  @Test
  void equalRewardsGiveExactlyNothing() {
    // Their sum rounds: a mean taken naively is not .1, and would be divided by a std of 1e-17.
    double[] rewards = new double[10];
    Arrays.fill(rewards, .1);
    for (AdvantageProfile profile : COMPARED) {
      GroupAdvantages group = Advantages.ofGroup(rewards, AdvantageSettings.of(profile));
      assertThat(group.advantages()).containsOnly(0);
      assertThat(group.zeroStd()).isTrue();
      assertThat(group.mean()).isEqualTo(.1);
      assertThat(group.rewarded()).isEqualTo(10);
    }
  }

  @Test
  void greatOffsetsLoseNothing() {
    double[] rewards = {1e15 + 1, 1e15, 1e15 + 2, 1e15 + 1};
    double[] shifted = {1, 0, 2, 1};
    assertThat(Advantages.ofGroup(rewards, AdvantageSettings.defaults()).advantages())
        .containsExactly(
            Advantages.ofGroup(shifted, AdvantageSettings.defaults()).advantages(), within(1e-12));
    BatchStatistics batch = new BatchStatistics();
    batch.add(rewards);
    assertThat(batch.std()).isEqualTo(Math.sqrt(2 / 3.), within(1e-12));
  }

  @Test
  void tinyDistancesDoNotVanish() {
    AdvantageSettings paper = AdvantageSettings.of(AdvantageProfile.DEEPSEEKMATH);
    assertThat(Advantages.ofGroup(new double[] {1e-200, -1e-200}, paper).advantages())
        .containsExactly(1, -1);
    assertThat(Advantages.ofGroup(new double[] {4e-320, 0}, paper).advantages())
        .containsExactly(new double[] {1, -1}, within(1e-3));
    assertThat(
            Advantages.ofGroup(new double[] {1e130, -1e130}, AdvantageSettings.defaults())
                .advantages())
        .containsExactly(new double[] {Math.sqrt(.5), -Math.sqrt(.5)}, within(1e-12));
  }

  @Test
  void whatCannotBeIsRefused() {
    AdvantageSettings settings = AdvantageSettings.defaults();
    assertThatThrownBy(
            () ->
                Advantages.ofGroup(new double[] {1, Double.POSITIVE_INFINITY}, settings)
                    .advantages())
        .isInstanceOf(InputException.class)
        .hasMessageContaining("Reward 1 of the group is Infinity");
    assertThatThrownBy(() -> Advantages.ofGroup(new double[] {1e200, 0}, settings).advantages())
        .isInstanceOf(InputException.class)
        .hasMessageContaining("1.0E200");
    assertThatThrownBy(() -> new BatchStatistics().add(new double[] {Double.NEGATIVE_INFINITY}))
        .isInstanceOf(InputException.class);
    assertThatThrownBy(
            () ->
                Advantages.ofGroup(
                        new double[] {1, 2},
                        new AdvantageSettings(AdvantageProfile.TRL, Scale.BATCH))
                    .advantages())
        .isInstanceOf(InputException.class)
        .hasMessageContaining("statistics of the whole batch");
    for (AdvantageProfile profile :
        new AdvantageProfile[] {AdvantageProfile.DR_GRPO, AdvantageProfile.RLOO}) {
      for (Scale scale : new Scale[] {Scale.GROUP, Scale.BATCH}) {
        assertThatThrownBy(() -> new AdvantageSettings(profile, scale))
            .isInstanceOf(InputException.class)
            .hasMessageContaining(AdvantageSettings.kebab(profile))
            .hasMessageContaining("set the scale to none");
      }
    }
  }

  @Test
  void noneBelowTheFloorIsPaid() {
    AdvantageSettings floor =
        new AdvantageSettings(AdvantageProfile.DR_GRPO, Scale.NONE, Supervision.OUTCOME, .5, null);

    // The mean is .25: the near miss is above it, and below the floor.
    GroupAdvantages failing = Advantages.ofGroup(new double[] {.4, .1}, floor);
    assertThat(failing.advantages()).containsExactly(new double[] {-.1, -.4}, within(1e-15));
    // Once the mean is above the floor, it is the baseline.
    assertThat(Advantages.ofGroup(new double[] {1, .5}, floor).advantages())
        .containsExactly(new double[] {.25, -.25}, within(1e-15));
    // Equal failures still say something, equal successes do not.
    GroupAdvantages equal = Advantages.ofGroup(new double[] {.1, .1, Double.NaN}, floor);
    assertThat(equal.advantages()).containsExactly(-.4, -.4, 0);
    assertThat(equal.silent()).isFalse();
    assertThat(Advantages.ofGroup(new double[] {.7, .7}, floor).silent()).isTrue();
  }

  @Test
  void aFloorIsRefusedWhereItMeansNothing() {
    assertThatThrownBy(
            () ->
                new AdvantageSettings(
                    AdvantageProfile.TRL, Scale.GROUP, Supervision.OUTCOME, .5, null))
        .hasMessageContaining("set the scale to none or batch");
    assertThatThrownBy(
            () ->
                new AdvantageSettings(
                    AdvantageProfile.RLOO, Scale.NONE, Supervision.OUTCOME, .5, null))
        .hasMessageContaining("profile rloo");
    assertThatThrownBy(
            () ->
                new AdvantageSettings(
                    AdvantageProfile.TRL, Scale.NONE, Supervision.OUTCOME, Double.NaN, null))
        .hasMessage("quality-floor is NaN; it must be a finite number");
  }
}
