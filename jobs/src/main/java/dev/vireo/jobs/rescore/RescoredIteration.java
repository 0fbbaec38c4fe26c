package dev.vireo.jobs.rescore;

import dev.vireo.algorithms.InputException;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Logprobs;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.Partition;
import dev.vireo.store.run.RunDirectory;
import java.util.Optional;

/**
 * What a run has stored of an iteration; chunk n of each dataset holds the same groups.
 *
 * @param iteration its number
 * @param rollouts its completions, whose rows may have been cleaned up
 * @param rewards their rewards
 * @param logprobs of the completions under the reference policy; empty if the run has none
 */
record RescoredIteration(
    int iteration,
    DatasetHandle<Rollout> rollouts,
    DatasetHandle<Rewards> rewards,
    Optional<DatasetHandle<Logprobs>> logprobs) {

  static RescoredIteration of(RunDirectory run, int iteration) {
    return new RescoredIteration(
        iteration,
        run.partition(Datasets.ROLLOUTS, iteration).require(),
        run.partition(Datasets.REWARDS, iteration).require(),
        run.partition(Datasets.LOGPROBS, iteration).published().filter(each -> !isCleaned(each)));
  }

  /** Makes sure that the completions can be read, which {@code what} needs. */
  void requireRollouts(String what) {
    if (isCleaned(rollouts)) {
      throw new InputException(
          "%s needs the completions of iteration %d, which were cleaned up: choose others with --from and --to"
              .formatted(what, iteration));
    }
  }

  /** Makes sure that the reference policy's log-probabilities are there. */
  void requireLogprobs(String what) {
    if (logprobs.isEmpty()) {
      throw new InputException(
          "%s needs the reference policy's log-probabilities, which the run does not have of iteration %d: set adjustment.weights to uniform, and advantage.kl.beta to 0"
              .formatted(what, iteration));
    }
  }

  private static boolean isCleaned(DatasetHandle<?> dataset) {
    Partition<?> partition = dataset.partition();
    return Partition.isCleaned(partition.run(), partition.path());
  }
}
