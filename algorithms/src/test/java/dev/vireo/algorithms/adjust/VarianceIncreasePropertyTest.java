package dev.vireo.algorithms.adjust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.algorithms.CompensatedSum;
import dev.vireo.algorithms.Seeds;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class VarianceIncreasePropertyTest {
  private static final double LOWER = -1;
  private static final double UPPER = 2;

  @Test
  void meanOrderAndRangeAreKept() {
    Seeds.forEach(
        4000,
        random -> {
          int size = size(random);
          double[] rewards = Groups.rewards(random, size);
          double[] weights = Groups.weights(random, size);
          Ties ties = random.nextBoolean() ? Ties.MERGE : Ties.SPLIT;
          double tolerance = ties == Ties.MERGE && random.nextInt(4) == 0 ? 0.05 : 0;

          double[] adjusted =
              VarianceIncrease.maximise(rewards, weights, LOWER, UPPER, ties, tolerance);

          assertThat(Math.abs(Groups.meanError(adjusted, rewards, weights)))
              .isLessThanOrEqualTo(1e-12 * (UPPER - LOWER));
          Groups.checkOrderAndRange(rewards, adjusted, LOWER, UPPER, ties);
        });
  }

  @Test
  void varianceNeverFallsAndGrowsWithStrength() {
    Seeds.forEach(
        400,
        random -> {
          int size = size(random);
          double[] rewards = Groups.rewards(random, size);
          double[] weights = Groups.weights(random, size);
          Ties ties = random.nextBoolean() ? Ties.MERGE : Ties.SPLIT;
          double before = 0;
          for (int step = 0; step <= 8; step++) {
            AdjustedGroup group =
                new RewardAdjuster(
                        new AdjustmentSettings(
                            new RangePolicy.Fixed(LOWER, UPPER, false),
                            WeightPolicy.REFERENCE,
                            ties,
                            0,
                            step / 8.0))
                    .adjust(rewards, weights);
            if (step == 0) {
              assertThat(group.adjusted()).containsExactly(rewards);
              assertThat(group.varianceAfter()).isEqualTo(group.varianceBefore());
            }
            assertThat(group.varianceAfter()).isGreaterThanOrEqualTo(before * (1 - 1e-12) - 1e-30);
            assertThat(Math.abs(Groups.meanError(group.adjusted(), rewards, weights)))
                .isLessThanOrEqualTo(1e-12 * (UPPER - LOWER));
            Groups.checkOrderAndRange(rewards, group.adjusted(), LOWER, UPPER, ties);
            before = group.varianceAfter();
          }
        });
  }

  @Test
  void permutingTheGroupPermutesTheResult() {
    Seeds.forEach(
        2000,
        random -> {
          int size = size(random);
          double[] rewards = Groups.rewards(random, size);
          double[] weights = Groups.weights(random, size);
          double tolerance = random.nextInt(4) == 0 ? 0.05 : 0;
          int[] order = Groups.shuffled(random, size);

          double[] straight =
              VarianceIncrease.maximise(rewards, weights, LOWER, UPPER, Ties.MERGE, tolerance);
          double[] permuted =
              VarianceIncrease.maximise(
                  Groups.permuted(rewards, order),
                  Groups.permuted(weights, order),
                  LOWER,
                  UPPER,
                  Ties.MERGE,
                  tolerance);

          assertThat(permuted).containsExactly(Groups.permuted(straight, order), within(1e-12));
        });
  }

  @Test
  void noExtremePointHasMoreVariance() {
    Seeds.forEach(
        4000,
        random -> {
          int size = 1 + random.nextInt(8);
          double[] rewards = Groups.rewards(random, size);
          double[] weights = new double[size];
          for (int i = 0; i < size; i++) {
            weights[i] = random.nextDouble() + 0.01;
          }
          Ties ties = random.nextBoolean() ? Ties.MERGE : Ties.SPLIT;

          double[] adjusted = VarianceIncrease.maximise(rewards, weights, LOWER, UPPER, ties, 0);

          double best = ExtremePoints.best(rewards, weights, LOWER, UPPER, ties);
          double found = 0;
          for (int i = 0; i < size; i++) {
            found += weights[i] * adjusted[i] * adjusted[i];
          }
          assertThat(found).isCloseTo(best, within(1e-12 * size));
        });
  }

  @Test
  void meanIsKeptInGroupsOfAMillion() {
    SplittableRandom random = new SplittableRandom(7);
    int size = 1_000_000;
    double[] rewards = new double[size];
    double[] weights = new double[size];
    for (int i = 0; i < size; i++) {
      rewards[i] = random.nextInt(10) == 0 ? 0.25 : random.nextDouble();
      weights[i] = StrictMath.exp(-20 * random.nextDouble());
    }
    for (Ties ties : Ties.values()) {
      double[] adjusted = VarianceIncrease.maximise(rewards, weights, 0, 1, ties, 0);
      CompensatedSum error = new CompensatedSum();
      for (int i = 0; i < size; i++) {
        error.addProduct(weights[i], adjusted[i]);
        error.addProduct(-weights[i], rewards[i]);
      }
      assertThat(Math.abs(error.value() / CompensatedSum.of(weights))).isLessThan(1e-12);
    }
  }

  @Test
  void orderedAndRepeatingGroupsDoNotWearOutTheSelection() {
    int size = 20_000;
    double[] rewards = new double[size];
    double[] weights = CompletionWeights.uniform(size);
    for (int kind = 0; kind < 4; kind++) {
      for (int i = 0; i < size; i++) {
        rewards[i] =
            switch (kind) {
              case 0 -> i;
              case 1 -> size - 1 - i;
              case 2 -> Math.min(i, size - 1 - i);
              default -> i % 7;
            };
      }
      double[] adjusted = VarianceIncrease.maximise(rewards, weights, -1, 4e4, Ties.MERGE, 0);
      assertThat(Math.abs(Groups.meanError(adjusted, rewards, weights))).isLessThan(4e-8);
    }
  }

  private static int size(SplittableRandom random) {
    return 1 + random.nextInt(random.nextInt(8) == 0 ? 90 : 12);
  }
}
