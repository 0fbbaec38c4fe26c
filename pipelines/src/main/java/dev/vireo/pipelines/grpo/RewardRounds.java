package dev.vireo.pipelines.grpo;

import dev.vireo.algorithms.Counted;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.evaluation.EvaluateRewardModel;
import dev.vireo.jobs.policy.FinishedRewardModel;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.policy.StartingRewardModel;
import dev.vireo.jobs.policy.SupersededCheckpoints;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.jobs.rewards.model.RetrainedModel;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.training.TrainRewardModel;
import dev.vireo.jobs.training.Trainer;
import dev.vireo.jobs.training.UpdatePolicy;
import dev.vireo.models.adapter.LoraSettings;
import dev.vireo.store.run.PublishedFolder;
import dev.vireo.store.run.RunDirectory;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The reward models of iterative GRPO. A round is named by the last of its iterations, and has a
 * folder like the run of a reward model: {@code reward-models/iteration=N} holds pairs,
 * checkpoints, the report and the model that scores what comes after.
 */
final class RewardRounds {

  /** The rounds' folder in the run directory. */
  static final String FOLDER = "reward-models";

  /** Within a round's folder: the report on the model as it was before the round. */
  static final String BEFORE = "before";

  private final StageContext context;
  private final GrpoConfig config;
  private final IterativeSettings settings;
  private final RoundPairs pairs;
  private final Map<Integer, PolicyCheckpoint> trained = new HashMap<>();
  private final Set<Integer> done = new HashSet<>();

  /** Opened when it is first needed. */
  private RetrainedModel model;

  RewardRounds(StageContext context, GrpoConfig config) {
    this.context = context;
    this.config = config;
    this.settings = config.iterative();
    this.pairs = new RoundPairs(context, settings, this::model);
  }

  /** What the rounds learn from. */
  RoundPairs pairs() {
    return pairs;
  }

  /**
   * Checks the model that is trained further.
   *
   * @throws InputException if it cannot be
   */
  void check() {
    if (settings.isAsked()) {
      model().adapter().filter(shape -> settings.retrain()).ifPresent(this::requireShape);
    }
  }

  private void requireShape(LoraSettings given) {
    if (!given.equals(settings.adapter())) {
      throw new InputException(
          "reward '%s' is an adapter, which each round goes on from, and iterative.adapter is %s: set it to the shape of the reward model, %s"
              .formatted(
                  settings.retrained(config.rewards()).name(),
                  settings.adapter() == null ? "absent" : "another one",
                  given.written()));
    }
  }

  RetrainedModel model() {
    if (model == null) {
      model = RetrainedModel.of(settings.retrained(config.rewards()), config.products());
    }
    return model;
  }

  /** The folder of a round. */
  static String folder(int round) {
    return FOLDER + "/iteration=" + round;
  }

  /** All of a round, unless it is done; nothing for round 0. */
  void run(int round) {
    if (round == 0 || !done.add(round) || !pairs.learns(round)) {
      return;
    }
    if (settings.retrain()) {
      saved(round);
    } else {
      say(round, "right in %.3f".formatted(accuracy(judgedBefore(round))));
    }
  }

  /**
   * The rewards as they score an iteration: with the model of the last round before it.
   *
   * @throws InputException if that round is not done
   */
  List<RewardSettings> rewards(List<RewardSettings> all, int round) {
    Optional<PublishedFolder> trained = after(round);
    if (trained.isEmpty()) {
      return all;
    }
    RewardSettings retrained = settings.retrained(all);
    return all.stream()
        .map(each -> each == retrained ? model().with(trained.get()) : each)
        .toList();
  }

  /** The model that scores after a round; empty for the one that was given. */
  private Optional<PublishedFolder> after(int round) {
    if (round == 0 || !settings.retrain()) {
      return Optional.empty();
    }
    if (!pairs.learns(round)) {
      return after(round - settings.every());
    }
    String folder = folder(round) + "/" + FinishedRewardModel.FOLDER;
    Optional<PublishedFolder> found = PublishedFolder.find(context.run(), folder);
    if (found.isEmpty()) {
      throw new InputException(
          "There is no reward model %s: run save-reward-model of iteration %d first"
              .formatted(context.run().uri(folder), round));
    }
    return found;
  }

  private StageContext of(String folder) {
    RunDirectory child = context.run().child(folder);
    return new StageContext(context.session(), child, context.seed(), context.progress());
  }

  /** The model before a round; one that is an adapter stays one. */
  private PolicyCheckpoint before(int round) {
    Optional<PolicyCheckpoint> earlier =
        model().adapter().isPresent()
            ? adapterBefore(round)
            : after(round - settings.every()).map(folder -> new PolicyCheckpoint(folder, 0, null));
    return earlier.orElseGet(
        () -> model().given(of(folder(round) + "/" + BEFORE), UpdatePolicy.folder(0)));
  }

