package dev.vireo.jobs.update;

import dev.vireo.jobs.gradient.ShardTask;
import dev.vireo.jobs.gradient.StepLoop;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.schemas.Advantages;
import dev.vireo.schemas.Logprobs;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.run.DatasetHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;

/** The stage that improves the policy: {@code checkpoints/step-N}. */
public final class UpdatePolicy {

  /** Where checkpoints of reinforcement lie in the run directory. */
  public static final String FOLDER = "checkpoints";

  private UpdatePolicy() {}

  /** What the stage reads of a configuration; its inputs come to it. */
  public static Fingerprint declared(UpdateSettings settings, long seed) {
    return Fingerprint.of("update-policy").settings(settings.decisive()).seed(seed);
  }

  /**
   * Turns one iteration's rollouts into optimizer steps.
   *
   * @param policy the old policy
   * @param logprobs of the same rollouts under the reference policy; null where beta is 0
   * @param temperature the rollouts' sampling temperature
   * @param maxNewTokens longest completion of the rollouts
   */
  public static StepLoop.Outcome run(
      StageContext context,
      int iteration,
      PolicyCheckpoint policy,
      DatasetHandle<Rollout> rollouts,
      DatasetHandle<Advantages> advantages,
      DatasetHandle<Logprobs> logprobs,
      UpdateSettings settings,
      double temperature,
      int maxNewTokens) {
    Fingerprint fingerprint =
        declared(settings, context.seed())
            .input("policy", policy.contentHash())
            .input("rollouts", rollouts.contentHash())
            .input("advantages", advantages.contentHash());
    if (logprobs != null) {
      fingerprint = fingerprint.input("logprobs", logprobs.contentHash());
    }
    StepLoop.Work work =
        new StepLoop.Work(
            fingerprint,
            iteration,
            settings.stepsPerIteration(Math.toIntExact(rollouts.rows())),
            settings.checkpointEvery(),
            settings.optimizer(),
            policy.step() > 0,
            true);
    IntFunction<String> folder = step -> folder(policy.step() + step);
    StepLoop loop = new StepLoop(context, policy);
    Optional<StepLoop.Outcome> finished = loop.finished(work, folder);
    if (finished.isPresent()) {
      return finished.get();
    }
    IterationData data = new IterationData(rollouts, advantages, logprobs);
    List<StepPlan.Step> steps =
        new StepPlan(settings).steps(GroupIndex.of(context, data), context.seed(), iteration);
    return loop.run(
        work,
        folder,
        step -> tasks(steps.get(step), steps.size(), data, settings, temperature, maxNewTokens),
        StepLoop.Watch.NONE);
  }

  /** Path of the checkpoint after so many steps of reinforcement, in the run directory. */
  public static String folder(long step) {
    return String.format(Locale.ROOT, FOLDER + "/step-%06d", step);
  }

  /** A step's work, shard by shard. */
  static List<ShardTask> tasks(
      StepPlan.Step step,
      int stepsOfIteration,
      IterationData data,
      UpdateSettings settings,
      double temperature,
      int maxNewTokens) {
    // In an iteration's only step policy and old policy are the same: each ratio is exactly 1.
    boolean onPolicy = stepsOfIteration == 1;
    List<ShardTask> tasks = new ArrayList<>();
    for (List<GroupEntry> shard : step.shards()) {
      tasks.add(
          new PolicyGradientShard(
              shard, data, step.normalizer(maxNewTokens), settings, temperature, onPolicy));
    }
    return tasks;
  }
}
