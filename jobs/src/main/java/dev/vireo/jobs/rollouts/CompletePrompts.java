package dev.vireo.jobs.rollouts;

import dev.vireo.algorithms.Counted;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.prompts.PolicyEncoder;
import dev.vireo.jobs.data.prompts.PromptSettings;
import dev.vireo.jobs.data.prompts.ShardPrompts;
import dev.vireo.jobs.data.source.Intake;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.policy.SpecialTokens;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.devices.StageResources;
import dev.vireo.jobs.runtime.stage.ChunkStage;
import dev.vireo.jobs.runtime.stage.OwnFolder;
import dev.vireo.jobs.runtime.stage.PartitionRows;
import dev.vireo.jobs.runtime.stage.PartitionedStage;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Prompt;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.Partition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Completes the prompts of a source, outside of any run: {@code rollouts/iteration=1} in a folder
 * of its own, in the order of the source. A chunk of as many prompts as {@link
 * RolloutSettings#chunkGroups} is one batch, so neither cores nor interruptions affect a byte.
 */
public final class CompletePrompts {
  /** The stage's name. */
  public static final String STAGE = "complete-prompts";

  /** The only one. */
  private static final int ITERATION = 1;

  /**
   * What there is.
   *
   * @param rollouts the dataset
   * @param found whether it was there already
   */
  public record Result(DatasetHandle<Rollout> rollouts, boolean found) {
    /** How many prompts there are. */
    public long prompts() {
      return rollouts.rows();
    }

    /** How many completions they have. */
    public long completions() {
      return Math.round(rollouts.total(CollectRollouts.COMPLETIONS));
    }

    /** How many of these ended by themselves. */
    public long stopped() {
      return Math.round(rollouts.total(CollectRollouts.STOPPED));
    }

    /** Their tokens. */
    public long tokens() {
      return Math.round(rollouts.total(CollectRollouts.TOKENS));
    }
  }

  private CompletePrompts() {}

  /**
   * Makes the dataset in the context's folder, unless it is there.
   *
   * @param prompts where prompts come from; nothing is held out
   * @param specialTokens what stands around plain prompts
   * @param rollouts how to sample, by the local engine
   * @throws InputException naming what is wrong with the source, the settings or the folder, and
   *     where; nothing has been written then
   */
  public static Result run(
      StageContext context,
      PromptSettings prompts,
      SpecialTokens specialTokens,
      PolicyCheckpoint policy,
      RolloutSettings rollouts) {
    ShardPrompts.Source source =
        ShardPrompts.of(prompts, new PolicyEncoder(policy, specialTokens))
            .source(context.session(), "shorten them, or leave them out with --too-long drop");
    Partition<Rollout> output = context.run().partition(Datasets.ROLLOUTS, ITERATION);
    Fingerprint fingerprint = fingerprint(context, prompts, source, policy, rollouts);
    OwnFolder<Rollout> folder = new OwnFolder<>(output, fingerprint);
    Optional<DatasetHandle<Rollout>> finished = folder.finished();
    if (finished.isPresent()) {
      folder.end();
      return new Result(finished.get(), true);
    }
    PromptSampler sampler = PromptSampler.of(policy, rollouts, context.seed(), ITERATION);
    try (Intake<Prompt> intake = source.intake().get()) {
      report(context, prompts, intake);
      folder.begin(context.spark());
      ChunkStage<PartitionRows<Prompt>, Rollout> stage =
          ChunkStage.<PartitionRows<Prompt>, Rollout>of(output, fingerprint)
              .progress(context.progress(), 0)
              .counting("prompts", PartitionRows::size)
              .showing(CollectRollouts::shown);
      DatasetHandle<Rollout> made =
          PartitionedStage.run(
              stage,
              StageResources.on(context.spark(), intake.chunks(false)),
              intake.chunkSizes(false),
              (index, chunk) -> {
                List<Prompt> asked = new ArrayList<>();
                chunk.rows().forEachRemaining(asked::add);
                return CollectRollouts.collect(asked, sampler, ITERATION, policy.step());
              });
      folder.end();
      return new Result(made, false);
    }
  }

  private static Fingerprint fingerprint(
      StageContext context,
      PromptSettings prompts,
      ShardPrompts.Source source,
      PolicyCheckpoint policy,
      RolloutSettings rollouts) {
    Fingerprint fingerprint =
        Fingerprint.of(STAGE)
            .settings(Map.of("prompts", prompts.identity(), "rollouts", rollouts))
            .seed(context.seed())
            .input("model", policy.contentHash());
    for (Map.Entry<String, String> input : source.fingerprint().inputs().entrySet()) {
      fingerprint = fingerprint.input(input.getKey(), input.getValue());
    }
    return fingerprint;
  }

  private static void report(StageContext context, PromptSettings prompts, Intake<Prompt> intake) {
    if (intake.chunkSizes(false).length == 0) {
      throw new InputException(
          "No prompts of %s are left: %s too long"
              .formatted(prompts.path(), Counted.of(intake.tooLong(), "is", "are")));
    }
    if (intake.tooLong() + intake.duplicates() > 0) {
      context
          .progress()
          .message(
              "left out: %s too long, %s"
                  .formatted(
                      Counted.of(intake.tooLong(), "prompts"),
                      Counted.of(
                          intake.duplicates(),
                          "whose id was seen before",
                          "whose ids were seen before")));
    }
  }
}
