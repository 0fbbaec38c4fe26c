package dev.vireo.jobs.rewards.published;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.rewards.RewardOptions;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.jobs.runtime.WaitingException;
import dev.vireo.schemas.CompletionReward;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.Partition;
import dev.vireo.store.run.RunDirectory;
import dev.vireo.store.run.RunFolders;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rewards whose values are computed elsewhere from an iteration's rollouts, and that {@link
 * PublishRewards} brought into the run directory: {@code published-rewards/NAME/rewards}, one row a
 * group, in the same chunks as the rollouts.
 *
 * @param published by reward, in the order of the configuration
 */
public record DatasetRewards(List<DatasetHandle<Rewards>> published) implements Serializable {
  /** Where the values are in the run directory. */
  static final String FOLDER = "published-rewards";

  /** Name of the input that the values were computed from. */
  static final String ROLLOUTS = "rollouts";

  /** The values of one chunk's completions. */
  @FunctionalInterface
  public interface Values {
    /** The completion's value of each reward. */
    double[] of(String promptId, int sampleIndex);
  }

  /** Where the values of a reward are published. */
  static Partition<Rewards> partition(RunDirectory run, String name, int iteration) {
    return run.child(FOLDER + "/" + name).partition(Datasets.REWARDS, iteration);
  }

  /** Checks the settings of a published reward, which has no options. */
  public static void check(RewardSettings reward) {
    try {
      RewardOptions.none(reward.options());
    } catch (InputException e) {
      throw reward.failure(": ", e.getMessage(), e);
    }
  }

  /** Whether the values of a reward are published for these rollouts. */
  public static Optional<DatasetHandle<Rewards>> published(
      RunDirectory run, String name, int iteration, DatasetHandle<Rollout> rollouts) {
    Partition<Rewards> partition = partition(run, name, iteration);
    Optional<RunDirectory> origin = partition.run().origin();
    if (origin.isPresent() && partition.manifest().isEmpty()) {
      published(run.origin().orElseThrow(), name, iteration, rollouts)
          .ifPresent(there -> RunFolders.copy(origin.get(), partition.run(), partition.path()));
    }
    return partition
        .published()
        .filter(
            values ->
                rollouts
                    .contentHash()
                    .equals(values.manifest().fingerprint().inputs().get(ROLLOUTS)));
  }

  /**
   * The published values of an iteration.
   *
   * @throws WaitingException if those of a reward are missing, or are of other rollouts
   */
  public static DatasetRewards find(
      RunDirectory run,
      int iteration,
      DatasetHandle<Rollout> rollouts,
      List<RewardSettings> rewards) {
    List<DatasetHandle<Rewards>> published = new ArrayList<>();
    for (RewardSettings reward : rewards) {
      published.add(
          published(run, reward.name(), iteration, rollouts)
              .orElseThrow(() -> missing(run, iteration, rollouts, reward)));
    }
    return new DatasetRewards(published);
  }

  private static WaitingException missing(
      RunDirectory run, int iteration, DatasetHandle<Rollout> rollouts, RewardSettings reward) {
    run.requireOwnWork(PublishRewards.STAGE);
    boolean outdated = partition(run, reward.name(), iteration).published().isPresent();
    return new WaitingException(
        "%s %s: compute it from %s, then vireo publish rewards CONF --iteration %d --name %s --from PARQUET"
            .formatted(
                reward.described(),
                outdated
                    ? "was published for other rollouts of iteration " + iteration
                    : "is not published for iteration " + iteration,
                rollouts.partition().uri(),
                iteration,
                reward.name()));
  }

  /** The fingerprint, with the published values as further inputs. */
  public Fingerprint in(Fingerprint fingerprint, List<RewardSettings> rewards) {
    Fingerprint with = fingerprint;
    for (int i = 0; i < published.size(); i++) {
      with = with.input("rewards/" + rewards.get(i).name(), published.get(i).contentHash());
    }
    return with;
  }

  /** Reads the values of a chunk. */
  public Values read(int chunk) {
    if (published.isEmpty()) {
      return (promptId, sampleIndex) -> new double[0];
    }
    Map<String, double[][]> values = new HashMap<>();
    for (int reward = 0; reward < published.size(); reward++) {
      for (Rewards row : published.get(reward).read(chunk)) {
        List<CompletionReward> completions = row.getCompletions();
        double[][] group =
            values.computeIfAbsent(
                row.getPromptId(), id -> new double[completions.size()][published.size()]);
        for (CompletionReward completion : completions) {
          group[completion.getSampleIndex()][reward] = completion.getReward();
        }
      }
    }
    return (promptId, sampleIndex) -> values.get(promptId)[sampleIndex];
  }
}
