package dev.vireo.jobs.advantages;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RewardLevelsTest {

  @Test
  void completionsOfOneRewardAreOneLevel() {
    RewardLevels levels = new RewardLevels();
    levels.add(.5, 1);
    levels.add(-0.0, 0);
    levels.add(.5, 0);
    levels.add(0, 1);
    levels.add(.5, 1);

    assertThat(levels.levels().keySet()).containsExactly(0.0, .5);
    assertThat(levels.levels().get(.5).completions()).isEqualTo(3);
    assertThat(levels.levels().get(.5).meanTarget()).isEqualTo(2 / 3.);
    assertThat(levels.levels().get(0.0).meanTarget()).isEqualTo(.5);
    assertThat(levels.completions()).isEqualTo(5);
    assertThat(levels.sameTargets()).isFalse();
  }

  @Test
  void whatLacksRewardOrTargetIsLeftOut() {
    RewardLevels levels = new RewardLevels();
    levels.add(Double.NaN, 1);
    levels.add(1, Double.NaN);
    levels.add(1, Double.POSITIVE_INFINITY);

    assertThat(levels.completions()).isZero();
    assertThat(levels.leftOut()).isEqualTo(3);
    assertThat(levels.sameTargets()).isTrue();
  }

  @Test
  void partsAddUp() {
    RewardLevels levels = new RewardLevels();
    RewardLevels.Part part =
        new RewardLevels.Part(new double[] {0, 1}, new long[] {2, 1}, new double[] {1, 1}, 3);
    levels.add(part);
    levels.add(part);

    assertThat(levels.completions()).isEqualTo(6);
    assertThat(levels.leftOut()).isEqualTo(6);
    assertThat(levels.levels().get(0.0).meanTarget()).isEqualTo(.5);
    assertThat(levels.levels().get(1.0).meanTarget()).isEqualTo(1);
  }
}
