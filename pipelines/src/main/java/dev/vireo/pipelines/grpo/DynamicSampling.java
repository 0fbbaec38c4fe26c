package dev.vireo.pipelines.grpo;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.advantage.Supervision;
import dev.vireo.algorithms.sampling.SeededOrder;
import dev.vireo.jobs.data.prompts.Prompts;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.rewards.RewardFunctions;
import dev.vireo.jobs.rewards.stage.ScoreRewards;
import dev.vireo.jobs.rollouts.CollectRollouts;
import dev.vireo.jobs.rollouts.Conversations;
import dev.vireo.jobs.rollouts.RolloutSettings;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.selection.CandidateRound;
import dev.vireo.jobs.selection.DynamicSamplingSettings;
import dev.vireo.jobs.selection.SelectGroups;
import dev.vireo.pipelines.run.FirstRollouts;
import dev.vireo.pipelines.run.Reading;
import dev.vireo.pipelines.run.RunRollouts;
import dev.vireo.pipelines.run.Stage;
import dev.vireo.pipelines.run.StageResult;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Prompt;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.Partition;
import dev.vireo.store.run.RunDirectory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * Dynamic sampling: an iteration's prompts come in rounds, each sampled and rewarded like an
 * iteration of its own in {@code candidates/round=R}, until enough groups have a signal; these are
 * the iteration's rollouts and rewards. Which prompts a round has depends on seed, iteration and
 * settings alone: each iteration has the prompts of all its rounds to itself, used or not.
 */
final class DynamicSampling implements FirstRollouts {

  private final StageContext context;
  private final GrpoConfig config;
  private final DynamicSamplingSettings settings;
  private final Supplier<RolloutSettings> rollouts;
  private final Supplier<Optional<Conversations>> conversations;

  /**
   * @param rollouts the rollouts' settings, which may take reading the tokenizer
   * @param conversations how completions become conversations; empty where they do not
   */
  DynamicSampling(
      StageContext context,
      GrpoConfig config,
      Supplier<RolloutSettings> rollouts,
      Supplier<Optional<Conversations>> conversations) {
    this.context = context;
    this.config = config;
    this.settings = config.dynamicSampling();
    this.rollouts = rollouts;
    this.conversations = conversations;
  }

  boolean isAsked() {
    return settings.isAsked();
  }

  /**
   * Checks that a configuration's dynamic sampling goes with the rest of it.
   *
   * @throws InputException saying what does not
   */
  static void check(GrpoConfig config) {
    DynamicSamplingSettings settings = config.dynamicSampling();
    if (!settings.isAsked()) {
      return;
    }
    int inRound = settings.inRound(config.promptsPerIteration());
    if ((long) inRound * settings.maxRounds() < config.promptsPerIteration()) {
      throw new InputException(
          "dynamic-sampling samples at most %d rounds of %d prompts, fewer than prompts-per-iteration, %d: raise max-rounds or prompts-per-round"
              .formatted(settings.maxRounds(), inRound, config.promptsPerIteration()));
    }
    if (config.advantage().supervision() == Supervision.PROCESS) {
      throw new InputException(
          "dynamic-sampling looks at the rewards of whole completions, but advantage.supervision is"
              + " process: set max-rounds to 0, or supervision to outcome");
    }
    if (!config.advantage().profile().compared()) {
      throw new InputException(
          "dynamic-sampling discards groups of equal rewards, which have a signal with the profile"
              + " reinforce-plus-plus: set max-rounds to 0, or choose another profile");
    }
    if (config.rewards().stream().anyMatch(each -> each.type().equals(RewardFunctions.DATASET))) {
      throw new InputException(
          "dynamic-sampling needs the rewards of a round before it samples the next, so they cannot"
              + " be computed elsewhere: set max-rounds to 0, or leave out rewards of type dataset");
    }
    select(config).declared();
  }

  private static SelectGroups select(GrpoConfig config) {
    return new SelectGroups(
        config.dynamicSampling(),
        config.rewards(),
        config.promptsPerIteration(),
        config.rollouts().chunkGroups());
  }

