package dev.vireo.jobs.update;

import dev.vireo.algorithms.objective.LossType;
import dev.vireo.algorithms.objective.Normalizer;
import dev.vireo.algorithms.sampling.SeededOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The steps of one iteration, planned from the index of its groups alone: which groups each step
 * holds, which shard works on which of them, and the denominators of the step's loss. It depends on
 * no executor, so the same plan runs on one core or on many.
 */
final class StepPlan {

  /**
   * One optimizer update.
   *
   * @param shards groups of each gradient shard, in order; a shard may be empty
   * @param sequences completions in the step, those without signal included
   * @param tokens completion tokens in the step, likewise
   * @param microBatches micro-batches of all shards together
   */
  record Step(List<List<GroupEntry>> shards, long sequences, long tokens, int microBatches) {

    Normalizer normalizer(int maxNewTokens) {
      return new Normalizer(sequences, tokens, Math.max(1, microBatches), maxNewTokens);
    }
  }

  private final UpdateSettings settings;

  StepPlan(UpdateSettings settings) {
    this.settings = settings;
  }

  /**
   * Plans {@code updatesPerIteration} passes over the groups, each pass in its own seeded order.
   *
   * @param groups all groups of the iteration, in prompt order
   * @param seed the run's seed
   * @param iteration iteration, from 1
   */
  List<Step> steps(List<GroupEntry> groups, long seed, int iteration) {
    int groupsPerStep = settings.groupsInStep(groups.size());
    List<Step> steps = new ArrayList<>();
    for (int pass = 0; pass < settings.updatesPerIteration(); pass++) {
      List<GroupEntry> ordered = groups;
      if (groupsPerStep < groups.size()) {
        long stream = (long) iteration * settings.updatesPerIteration() + pass;
        ordered = new ArrayList<>(groups.size());
        for (int group : SeededOrder.permutation(groups.size(), seed, stream)) {
          ordered.add(groups.get(group));
        }
      }
      for (int from = 0; from < ordered.size(); from += groupsPerStep) {
        steps.add(step(ordered.subList(from, Math.min(from + groupsPerStep, ordered.size()))));
      }
    }
    return steps;
  }

  private Step step(List<GroupEntry> groups) {
    long sequences = groups.stream().mapToLong(GroupEntry::completions).sum();
    long tokens = groups.stream().mapToLong(GroupEntry::tokens).sum();
    List<List<GroupEntry>> shards =
        balanced(groups.stream().filter(this::carriesGradient).toList());
    int microBatches =
        shards.stream()
            .mapToInt(
                shard -> {
                  int rows = shard.stream().mapToInt(GroupEntry::completions).sum();
                  int size = settings.microBatchCompletions();
                  return (rows + size - 1) / size;
                })
            .sum();
    return new Step(shards, sequences, tokens, microBatches);
  }

  /**
   * With beta = 0 a group whose advantages are all zero has exactly zero gradient; its forward pass
   * is skipped. (bnpo divides by the tokens of a micro-batch, so there every group keeps its
   * place.)
   */
  private boolean carriesGradient(GroupEntry group) {
    return group.signal()
        || settings.objective().beta() > 0
        || settings.objective().loss() == LossType.BNPO;
  }

  /** Cuts groups into consecutive shards of about equally many tokens; whole groups only. */
  private List<List<GroupEntry>> balanced(List<GroupEntry> groups) {
    int shardCount = settings.gradientShards();
    long total = groups.stream().mapToLong(GroupEntry::tokens).sum();
    List<List<GroupEntry>> shards = new ArrayList<>(shardCount);
    int next = 0;
    long before = 0;
    for (int shard = 0; shard < shardCount; shard++) {
      List<GroupEntry> members = new ArrayList<>();
      boolean last = shard == shardCount - 1;
      while (next < groups.size()) {
        long middle = before + groups.get(next).tokens() / 2;
        if (!last && middle * shardCount >= total * (shard + 1)) {
          break;
        }
        before += groups.get(next).tokens();
        members.add(groups.get(next++));
      }
      shards.add(List.copyOf(members));
    }
    return List.copyOf(shards);
  }
}
