package dev.vireo.pipelines.run;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.demonstrations.DemonstrationTexts;
import dev.vireo.jobs.data.demonstrations.ShardDemonstrations;
import dev.vireo.jobs.data.prompts.HeldOutPrompts;
import dev.vireo.jobs.data.prompts.PolicyEncoder;
import dev.vireo.jobs.data.prompts.Prompts;
import dev.vireo.jobs.data.prompts.ShardPrompts;
import dev.vireo.jobs.evaluation.EvaluatePolicy;
import dev.vireo.jobs.evaluation.EvaluationSettings;
import dev.vireo.jobs.evaluation.Examination;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.policy.PolicyForm;
import dev.vireo.jobs.policy.SpecialTokens;
import dev.vireo.jobs.policy.StartingAdapter;
import dev.vireo.jobs.policy.StartingPolicy;
import dev.vireo.jobs.policy.SupersededCheckpoints;
import dev.vireo.jobs.policy.Tokenizers;
import dev.vireo.jobs.rewards.stage.RewardScorer;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.training.BroadcastParameters;
import dev.vireo.jobs.training.SftTrainingSettings;
import dev.vireo.jobs.training.StopCondition;
import dev.vireo.jobs.training.TrainSupervised;
import dev.vireo.jobs.training.Trainer;
import dev.vireo.jobs.training.UpdatePolicy;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Demonstration;
import dev.vireo.store.run.DatasetHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What comes before a policy is trained further: prompts, a policy, and its fine-tuning. Each is
 * made, or found, once.
 */
public final class Preparation {

  /** How it is said that a stage's policy is another one. */
  public static final String OTHER_POLICY =
      "policy.model, policy.from, or what it was fine-tuned on: files have changed";

  private final StageContext context;
  private final PolicyRun config;
  private PolicyCheckpoint base;
  private Prompts prompts;
  private PolicyCheckpoint fineTuned;
  private PolicyCheckpoint reference;

  /** The preparation of a run. */
  public Preparation(StageContext context, PolicyRun config) {
    this.context = context;
    this.config = config;
  }

  /** Its stages. */
  public List<Stage> stages() {
    String otherTokenizer = "policy.model: its tokenizer's files have changed";
    long seed = context.seed();
    Stage fineTune =
        Stage.once("fine-tune-policy")
            .settings(
                "sft",
                "training-engine",
                "torch",
                "seed",
                "evaluation.prompts",
                "evaluation.accuracy")
            .reads("starting-policy")
            .writes(TrainSupervised.FOLDER + "/*/*")
            .publishedAs("shard-demonstrations")
            .input("source", "sft: the demonstrations' rows have changed")
            .input("tokenizer", otherTokenizer)
            .input("policy", OTHER_POLICY)
            .where(() -> !config.sft().isEmpty())
            .otherwise("starting-policy")
            .declares(this::fineTuning)
            .works(this::fineTuningWorks)
            .does(none -> StageResult.of(fineTuned(), Map.of()));
    if (config.watches()) {
      fineTune.reads("shard-prompts");
    }
    return List.of(
        Stage.once("starting-policy")
            .settings("policy.new-model", "seed")
            .writes("base")
            .where(() -> config.policy().isNew())
            .otherwise("policy.model", "policy.from")
            .declares(
                () -> Reading.of(StartingPolicy.declared(config.policy().requireNewModel(), seed)))
            .does(none -> new StageResult(base().toString(), Map.of())),
        Stage.once("shard-prompts")
            .settings("prompts", "policy.special-tokens")
            .reads("starting-policy")
            .writes(Datasets.PROMPTS.name() + "/*")
            .input("source", "prompts.path: its rows have changed")
            .input("tokenizer", otherTokenizer)
            .where(() -> config.prompts().path() != null)
            .declares(() -> Reading.of(ShardPrompts.declared(config.prompts())))
            .does(none -> sharded()),
        fineTune,
        Stage.once("starting-adapter")
            .settings("policy.adapter", "seed")
            .reads("fine-tune-policy")
            .writes(UpdatePolicy.folder(0))
            .input("policy", OTHER_POLICY)
            .where(() -> config.policy().adapter() != null)
            .otherwise("fine-tune-policy")
            .declares(() -> Reading.of(StartingAdapter.declared(config.policy().adapter(), seed)))
            .does(none -> new StageResult(reference().toString(), Map.of())));
  }

  /** The model directory, or a new model. */
  public PolicyCheckpoint base() {
    if (base == null) {
      base =
          StartingPolicy.run(context, config.policy(), trainingText())
              .multipliedIn(config.products());
    }
    return base;
  }

  private StartingPolicy.TrainingText trainingText() {
    boolean needed =
        config.policy().isNew() && config.policy().requireNewModel().vocabularySize() > 0;
    if (!needed) {
      return new StartingPolicy.TrainingText("", Map::of);
    }
    if (config.sft().isEmpty()) {
      throw new InputException(
          "policy.new-model.vocabulary-size asks for a tokenizer trained on demonstrations, but sft"
              + " has no phase");
    }
    DemonstrationTexts texts =
        DemonstrationTexts.of(context.session(), config.sft().get(0).demonstrations());
    return new StartingPolicy.TrainingText(texts.contentHash(), texts::words);
  }

  /** The prompts, tokenised by the policy's tokenizer. */
  public Prompts prompts() {
    if (prompts == null) {
      prompts =
          ShardPrompts.of(config.prompts(), encoder(base()))
              .checking(RunRewards.statistics(config.rewards()))
              .run(context.session(), context.run(), context.progress());
    }
    return prompts;
  }

