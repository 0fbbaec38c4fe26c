package dev.vireo.pipelines.online;

import dev.vireo.jobs.data.prompts.Prompts;
import dev.vireo.jobs.policy.AveragedReference;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.rollouts.CollectRollouts;
import dev.vireo.jobs.rollouts.Opponent;
import dev.vireo.jobs.rollouts.RolloutSettings;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.pipelines.run.FirstRollouts;
import dev.vireo.pipelines.run.IterationPrompts;
import dev.vireo.pipelines.run.IterationStages;
import dev.vireo.pipelines.run.Reading;
import dev.vireo.pipelines.run.RunRollouts;
import dev.vireo.pipelines.run.Stage;
import dev.vireo.pipelines.run.StageResult;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.Partition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * Rollouts of which each group is a completion of the policy and one of the reference policy, or of
 * the mixture of both.
 */
final class OpponentRollouts implements FirstRollouts {

  private final StageContext context;
  private final OnlinePreferenceConfig config;
  private final Supplier<IterationStages> iterations;

  /**
   * @param iterations says how this run's policy is sampled, asked for when it is needed
   */
  OpponentRollouts(
      StageContext context, OnlinePreferenceConfig config, Supplier<IterationStages> iterations) {
    this.context = context;
    this.config = config;
    this.iterations = iterations;
  }

  DatasetHandle<Rollout> collect(
      int iteration, Prompts prompts, PolicyCheckpoint policy, PolicyCheckpoint reference) {
    return CollectRollouts.runAgainst(
        context,
        iteration,
        IterationPrompts.of(prompts, iteration, config.promptsPerIteration(), context.seed()),
        IterationPrompts.identity(prompts, config.promptsPerIteration()),
        policy,
        new Opponent(reference, config.mixture()),
        iterations.get().rollouts(),
        iterations.get().conversations());
  }

  @Override
  public Partition<Rollout> partition() {
    return context.run().partition(Datasets.ROLLOUTS, 1);
  }

  @Override
  public Fingerprint declared(Prompts prompts, PolicyCheckpoint policy) {
    return declared(iterations.get().rollouts())
        .input("prompts", IterationPrompts.identity(prompts, config.promptsPerIteration()))
        .input("policy", policy.contentHash())
        .input("reference", policy.contentHash());
  }

  private Fingerprint declared(RolloutSettings settings) {
    return CollectRollouts.declaredAgainst(
        settings, config.mixture(), iterations.get().conversations(), context.seed());
  }

  /**
   * The stage that samples, against the opponent.
   *
   * @param work what it does
   */
  Stage stage(Stage sampling, IntFunction<StageResult> work) {
    Stage stage =
        sampling
            .settings(settings())
            .declares(
                () ->
                    List.of(
                        new Reading(
                            "",
                            declared(RunRollouts.of(config, Progress.NONE)),
                            Map.of("prompts", "/" + config.promptsPerIteration()))))
            .works(() -> List.of(OnlineWork.collectRollouts(config)))
            .does(work);
    return config.reference().isMixed() ? stage.readsBefore(AveragedReference.STAGE) : stage;
  }

  private String[] settings() {
    List<String> read =
        new ArrayList<>(
            List.of(
                "rollouts",
                "environment",
                "prompts-per-iteration",
                "seed",
                "algorithm",
                "reference"));
    if (config.mixture() != null) {
      read.add("nash-md.mixture-weight");
    }
    return read.toArray(String[]::new);
  }
}
