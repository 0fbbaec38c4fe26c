package dev.vireo.jobs.training;

import dev.vireo.algorithms.loss.Denominators;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What one worker has to do: its shard of each step.
 *
 * @param steps in order
 */
record RankPlan(List<Step> steps) implements Serializable {

  /**
   * One optimizer step.
   *
   * @param bundles the worker's shard, in the order in which it works on them
   * @param denominators of the whole step
   * @param passes micro-batches of the worker that has most of them
   */
  record Step(List<Bundle> bundles, Denominators denominators, int passes)
      implements Serializable {}

  /** The plans of all workers, for the steps from {@code first} to before {@code end}. */
  static List<RankPlan> of(StepPlanner planner, int workers, int first, int end) {
    StepPlanner cut = planner.cutInto(workers);
    List<List<Step>> plans = new ArrayList<>();
    for (int rank = 0; rank < workers; rank++) {
      plans.add(new ArrayList<>());
    }
    for (int number = first; number < end; number++) {
      StepPlanner.Step step = cut.step(number);
      int passes = step.shards().stream().mapToInt(cut::microBatches).max().orElse(0);
      for (int rank = 0; rank < workers; rank++) {
        plans
            .get(rank)
            .add(new Step(new ArrayList<>(step.shards().get(rank)), step.denominators(), passes));
      }
    }
    List<RankPlan> all = new ArrayList<>();
    plans.forEach(steps -> all.add(new RankPlan(steps)));
    return all;
  }
}