  /** What selecting reads of the configuration. */
  Fingerprint declaredSelection() {
    return select(config).declared();
  }

  /**
   * The stage that samples, done in rounds.
   *
   * @param work what it does
   */
  Stage inRounds(Stage sampling, IntFunction<StageResult> work) {
    return sampling
        .writes(ofRounds("rollouts/iteration=*"))
        .declares(
            () ->
                List.of(
                    new Reading(
                        "",
                        CollectRollouts.declared(
                            RunRollouts.of(config, Progress.NONE),
                            conversations.get(),
                            context.seed()),
                        Map.of("prompts", promptsEnding()))))
        .does(work);
  }

  /** A folder of every round. */
  static String ofRounds(String folder) {
    return CandidateRound.FOLDER + "/*/" + folder;
  }

  /** How the input {@code prompts} of a round's rollouts ends. */
  private String promptsEnding() {
    return "/" + inRound() + "x" + settings.maxRounds();
  }

  /** What decides the prompts of a round besides iteration and seed. */
  private String promptsIdentity(Prompts prompts, int round) {
    return prompts.train().contentHash() + "/round-" + round + promptsEnding();
  }

  private int inRound() {
    return settings.inRound(config.promptsPerIteration());
  }

  private List<Prompt> prompts(Prompts prompts, int iteration, int round) {
    int all = Math.min(prompts.trainCount(), Math.multiplyExact(inRound(), settings.maxRounds()));
    int[] places = SeededOrder.batch(prompts.trainCount(), all, iteration, context.seed());
    int first = Math.min(all, (round - 1) * inRound());
    return prompts.train(Arrays.copyOfRange(places, first, Math.min(all, first + inRound())));
  }

  private StageContext of(int round) {
    RunDirectory directory = CandidateRound.directory(context.run(), round);
    return new StageContext(context.session(), directory, context.seed(), context.progress());
  }

  /** The first round's rollouts of the first iteration. */
  @Override
  public Partition<Rollout> partition() {
    return of(1).run().partition(Datasets.ROLLOUTS, 1);
  }

  @Override
  public Fingerprint declared(Prompts prompts, PolicyCheckpoint policy) {
    return CollectRollouts.declared(rollouts.get(), conversations.get(), context.seed())
        .input("prompts", promptsIdentity(prompts, 1))
        .input("policy", policy.contentHash());
  }

  /** Samples and rewards rounds until they have enough groups with a signal, or are used up. */
  List<CandidateRound> rounds(
      int iteration, Prompts prompts, PolicyCheckpoint oldPolicy, ScoreRewards scoring) {
    SelectGroups select = select(config);
    List<CandidateRound> rounds = new ArrayList<>();
    boolean enough = false;
    for (int round = 1; round <= settings.maxRounds() && !enough; round++) {
      List<Prompt> further = prompts(prompts, iteration, round);
      if (further.isEmpty()) {
        break;
      }
      StageContext there = of(round);
      DatasetHandle<Rollout> sampled =
          CollectRollouts.run(
              there,
              iteration,
              further,
              promptsIdentity(prompts, round),
              oldPolicy,
              rollouts.get(),
              conversations.get());
      DatasetHandle<Rewards> rewarded =
          scoring.run(context.session(), there.run(), iteration, sampled, context.progress());
      rounds.add(select.round(round, sampled, rewarded));
      enough = select.isEnough(context, iteration, rounds);
    }
    return rounds;
  }

  /** Selects among the groups of an iteration's rounds. */
  SelectGroups.Selected select(int iteration, List<CandidateRound> rounds) {
    return select(config).run(context, iteration, rounds);
  }

  /** The numbers of an iteration's selection; none without dynamic sampling. */
  Map<String, Double> metrics(int iteration) {
    return isAsked()
        ? SelectGroups.metrics(
            context.run().partition(Datasets.SELECTIONS, iteration).require().manifest().totals())
        : Map.of();
  }
}
