package dev.vireo.reports.completions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ColumnsTest {

  private static int[] nearTies(double... rewards) {
    return Columns.nearTies(rewards, new int[] {0, rewards.length}).stream().toArray();
  }

  @Test
  void rewardsWithinAHundredthOfTheRangeAreNearTies() {
    assertThat(nearTies(0, 0.5, 0.505, 1)).containsExactly(1, 2);
    assertThat(nearTies(0, 0.5, 0.52, 1)).isEmpty();
    assertThat(nearTies(0, 50, 50.9, 100, 50)).containsExactly(1, 2, 4);
  }

  @Test
  void equalRewardsAreTiesAndNotNear() {
    assertThat(nearTies(1, 1, 1)).isEmpty();
    assertThat(nearTies(0, 1, 1)).isEmpty();
    assertThat(nearTies(0, Double.NaN, 1)).isEmpty();
    assertThat(nearTies()).isEmpty();
  }

  @Test
  void groupsAreLookedAtOneByOne() {
    double[] rewards = {0, 1, 1.001, 5};
    assertThat(Columns.nearTies(rewards, new int[] {0, 2, 4}).stream().toArray()).isEmpty();
    assertThat(Columns.nearTies(rewards, new int[] {0, 0, 4}).stream().toArray())
        .isEqualTo(IntStream.of(1, 2).toArray());
  }
}
