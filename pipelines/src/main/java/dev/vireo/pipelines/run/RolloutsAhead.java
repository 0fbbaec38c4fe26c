package dev.vireo.pipelines.run;

import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.run.DatasetHandle;
import java.util.function.Supplier;

/**
 * The rollouts of each iteration. Under {@code rollouts.lag: 1} those of the next one are made by
 * the policy that this iteration's update starts from, beside the stages of this iteration: the
 * policy that samples is then one iteration behind the one that learns from it, except in the
 * first.
 */
public final class RolloutsAhead {

  private final IteratedRun config;
  private final Ahead<DatasetHandle<Rollout>> ahead;

  /** The rollouts of a run. */
  public RolloutsAhead(StageContext context, IteratedRun config) {
    this(config, new Ahead<>(new SparkSides(context)));
  }

  RolloutsAhead(IteratedRun config, Ahead<DatasetHandle<Rollout>> ahead) {
    this.config = config;
    this.ahead = ahead;
  }

  /** How an iteration's rollouts are made. */
  @FunctionalInterface
  public interface Collecting {

    /**
     * The work, which may then be done on another thread.
     *
     * @param maker the policy that samples
     */
    Supplier<DatasetHandle<Rollout>> of(int iteration, PolicyCheckpoint maker);
  }

  /** Does all iterations. */
  public <T> T beside(Supplier<T> iterations) {
    return config.rollouts().lag() == 0 ? iterations.get() : ahead.beside(iterations);
  }

  /**
   * The rollouts of an iteration; those of the next are begun where it is sure to come.
   *
   * @param policy the policy that the iteration's update starts from
   */
  public DatasetHandle<Rollout> of(int iteration, PolicyCheckpoint policy, Collecting collecting) {
    DatasetHandle<Rollout> rollouts = ahead.take(() -> collecting.of(iteration, policy).get());
    if (config.rollouts().lag() > 0 && iteration < config.iterations()) {
      if (config.decidesTheNext(iteration)) {
        ahead.postpone(() -> collecting.of(iteration + 1, policy).get());
      } else {
        ahead.begin(collecting.of(iteration + 1, policy));
      }
    }
    return rollouts;
  }
}
