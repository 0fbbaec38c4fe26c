package dev.vireo.pipelines.online;

import dev.vireo.jobs.data.preferences.PairRollouts;
import dev.vireo.jobs.data.preferences.PairTokens;
import dev.vireo.jobs.data.prompts.Prompts;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.policy.TokenTexts;
import dev.vireo.jobs.rewards.stage.ScoreRewards;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.scores.ScoreLogprobs;
import dev.vireo.jobs.scores.preferences.ScorePreferences;
import dev.vireo.jobs.training.Trainer;
import dev.vireo.jobs.training.UpdateOnPreferences;
import dev.vireo.pipelines.run.Bookkeeping;
import dev.vireo.pipelines.run.IterationStages;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Logprobs;
import dev.vireo.schemas.PreferenceLogprobs;
import dev.vireo.schemas.PreferencePair;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.run.DatasetHandle;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The stages of an iteration, each with its inputs given. */
final class OnlineStages {

  /** The folder of the iterations' pairs in the run directory. */
  static final String PAIRS = "pairs";

  private final StageContext context;
  private final OnlinePreferenceConfig config;
  private final IterationStages iterations;

  private final References references;
  private final OpponentRollouts opponents;
  private boolean warned;

  /** Made when it is first needed: who lists the stages need not open the rewards. */
  private ScoreRewards scoring;

  OnlineStages(StageContext context, OnlinePreferenceConfig config) {
    this.context = context;
    this.config = config;
    this.opponents = new OpponentRollouts(context, config, this::iterations);
    this.iterations =
        config.algorithm().hasOpponent()
            ? new IterationStages(context, config, opponents)
            : new IterationStages(context, config);
    this.references = new References(context, config, iterations);
  }

  /** What every kind of iteration has. */
  IterationStages iterations() {
    return iterations;
  }

  /** The policies that iterations are held against. */
  References references() {
    return references;
  }

  /** Rollouts against an opponent. */
  OpponentRollouts opponents() {
    return opponents;
  }

  DatasetHandle<Rollout> collectRollouts(
      int iteration, Prompts prompts, PolicyCheckpoint oldPolicy) {
    return config.algorithm().hasOpponent()
        ? opponents.collect(iteration, prompts, oldPolicy, references.of(iteration))
        : iterations.collectRollouts(iteration, prompts, oldPolicy);
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
        ? Optional.of(
            ScorePreferences.pairs(of(iteration), iteration, pairs, references.of(iteration)))
        : Optional.empty();
  }

  /** What {@link #scorePairs} has published. */
  Optional<DatasetHandle<PreferenceLogprobs>> pairLogprobs(int iteration) {
    return config.needsReference()
        ? Optional.of(of(iteration).run().partition(Datasets.PREFERENCE_LOGPROBS).require())
        : Optional.empty();
  }

  /** Nash-MD's: those of every token. */
  DatasetHandle<Logprobs> scoreLogprobs(int iteration, DatasetHandle<Rollout> rollouts) {
    return ScoreLogprobs.run(context, iteration, rollouts, references.of(iteration), 1);
  }

  /** What {@link #scoreLogprobs} has published. */
  DatasetHandle<Logprobs> logprobs(int iteration) {
    return context.run().partition(Datasets.LOGPROBS, iteration).require();
  }

  /** The better policy, by pairs. */
  PolicyCheckpoint updatePolicy(
      int iteration,
      PolicyCheckpoint oldPolicy,
      DatasetHandle<Rollout> rollouts,
      DatasetHandle<Rewards> rewards,
      DatasetHandle<PreferencePair> pairs,
      Optional<DatasetHandle<PreferenceLogprobs>> logprobs) {
    UpdateOnPreferences.Paired paired =
        new UpdateOnPreferences.Paired(
            pairs,
            logprobs,
            config.preference().loss().comparesDistributions()
                ? Optional.of(references.of(iteration))
                : Optional.empty());
    Trainer.Outcome update =
        config.algorithm() == OnlineAlgorithm.XPO
            ? UpdateOnPreferences.xpo(
                context, iteration, oldPolicy, paired, config.preference(), config.xpo().alpha())
            : UpdateOnPreferences.pairs(context, iteration, oldPolicy, paired, config.preference());
    return recorded(
        iteration, new Bookkeeping.Data(rollouts, rewards, pairs), update, () -> metrics(pairs));
  }

  /** The better policy, by comparisons with the mixture. */
  PolicyCheckpoint updatePolicy(
      int iteration,
      PolicyCheckpoint oldPolicy,
      DatasetHandle<Rollout> rollouts,
      DatasetHandle<Rewards> rewards,
      DatasetHandle<Logprobs> logprobs) {
    Trainer.Outcome update =
        UpdateOnPreferences.nashMd(
            context,
            iteration,
            oldPolicy,
            new UpdateOnPreferences.Compared(rollouts, rewards, logprobs),
            config.preference(),
            config.pairs().reward(),
            config.nashMd().probability());
    return recorded(iteration, new Bookkeeping.Data(rollouts, rewards, logprobs), update, Map::of);
  }

  private PolicyCheckpoint recorded(
      int iteration,
      Bookkeeping.Data data,
      Trainer.Outcome update,
      Supplier<Map<String, Double>> metrics) {
    iterations.bookkeeping().record(iteration, data, update, metrics);
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
