package dev.vireo.jobs.rescore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.schemas.Advantages;
import dev.vireo.schemas.CompletionAdvantage;
import dev.vireo.schemas.CompletionReward;
import dev.vireo.schemas.Rewards;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RescoringSumsTest {

  /** A group whose completions without a reward have an advantage of 0, as the stage writes it. */
  private static Advantages group(String filtered, double... advantages) {
    List<CompletionAdvantage> completions = new ArrayList<>();
    for (double advantage : advantages) {
      boolean missing = Double.isNaN(advantage);
      completions.add(
          new CompletionAdvantage(
              completions.size(),
              missing ? Double.NaN : 1.0,
              0.25,
              missing ? 0.0 : advantage,
              null,
              null));
    }
    return new Advantages(
        1, "p", completions, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, filtered);
  }

  @Test
  void aCompletionWithoutARewardDoesNotCount() {
    RescoringSums sums = new RescoringSums(1, 1);
    sums.addGroup(3);
    sums.add(0, group(null, -1, 1, Double.NaN), new double[][] {{0, 1, 100}});

    // Its advantage of 0 beside 100 would turn the sign.
    assertThat(sums.correlation(0, 0).value()).isCloseTo(1, within(1e-15));
  }

  @Test
  void laterGroupsAddToEachRulesOwn() {
    RescoringSums sums = new RescoringSums(2, 1);
    sums.addGroup(2);
    sums.add(0, group(null, -1, 1), new double[][] {{0, 1}});
    sums.add(1, group("zero-std", 0, 0), new double[][] {{0, 1}});
    RescoringSums later = new RescoringSums(2, 1);
    later.addGroup(2);
    later.add(0, group("one-reward", 0, Double.NaN), new double[][] {{0, 1}});
    later.add(1, group("zero-std", 0, 0), new double[][] {{0, 1}});
    sums.add(later);

    assertThat(sums.groups()).isEqualTo(2);
    assertThat(sums.completions()).isEqualTo(4);
    assertThat(sums.filtered(0)).isEqualTo(Map.of("one-reward", 1L));
    assertThat(sums.filtered(1)).isEqualTo(Map.of("zero-std", 2L));
    assertThat(sums.correlation(0, 0).groups()).isEqualTo(1);
    assertThat(sums.correlation(0, 0).constantGroups()).isEqualTo(1);
    assertThat(sums.correlation(1, 0).value()).isNaN();
  }

  @Test
  void aColumnIsTheSumOrAFunctionOfAnyWeight() {
    Rewards group =
        new Rewards(
            1,
            "p",
            List.of(
                new CompletionReward(0, 0.5, Map.of("near", 0.5, "exact", 1.0), null, null, null),
                new CompletionReward(1, Double.NaN, Map.of("near", 0.25), null, null, null)));

    assertThat(new RewardColumn(RewardColumn.STORED, "", "reward").values(group))
        .containsExactly(0.5, Double.NaN);
    assertThat(new RewardColumn(0, "exact", "r/rewards/exact").values(group))
        .containsExactly(1, Double.NaN);
  }
}
