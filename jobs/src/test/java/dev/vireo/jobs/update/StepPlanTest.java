package dev.vireo.jobs.update;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.algorithms.objective.LossType;
import dev.vireo.algorithms.objective.Normalizer;
import dev.vireo.algorithms.objective.ObjectiveSettings;
import dev.vireo.models.training.AdamWSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class StepPlanTest {

  private static final long SEED = 17;

  @Test
  void oneStepHoldsEveryGroupInPromptOrder() {
    List<GroupEntry> groups = groups(10, 100);

    List<StepPlan.Step> steps = new StepPlan(settings(0, 1, 4)).steps(groups, SEED, 1);

    assertThat(steps).hasSize(1);
    assertThat(steps.get(0).shards()).hasSize(4);
    assertThat(members(steps.get(0))).isEqualTo(groups);
    assertThat(steps.get(0).sequences()).isEqualTo(40);
    assertThat(steps.get(0).tokens()).isEqualTo(1000);
  }

  @Test
  void everyPassTakesEveryGroupOnce() {
    List<GroupEntry> groups = groups(11, 100);
    UpdateSettings settings = settings(4, 2, 2);

    List<StepPlan.Step> steps = new StepPlan(settings).steps(groups, SEED, 3);

    assertThat(settings.stepsPerIteration(groups.size())).isEqualTo(6);
    assertThat(steps).hasSize(6);
    for (int pass = 0; pass < 2; pass++) {
      List<StepPlan.Step> ofPass = steps.subList(3 * pass, 3 * pass + 3);
      assertThat(ofPass).extracting(step -> members(step).size()).containsExactly(4, 4, 3);
      List<GroupEntry> taken = new ArrayList<>();
      ofPass.forEach(step -> taken.addAll(members(step)));
      assertThat(taken).containsExactlyInAnyOrderElementsOf(groups);
    }
  }

  @Test
  void theOrderIsTheSeedsAndOtherInEveryPassAndIteration() {
    List<GroupEntry> groups = groups(32, 100);
    StepPlan plan = new StepPlan(settings(8, 2, 2));

    List<GroupEntry> first = members(plan.steps(groups, SEED, 1).get(0));

    assertThat(members(plan.steps(groups, SEED, 1).get(0))).isEqualTo(first);
    assertThat(members(plan.steps(groups, SEED, 1).get(4))).isNotEqualTo(first);
    assertThat(members(plan.steps(groups, SEED, 2).get(0))).isNotEqualTo(first);
    assertThat(members(plan.steps(groups, SEED + 1, 1).get(0))).isNotEqualTo(first);
  }

  @Test
  void noPassOfAnyIterationSharesItsOrderWithAnother() {
    List<GroupEntry> groups = groups(16, 100);
    StepPlan plan = new StepPlan(settings(4, 3, 1));
    List<List<GroupEntry>> orders = new ArrayList<>();
    for (int iteration = 1; iteration <= 4; iteration++) {
      List<StepPlan.Step> steps = plan.steps(groups, SEED, iteration);
      for (int pass = 0; pass < 3; pass++) {
        List<GroupEntry> order = new ArrayList<>();
        steps.subList(4 * pass, 4 * pass + 4).forEach(step -> order.addAll(members(step)));
        orders.add(order);
      }
    }
    assertThat(orders).doesNotHaveDuplicates().hasSize(12);
  }

  @Test
  void shardsAreConsecutiveAndBalancedByTokens() {
    for (long seed = 1; seed <= 50; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      List<GroupEntry> groups = new ArrayList<>();
      int count = random.nextInt(1, 40);
      long longest = 0;
      long total = 0;
      for (int i = 0; i < count; i++) {
        long tokens = random.nextInt(1, 500);
        groups.add(new GroupEntry(i / 4, i % 4, 4, tokens, true));
        longest = Math.max(longest, tokens);
        total += tokens;
      }
      int shards = random.nextInt(1, 9);

      StepPlan.Step step = new StepPlan(settings(0, 1, shards)).steps(groups, SEED, 1).get(0);

      assertThat(step.shards()).as("seed %d", seed).hasSize(shards);
      assertThat(members(step)).as("seed %d", seed).isEqualTo(groups);
      for (List<GroupEntry> shard : step.shards()) {
        long tokens = shard.stream().mapToLong(GroupEntry::tokens).sum();
        // Whole groups only: no cut is more than half a group from where it should be.
        assertThat(Math.abs(tokens - (double) total / shards))
            .as("seed %d, %d tokens in a shard of %d", seed, tokens, shards)
            .isLessThanOrEqualTo(longest + 1.0);
      }
    }
  }

  @Test
  void equalGroupsGiveEqualShards() {
    StepPlan.Step step = new StepPlan(settings(0, 1, 4)).steps(groups(16, 7), SEED, 1).get(0);

    assertThat(step.shards()).extracting(List::size).containsExactly(4, 4, 4, 4);
  }

  @Test
  void moreShardsThanGroupsLeaveSomeEmpty() {
    StepPlan.Step step = new StepPlan(settings(0, 1, 8)).steps(groups(3, 100), SEED, 1).get(0);

    assertThat(step.shards()).hasSize(8);
    assertThat(step.shards()).allSatisfy(shard -> assertThat(shard).hasSizeLessThanOrEqualTo(1));
    assertThat(members(step)).hasSize(3);
  }

  @Test
  void groupsWithoutSignalAreSkippedButCounted() {
    List<GroupEntry> groups = groups(4, 100);
    groups.set(1, new GroupEntry(0, 1, 4, 1000, false));

    StepPlan.Step step = new StepPlan(settings(0, 1, 2)).steps(groups, SEED, 1).get(0);

    assertThat(members(step)).containsExactly(groups.get(0), groups.get(2), groups.get(3));
    assertThat(step.sequences()).isEqualTo(16);
    assertThat(step.tokens()).isEqualTo(1300);
    assertThat(step.normalizer(32)).isEqualTo(new Normalizer(16, 1300, step.microBatches(), 32));
  }

  @Test
  void aStepWithoutAnySignalStillHasDenominators() {
    List<GroupEntry> groups = new ArrayList<>(List.of(new GroupEntry(0, 0, 4, 9, false)));

    StepPlan.Step step = new StepPlan(settings(0, 1, 2)).steps(groups, SEED, 1).get(0);

    assertThat(members(step)).isEmpty();
    assertThat(step.microBatches()).isZero();
    assertThat(step.normalizer(8)).isEqualTo(new Normalizer(4, 9, 1, 8));
  }

  @Test
  void groupsWithoutSignalStayWhereTheyHaveAGradientOrAPlace() {
    List<GroupEntry> groups = groups(4, 100);
    groups.set(1, new GroupEntry(0, 1, 4, 1000, false));
    ObjectiveSettings plain = ObjectiveSettings.defaults();
    ObjectiveSettings beta =
        new ObjectiveSettings(
            plain.loss(),
            plain.ratio(),
            plain.epsilonLow(),
            plain.epsilonHigh(),
            0.01,
            plain.profile());
    ObjectiveSettings bnpo =
        new ObjectiveSettings(
            LossType.BNPO,
            plain.ratio(),
            plain.epsilonLow(),
            plain.epsilonHigh(),
            0,
            plain.profile());

    for (ObjectiveSettings objective : List.of(beta, bnpo)) {
      StepPlan.Step step =
          new StepPlan(settings(0, 1, 2, 6, objective)).steps(groups, SEED, 1).get(0);
      assertThat(members(step)).isEqualTo(groups);
    }
  }

  @Test
  void microBatchesAreCountedShardByShard() {
    // Two shards of 3 groups of 4: 12 completions each, in micro-batches of 5.
    StepPlan.Step step =
        new StepPlan(settings(0, 1, 2, 5, ObjectiveSettings.defaults()))
            .steps(groups(6, 100), SEED, 1)
            .get(0);

    assertThat(step.shards()).extracting(List::size).containsExactly(3, 3);
    assertThat(step.microBatches()).isEqualTo(6);
  }

  private static List<GroupEntry> members(StepPlan.Step step) {
    List<GroupEntry> members = new ArrayList<>();
    step.shards().forEach(members::addAll);
    return members;
  }

  private static List<GroupEntry> groups(int count, long tokens) {
    List<GroupEntry> groups = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      groups.add(new GroupEntry(i / 4, i % 4, 4, tokens, true));
    }
    return groups;
  }

  private static UpdateSettings settings(int groupsPerStep, int updates, int shards) {
    return settings(groupsPerStep, updates, shards, 64, ObjectiveSettings.defaults());
  }

  private static UpdateSettings settings(
      int groupsPerStep, int updates, int shards, int microBatch, ObjectiveSettings objective) {
    return new UpdateSettings(
        groupsPerStep, updates, shards, microBatch, false, 0, objective, AdamWSettings.defaults());
  }
}