  /** The adapter as the last round that trained it has left it; empty if none has. */
  private Optional<PolicyCheckpoint> adapterBefore(int round) {
    for (int other = round - settings.every(); other > 0; other -= settings.every()) {
      if (settings.retrain() && pairs.learns(other)) {
        PolicyCheckpoint adapter = trained(other);
        return Optional.of(new PolicyCheckpoint(adapter.folder(), 0, adapter.under()));
      }
    }
    return Optional.empty();
  }

  /**
   * What a round trains: the model before it, or the adapter as the round before left it, which
   * lies beside the model that was given.
   */
  private PolicyCheckpoint starting(int round) {
    if (settings.adapter() == null || model().adapter().isPresent()) {
      return before(round);
    }
    return adapterBefore(round)
        .orElseGet(
            () ->
                StartingRewardModel.further(
                    of(folder(round)), before(round), settings.adapter(), UpdatePolicy.folder(0)));
  }

  /** The model after a round's training. */
  PolicyCheckpoint trained(int round) {
    PolicyCheckpoint known = trained.get(round);
    if (known == null) {
      known = train(round);
      trained.put(round, known);
    }
    return known;
  }

  private PolicyCheckpoint train(int round) {
    StageContext there = of(folder(round));
    Trainer.Outcome outcome =
        TrainRewardModel.run(
            there, starting(round), pairs.source(pairs.replayed(round)), settings.training());
    if (!outcome.seconds().isEmpty()) {
      // Of no use once the last one is there.
      new SupersededCheckpoints(there.run(), UpdatePolicy.FOLDER)
          .ofOneWork()
          .forEach(superseded -> there.run().delete(superseded.path()));
    }
    return outcome.checkpoint();
  }

  /** How the model before a round does on the held-out pairs of the round. */
  EvaluateRewardModel.Result<?> judgedBefore(int round) {
    return EvaluateRewardModel.run(
        of(folder(round) + "/" + BEFORE),
        before(round),
        pairs.source(pairs.of(round)),
        settings.evaluation());
  }

  /** How the model after a round does on them. */
  EvaluateRewardModel.Result<?> judged(int round) {
    return EvaluateRewardModel.run(
        of(folder(round)), trained(round), pairs.source(pairs.of(round)), settings.evaluation());
  }

  /** The model that scores the iterations after a round. */
  PublishedFolder saved(int round) {
    EvaluateRewardModel.Result<?> before = judgedBefore(round);
    EvaluateRewardModel.Result<?> after = judged(round);
    PublishedFolder saved =
        FinishedRewardModel.run(
            of(folder(round)), trained(round), after.hash(), () -> text(after), form());
    say(
        round,
        "right in %.3f before it is trained on the others, %.3f after"
            .formatted(accuracy(before), accuracy(after)));
    return saved;
  }

  /** What was given as an adapter is scored with as one: the model under it is in memory once. */
  private FinishedRewardModel.Form form() {
    return model().adapter().isPresent()
        ? FinishedRewardModel.Form.ADAPTER
        : FinishedRewardModel.Form.MERGED;
  }

  private void say(int round, String how) {
    context
        .progress()
        .message(
            "reward model on %s of iterations %d to %d: %s"
                .formatted(
                    Counted.of(
                        Math.round(judgedBefore(round).metrics().get("pairs")), "held-out pairs"),
                    round - settings.every() + 1,
                    round,
                    how));
  }

  private static double accuracy(EvaluateRewardModel.Result<?> judged) {
    return judged.metrics().get("accuracy");
  }

  private StartingRewardModel.Text text(EvaluateRewardModel.Result<?> judged) {
    return new StartingRewardModel.Text(
        model().recipe().padTokenId(),
        model()
            .recipe()
            .with(judged.metrics().get("reward/mean"), judged.metrics().get("reward/std"))
            .json(),
        model().others());
  }

  /** The numbers of a round, for the metrics of the iteration after it; none for any other. */
  Map<String, Double> metricsBefore(int iteration) {
    int round = iteration - 1;
    Map<String, Double> metrics = new TreeMap<>();
    if (settings.endsRound(round) && pairs.learns(round)) {
      metrics.put("reward_model/accuracy_before", accuracy(judgedBefore(round)));
      metrics.put("reward_model/pairs", (double) pairs.of(round).rows());
      if (settings.retrain()) {
        metrics.put("reward_model/accuracy", accuracy(judged(round)));
      }
    }
    return metrics;
  }
}
