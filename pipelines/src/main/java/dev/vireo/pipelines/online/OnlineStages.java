package dev.vireo.pipelines.online;

import dev.vireo.jobs.data.preferences.PairRollouts;
import dev.vireo.jobs.data.preferences.PairTokens;
import dev.vireo.jobs.policy.AveragedReference;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.policy.SupersededCheckpoints;
import dev.vireo.jobs.policy.TokenTexts;
import dev.vireo.jobs.rewards.stage.ScoreRewards;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.scores.preferences.ScorePreferences;
import dev.vireo.jobs.training.CheckpointSeries;
import dev.vireo.jobs.training.Trainer;
import dev.vireo.jobs.training.UpdateOnPreferences;
import dev.vireo.pipelines.run.Bookkeeping;
import dev.vireo.pipelines.run.IterationStages;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.PreferenceLogprobs;
import dev.vireo.schemas.PreferencePair;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.run.DatasetHandle;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The stages of an iteration, each with its inputs given. */
final class OnlineStages {

  /** The folder of the iterations' pairs in the run directory. */
  static final String PAIRS = "pairs";

  private final StageContext context;
  private final OnlinePreferenceConfig config;
  private final IterationStages iterations;

  /** The last reference that was asked for, and the iteration after which it was made. */
  private PolicyCheckpoint reference;

  private int renewed = -1;
  private boolean warned;

  /** Made when it is first needed: who lists the stages need not open the rewards. */
  private ScoreRewards scoring;

  OnlineStages(StageContext context, OnlinePreferenceConfig config, IterationStages iterations) {
    this.context = context;
    this.config = config;
    this.iterations = iterations;
  }

  DatasetHandle<Rewards> scoreRewards(int iteration, DatasetHandle<Rollout> rollouts) {
    return scoring().run(context.session(), context.run(), iteration, rollouts, context.progress());
  }

  private ScoreRewards scoring() {
    if (scoring == null) {
      scoring =
          ScoreRewards.of(
              iterations.rewards().settings(),
              () -> TokenTexts.of(iterations.preparation().base()));
    }
    return scoring;
  }

  /** What scoring reads of the configuration. */
  Fingerprint declaredScores() {
    return scoring().declared(context.session());
  }

  /** The pairs of an iteration's own rollouts; there may be none. */
  DatasetHandle<PreferencePair> pairRollouts(int iteration) {
    DatasetHandle<PreferencePair> pairs =
        PairRollouts.of(
                config.pairs().of(iteration),
                PairTokens.asSampled(TokenTexts.of(iterations.preparation().base())))
            .runQuietly(of(iteration), context.run(), iteration);
    if (pairs.rows() == 0 && !warned) {
      warned = true;
      context
          .progress()
          .message(
              "iteration %d has no pair: in no group are two rewards far enough apart"
                  .formatted(iteration));
    }
    return pairs;
  }

  /** Where an iteration's pairs lie. */
  private StageContext of(int iteration) {
    return new StageContext(
        context.session(),
        context.run().child(PAIRS + "/iteration=" + iteration),
        context.seed(),
        context.progress());
  }

  /** What {@link #pairRollouts} has published. */
  DatasetHandle<PreferencePair> pairs(int iteration) {
    return of(iteration).run().partition(Datasets.PREFERENCE_PAIRS).require();
  }

  /** Empty if the loss needs no reference policy. */
  Optional<DatasetHandle<PreferenceLogprobs>> scorePairs(
      int iteration, DatasetHandle<PreferencePair> pairs) {
    return config.needsReference()
        ? Optional.of(ScorePreferences.pairs(of(iteration), iteration, pairs, reference(iteration)))
        : Optional.empty();
  }

  /** What {@link #scorePairs} has published. */
  Optional<DatasetHandle<PreferenceLogprobs>> logprobs(int iteration) {
    return config.needsReference()
        ? Optional.of(of(iteration).run().partition(Datasets.PREFERENCE_LOGPROBS).require())
        : Optional.empty();
  }

  /** The policy that an iteration is held against. */
  PolicyCheckpoint reference(int iteration) {
    return referenceAfter(config.referenceBefore(iteration));
  }

  /** The reference as it was renewed after an iteration; after none, what it all started from. */
  PolicyCheckpoint referenceAfter(int iteration) {
    if (iteration != renewed) {
      boolean follows = iteration == renewed + config.reference().every();
      PolicyCheckpoint before = follows ? reference : null;
      reference = renewedAfter(iteration, before);
      renewed = iteration;
    }
    return reference;
  }

  private PolicyCheckpoint renewedAfter(int iteration, PolicyCheckpoint known) {
    PolicyCheckpoint policy = iterations.policyAfter(iteration);
    if (iteration == 0 || !config.reference().isMixed()) {
      return policy;
    }
    PolicyCheckpoint before =
        known == null ? referenceAfter(config.reference().renewedBefore(iteration)) : known;
    PolicyCheckpoint mixed =
        AveragedReference.run(
            context,
            new CheckpointSeries(AveragedReference.FOLDER, 0).at(policy.step()),
            policy,
            before,
            config.reference().weight());
    clean(mixed);
    return mixed;
  }

  /** The references before the last are of no use once it is there. */
  private void clean(PolicyCheckpoint latest) {
    if (config.checkpoints().keep() > 0) {
      int steps = config.stepsPerIteration() * config.reference().every();
      new SupersededCheckpoints(context.run(), AveragedReference.FOLDER)
          .ofIterations(1, steps, latest.step(), Set.of())
          .forEach(superseded -> context.run().delete(superseded.path()));
    }
  }

  PolicyCheckpoint updatePolicy(
      int iteration,
      PolicyCheckpoint oldPolicy,
      DatasetHandle<Rollout> rollouts,
      DatasetHandle<Rewards> rewards,
      DatasetHandle<PreferencePair> pairs,
      Optional<DatasetHandle<PreferenceLogprobs>> logprobs) {
    Trainer.Outcome update =
        UpdateOnPreferences.pairs(
            context, iteration, oldPolicy, pairs, logprobs, config.preference());
    iterations
        .bookkeeping()
        .record(
            iteration,
            new Bookkeeping.Data(rollouts, rewards, pairs),
            update,
            () -> metrics(pairs));
    return update.checkpoint();
  }

  private static Map<String, Double> metrics(DatasetHandle<PreferencePair> pairs) {
    Map<String, Double> metrics = new TreeMap<>();
    metrics.put("pairs", (double) pairs.rows());
    pairs
        .manifest()
        .totals()
        .forEach(
            (name, total) -> {
              if (name.startsWith("dropped/")) {
                metrics.put("pairs/" + name, total);
              }
            });
    return metrics;
  }
}