  private StageResult sharded() {
    return new StageResult(
        prompts().train().partition().uri(),
        Map.of(
            "prompts", (double) prompts().trainCount(),
            "prompts/held_out", (double) prompts().evalCount()));
  }

  /**
   * The held-out prompts as a model meets them that need not be the run's: in the tokens of its own
   * tokenizer, by its own chat template. They are put into the run directory, which is to be one
   * that is deleted afterwards.
   */
  HeldOutPrompts heldOut(PolicyCheckpoint model) {
    ShardPrompts sharding =
        ShardPrompts.of(
            config.prompts(), new PolicyEncoder(model, config.policy().specialTokens()));
    return sharding.heldOut(context.session(), context.run(), HeldOut.limit(config.evaluation()));
  }

  /** Reads texts as a policy does. */
  public PolicyEncoder encoder(PolicyCheckpoint policy) {
    // The tokenizer of a new model adds nothing, and need not be read to know.
    return new PolicyEncoder(
        policy, config.policy().isNew() ? SpecialTokens.NONE : config.policy().specialTokens());
  }

  /** After every phase of fine-tuning, one after the other; all parameters are trained. */
  public PolicyCheckpoint fineTuned() {
    if (fineTuned == null) {
      PolicyCheckpoint policy = base();
      for (FineTunePhase phase : config.sft()) {
        policy = fineTune(phase, policy);
      }
      fineTuned = policy;
    }
    return fineTuned;
  }

  /**
   * The policy that further training starts from and is held against: the fine-tuned one, with a
   * new adapter next to it where an adapter is trained.
   */
  public PolicyCheckpoint reference() {
    if (reference == null) {
      reference =
          config.policy().adapter() == null
              ? fineTuned()
              : StartingAdapter.run(
                  context, fineTuned(), config.policy().adapter(), UpdatePolicy.folder(0));
    }
    return reference;
  }

  private PolicyCheckpoint fineTune(FineTunePhase phase, PolicyCheckpoint policy) {
    boolean watches = phase.training().evaluateEvery() > 0;
    String watched =
        watches
            ? HeldOut.identity(prompts(), config.evaluation())
                + "/"
                + config.evaluation().accuracy()
            : "nothing";
    StopCondition watch = watches ? greedyAccuracy(phase.training(), policy) : StopCondition.NEVER;
    Trainer.Outcome outcome = fineTune(phase, policy, watched, watch);
    if (!outcome.seconds().isEmpty() && config.checkpoints().keep() > 0) {
      // Of no use once the phase's last one is there.
      new SupersededCheckpoints(context.run(), TrainSupervised.FOLDER + "/" + phase.name())
          .ofOneWork()
          .forEach(superseded -> context.run().delete(superseded.path()));
    }
    return outcome.checkpoint();
  }

  /** One phase under a watch of the caller's. */
  public Trainer.Outcome fineTune(
      FineTunePhase phase, PolicyCheckpoint policy, String watched, StopCondition watch) {
    return TrainSupervised.run(
        context,
        phase.name(),
        policy,
        demonstrations(phase, policy),
        phase.training(),
        watched,
        watch);
  }

  private DatasetHandle<Demonstration> demonstrations(
      FineTunePhase phase, PolicyCheckpoint policy) {
    return ShardDemonstrations.of(
            phase.demonstrations(), encoder(policy), Tokenizers.of(policy).endOfSequence())
        .run(
            context.session(),
            context.run().child(TrainSupervised.FOLDER + "/" + phase.name()),
            context.progress());
  }

  /** Ends a phase once the policy's most probable answers to held-out prompts are good enough. */
  private StopCondition greedyAccuracy(SftTrainingSettings training, PolicyCheckpoint policy) {
    HeldOutPrompts heldOut = HeldOut.of(prompts(), config.evaluation());
    RewardScorer scorer = new RunRewards(context, config).requireHeldOutScorer();
    PolicyForm form = policy.form();
    Examination greedy =
        Examination.ofHeldOut(
            heldOut,
            "",
            config.rollouts(),
            scorer,
            EvaluationSettings.sampling(0, 1, 0),
            RunConversations.of(config));
    return (step, parameters) -> {
      if (step % training.evaluateEvery() != 0 || heldOut.count() == 0) {
        return false;
      }
      try (BroadcastParameters sent = BroadcastParameters.send(context.spark(), form, parameters)) {
        double accuracy =
            EvaluatePolicy.measure(context, sent, policy, greedy).accuracy(config.evaluation());
        return accuracy >= training.stopAtAccuracy();
      }
    };
  }

  private List<StageWork> fineTuningWorks() {
    List<StageWork> works = new ArrayList<>();
    config.sft().forEach(phase -> works.add(phase.work()));
    works.addAll(Evaluations.watching(config));
    return works;
  }

  private List<Reading> fineTuning() {
    List<Reading> readings = new ArrayList<>();
    for (FineTunePhase phase : config.sft()) {
      String folder = TrainSupervised.FOLDER + "/" + phase.name() + "/";
      String watched =
          phase.training().evaluateEvery() == 0
              ? "nothing"
              : "/" + config.evaluation().prompts() + "/" + config.evaluation().accuracy();
      readings.add(
          new Reading(
              folder,
              TrainSupervised.declared(phase.training(), context.seed()),
              Map.of("watched", watched)));
      readings.add(
          new Reading(folder, ShardDemonstrations.declared(phase.demonstrations()), Map.of()));
    }
    return readings;
  }
}
