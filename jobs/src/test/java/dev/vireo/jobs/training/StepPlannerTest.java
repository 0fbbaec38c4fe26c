package dev.vireo.jobs.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.algorithms.loss.Denominators;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class StepPlannerTest {

  private static final long SEED = 17;

  @Test
  void oneStepHoldsEveryBundleInTheDatasetsOrder() {
    List<Bundle> bundles = groups(10, 100);

    StepPlanner.Step step = whole(bundles, 4).step(0);

    assertThat(step.shards()).hasSize(4);
    assertThat(members(step)).isEqualTo(bundles);
    assertThat(step.denominators()).isEqualTo(new Denominators(40, 40, 1000, 900, 950, 4, 32));
  }

  @Test
  void everyPassTakesEveryBundleOnce() {
    List<Bundle> bundles = groups(11, 100);
    StepPlanner plan = passes(bundles, 4, 2, SEED, 3);

    for (int pass = 0; pass < 2; pass++) {
      List<StepPlanner.Step> ofPass =
          List.of(plan.step(3 * pass), plan.step(3 * pass + 1), plan.step(3 * pass + 2));
      assertThat(ofPass).extracting(step -> members(step).size()).containsExactly(4, 4, 3);
      List<Bundle> taken = new ArrayList<>();
      ofPass.forEach(step -> taken.addAll(members(step)));
      assertThat(taken).containsExactlyInAnyOrderElementsOf(bundles);
    }
  }

  @Test
  void theOrderIsTheSeedsAndOtherInEveryPassAndIteration() {
    List<Bundle> bundles = groups(32, 100);
    StepPlanner plan = passes(bundles, 8, 2, SEED, 1);

    List<Bundle> first = members(plan.step(0));

    assertThat(members(passes(bundles, 8, 2, SEED, 1).step(0))).isEqualTo(first);
    assertThat(members(plan.step(4))).isNotEqualTo(first);
    assertThat(members(passes(bundles, 8, 2, SEED, 2).step(0))).isNotEqualTo(first);
    assertThat(members(passes(bundles, 8, 2, SEED + 1, 1).step(0))).isNotEqualTo(first);
  }

  @Test
  void noPassOfAnyIterationSharesItsOrderWithAnother() {
    List<List<Integer>> orders = new ArrayList<>();
    for (int iteration = 1; iteration <= 4; iteration++) {
      StepBatches batches = StepBatches.passes(16, 4, 3, SEED, iteration);
      for (int pass = 0; pass < 3; pass++) {
        orders.add(
            IntStream.range(4 * pass, 4 * pass + 4)
                .flatMap(step -> Arrays.stream(batches.of(step)))
                .boxed()
                .toList());
      }
    }
    assertThat(orders).doesNotHaveDuplicates().hasSize(12);
  }

  @Test
  void epochsGoOnAndTakeEveryBundleOnceEach() {
    StepBatches batches = StepBatches.epochs(10, 4, SEED);
    List<Integer> taken = new ArrayList<>();
    for (int step = 0; step < 5; step++) {
      assertThat(batches.of(step)).hasSize(4).doesNotHaveDuplicates();
      Arrays.stream(batches.of(step)).forEach(taken::add);
    }
    for (int place = 0; place < 10; place++) {
      assertThat(taken.subList(0, 10)).contains(place);
      assertThat(taken.subList(10, 20)).contains(place);
    }
    assertThat(StepBatches.epochs(3, 64, SEED).of(0)).containsExactlyInAnyOrder(0, 1, 2);
  }

  @Test
  void consecutiveShardsAreBalancedByTokens() {
    for (long seed = 1; seed <= 50; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      List<Bundle> bundles = new ArrayList<>();
      int count = random.nextInt(1, 40);
      long longest = 0;
      long total = 0;
      for (int i = 0; i < count; i++) {
        long tokens = random.nextInt(1, 500);
        bundles.add(group(i, tokens, 50, true));
        longest = Math.max(longest, tokens);
        total += tokens;
      }
      int shards = random.nextInt(1, 9);

      StepPlanner.Step step = whole(bundles, shards).step(0);

      assertThat(step.shards()).as("seed %d", seed).hasSize(shards);
      assertThat(members(step)).as("seed %d", seed).isEqualTo(bundles);
      for (List<Bundle> shard : step.shards()) {
        long tokens = shard.stream().mapToLong(Bundle::tokens).sum();
        // Whole bundles only: no cut is more than half a bundle from where it should be.
        assertThat(Math.abs(tokens - (double) total / shards))
            .as("seed %d, %d tokens in a shard of %d", seed, tokens, shards)
            .isLessThanOrEqualTo(longest + 1.0);
      }
    }
  }

  @Test
  void aShardWorksOnTheLongestFirst() {
    List<Bundle> bundles =
        List.of(group(0, 9, 5, true), group(1, 9, 7, true), group(2, 9, 5, true));

    assertThat(whole(bundles, 1).step(0).shards())
        .containsExactly(List.of(bundles.get(1), bundles.get(0), bundles.get(2)));
  }

  @Test
  void dealtShardsEachHaveTheirShareOfTheLong() {
    List<Bundle> bundles =
        IntStream.of(3, 9, 4, 8, 5)
            .mapToObj(length -> Bundle.single(0, length, 1, length))
            .toList();
    StepPlanner plan =
        new StepPlanner(bundles, step -> new int[] {0, 1, 2, 3, 4}, Sharding.DEALT, 2, 2, 0);

    assertThat(plan.step(0).shards())
        .containsExactly(
            List.of(bundles.get(1), bundles.get(4), bundles.get(0)),
            List.of(bundles.get(3), bundles.get(2)));
    assertThat(plan.step(0).denominators()).isEqualTo(new Denominators(5, 5, 29, 29, 29, 3, 0));
  }

  @Test
  void equalBundlesGiveEqualShards() {
    assertThat(whole(groups(16, 7), 4).step(0).shards())
        .extracting(List::size)
        .containsExactly(4, 4, 4, 4);
  }

  @Test
  void moreShardsThanBundlesLeaveSomeEmpty() {
    for (Sharding sharding : Sharding.values()) {
      List<List<Bundle>> shards = sharding.cut(groups(3, 100), 8);

      assertThat(shards).hasSize(8);
      assertThat(shards).allSatisfy(shard -> assertThat(shard).hasSizeLessThanOrEqualTo(1));
      assertThat(shards.stream().mapToInt(List::size).sum()).isEqualTo(3);
    }
  }

  @Test
  void bundlesWithoutGradientAreSkippedButCounted() {
    List<Bundle> bundles = new ArrayList<>(groups(4, 100));
    bundles.set(1, group(1, 1000, 50, false));

    StepPlanner.Step step = whole(bundles, 2).step(0);

    assertThat(members(step)).containsExactly(bundles.get(0), bundles.get(2), bundles.get(3));
    assertThat(step.denominators().sequences()).isEqualTo(16);
    assertThat(step.denominators().tokens()).isEqualTo(1300);
  }

  @Test
  void aStepWithoutAnyGradientStillHasDenominators() {
    StepPlanner.Step step = whole(List.of(group(0, 9, 5, false)), 2).step(0);

    assertThat(members(step)).isEmpty();
    assertThat(step.denominators().sequences()).isEqualTo(4);
    assertThat(step.denominators().microBatches()).isEqualTo(1);
  }

  @Test
  void microBatchesAreCountedShardByShard() {
    // Two shards of 3 groups of 4: 12 completions each, in micro-batches of 5.
    StepPlanner.Step step =
        new StepPlanner(groups(6, 100), all(6), Sharding.CONSECUTIVE, 2, 5, 32).step(0);

    assertThat(step.shards()).extracting(List::size).containsExactly(3, 3);
    assertThat(step.denominators().microBatches()).isEqualTo(6);
  }

  private static List<Bundle> members(StepPlanner.Step step) {
    return step.shards().stream().flatMap(List::stream).toList();
  }

  private static List<Bundle> groups(int count, long tokens) {
    return IntStream.range(0, count).mapToObj(place -> group(place, tokens, 50, true)).toList();
  }

  private static Bundle group(int place, long tokens, int longest, boolean carriesGradient) {
    return new Bundle(
        place / 4, place % 4, 4, 4, tokens, tokens - 10, tokens - 5, longest, carriesGradient);
  }

  private static StepBatches all(int count) {
    return StepBatches.passes(count, count, 1, SEED, 1);
  }

  private static StepPlanner whole(List<Bundle> bundles, int shards) {
    return new StepPlanner(bundles, all(bundles.size()), Sharding.CONSECUTIVE, shards, 64, 32);
  }

  private static StepPlanner passes(
      List<Bundle> bundles, int size, int passes, long seed, int iteration) {
    return new StepPlanner(
        bundles,
        StepBatches.passes(bundles.size(), size, passes, seed, iteration),
        Sharding.CONSECUTIVE,
        2,
        64,
        32);
  }
}
