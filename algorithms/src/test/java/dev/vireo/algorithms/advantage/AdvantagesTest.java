package dev.vireo.algorithms.advantage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.algorithms.InputException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AdvantagesTest {

  @Test
  void defaults() {
    assertThat(AdvantageSettings.defaults().profile()).isEqualTo(AdvantageProfile.TRL);
    assertThat(AdvantageSettings.defaults().scale()).isEqualTo(Scale.GROUP);
  }

  @Test
  void profilesHaveTheirFloorsAndFreedom() {
    assertThat(AdvantageProfile.DEEPSEEKMATH.stdFloor()).isZero();
    assertThat(AdvantageProfile.DEEPSEEKMATH.freedomLost()).isZero();
    assertThat(AdvantageProfile.TRL.stdFloor()).isEqualTo(1e-4);
    assertThat(AdvantageProfile.TRL.freedomLost()).isEqualTo(1);
    assertThat(AdvantageProfile.VERL.stdFloor()).isEqualTo(1e-6);
    assertThat(AdvantageProfile.VERL.freedomLost()).isEqualTo(1);
    assertThat(AdvantageProfile.OPENRLHF.stdFloor()).isEqualTo(1e-9);
    assertThat(AdvantageProfile.OPENRLHF.freedomLost()).isEqualTo(1);
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
      assertThat(Advantages.of(rewards, new AdvantageSettings(profile, Scale.NONE), null))
          .containsExactly(-1, 0, 1);
      double std = batch.std(profile.freedomLost());
      assertThat(Advantages.of(rewards, new AdvantageSettings(profile, Scale.BATCH), batch))
          .containsExactly(
              new double[] {-1 / (std + profile.stdFloor()), 0, 1 / (std + profile.stdFloor())},
              within(1e-15));
    }
  }

  @Test
  void missingRewardsHaveNoAdvantageAndNoSay() {
    for (AdvantageProfile profile : AdvantageProfile.values()) {
      AdvantageSettings settings = AdvantageSettings.of(profile);
      double[] whole = Advantages.of(new double[] {.1, .4, .7}, settings, null);
      double[] holed = Advantages.of(new double[] {.1, Double.NaN, .4, .7}, settings, null);
      assertThat(holed).containsExactly(whole[0], 0, whole[1], whole[2]);
      assertThat(Advantages.of(new double[] {Double.NaN, Double.NaN}, settings, null))
          .containsExactly(0, 0);
      assertThat(Advantages.of(new double[] {Double.NaN, 3}, settings, null)).containsExactly(0, 0);
      assertThat(Advantages.of(new double[0], settings, null)).isEmpty();
    }
  }

  @Test
  void equalRewardsGiveExactlyNothing() {
    // Their sum rounds: a mean taken naively is not .1, and would be divided by a std of 1e-17.
    double[] rewards = new double[10];
    Arrays.fill(rewards, .1);
    for (AdvantageProfile profile : AdvantageProfile.values()) {
      GroupAdvantages group = Advantages.ofGroup(rewards, AdvantageSettings.of(profile), null);
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
    assertThat(Advantages.of(rewards, AdvantageSettings.defaults(), null))
        .containsExactly(Advantages.of(shifted, AdvantageSettings.defaults(), null), within(1e-12));
    BatchStatistics batch = new BatchStatistics();
    batch.add(rewards);
    assertThat(batch.std()).isEqualTo(Math.sqrt(2 / 3.), within(1e-12));
  }

  @Test
  void whatCannotBeIsRefused() {
    AdvantageSettings settings = AdvantageSettings.defaults();
    assertThatThrownBy(
            () -> Advantages.of(new double[] {1, Double.POSITIVE_INFINITY}, settings, null))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("Reward 1 of the group is Infinity");
    assertThatThrownBy(() -> Advantages.of(new double[] {1e200, 0}, settings, null))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("1.0E200");
    assertThatThrownBy(() -> new BatchStatistics().add(new double[] {Double.NEGATIVE_INFINITY}))
        .isInstanceOf(InputException.class);
    assertThatThrownBy(
            () ->
                Advantages.of(
                    new double[] {1, 2},
                    new AdvantageSettings(AdvantageProfile.TRL, Scale.BATCH),
                    null))
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
}
