package dev.vireo.pipelines.grpo;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.demonstrations.DemonstrationTexts;
import dev.vireo.jobs.data.demonstrations.ShardDemonstrations;
import dev.vireo.jobs.data.prompts.HeldOutPrompts;
import dev.vireo.jobs.data.prompts.PolicyEncoder;
import dev.vireo.jobs.data.prompts.Prompts;
import dev.vireo.jobs.data.prompts.ShardPrompts;
import dev.vireo.jobs.evaluation.EvaluatePolicy;
import dev.vireo.jobs.evaluation.EvaluationSettings;
import dev.vireo.jobs.finetune.FineTunePolicy;
import dev.vireo.jobs.finetune.FineTuneSettings;
import dev.vireo.jobs.gradient.BroadcastParameters;
import dev.vireo.jobs.gradient.StepLoop;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.policy.PolicyForm;
import dev.vireo.jobs.policy.SpecialTokens;
import dev.vireo.jobs.policy.StartingAdapter;
import dev.vireo.jobs.policy.StartingPolicy;
import dev.vireo.jobs.policy.SupersededCheckpoints;
import dev.vireo.jobs.policy.Tokenizers;
import dev.vireo.jobs.rewards.stage.RewardScorer;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.update.UpdatePolicy;
import dev.vireo.schemas.Demonstration;
import dev.vireo.store.run.DatasetHandle;
import java.util.Map;

/** What comes before the first iteration: prompts, a policy, and its fine-tuning. */
public final class Preparation {

  private final StageContext context;
  private final RunConfig config;

  /** The preparation of a run. */
  public Preparation(StageContext context, RunConfig config) {
    this.context = context;
    this.config = config;
  }

  /** The model directory, or a new model. */
  public PolicyCheckpoint startingPolicy() {
    return StartingPolicy.run(context, config.policy(), trainingText());
  }

  private StartingPolicy.TrainingText trainingText() {
    boolean needed =
        config.policy().model() == null && config.policy().requireNewModel().vocabularySize() > 0;
    if (!needed) {
      return new StartingPolicy.TrainingText("", Map::of);
    }
    if (config.fineTuning().isEmpty()) {
      throw new InputException(
          "policy.new-model.vocabulary-size asks for a tokenizer trained on demonstrations, and"
              + " fine-tuning names none");
    }
    DemonstrationTexts texts =
        DemonstrationTexts.of(context.session(), config.fineTuning().get(0).demonstrations());
    return new StartingPolicy.TrainingText(texts.contentHash(), texts::words);
  }

  /** The prompts, tokenised by the policy's tokenizer. */
  public Prompts shardPrompts(PolicyCheckpoint policy) {
    return sharding(policy).run(context.session(), context.run(), context.progress());
  }

  /**
   * The held-out prompts as a model meets them that need not be the run's: in the tokens of its own
   * tokenizer, by its own chat template. They are put into the run directory, which is to be one of
   * a {@linkplain RunSession#temporary session that leaves nothing behind}.
   */
  HeldOutPrompts heldOut(PolicyCheckpoint model) {
    ShardPrompts sharding =
        ShardPrompts.of(
            config.prompts(), new PolicyEncoder(model, config.policy().specialTokens()));
    return sharding.heldOut(context.session(), context.run(), HeldOut.limit(config.evaluation()));
  }

  private ShardPrompts sharding(PolicyCheckpoint policy) {
    return ShardPrompts.of(config.prompts(), encoder(policy));
  }

  private PolicyEncoder encoder(PolicyCheckpoint policy) {
    // The tokenizer of a new model adds nothing, and need not be read to know.
    boolean made = config.policy().model() == null;
    return new PolicyEncoder(policy, made ? SpecialTokens.NONE : config.policy().specialTokens());
  }

  /** Every phase of fine-tuning, one after the other; all parameters are trained. */
  public PolicyCheckpoint fineTune(PolicyCheckpoint base, Prompts prompts) {
    PolicyCheckpoint policy = base;
    for (FineTunePhase phase : config.fineTuning()) {
      policy = fineTune(phase, policy, prompts);
    }
    return policy;
  }

  /**
   * The policy that reinforcement starts from and is held against: the fine-tuned one, with a new
   * adapter beside it where an adapter is trained.
   */
  public PolicyCheckpoint reference(PolicyCheckpoint base, Prompts prompts) {
    PolicyCheckpoint fineTuned = fineTune(base, prompts);
    return config.policy().adapter() == null
        ? fineTuned
        : StartingAdapter.run(
            context, fineTuned, config.policy().adapter(), UpdatePolicy.folder(0));
  }

  private PolicyCheckpoint fineTune(FineTunePhase phase, PolicyCheckpoint policy, Prompts prompts) {
    boolean watches = phase.training().evaluateEvery() > 0;
    String watched =
        watches
            ? HeldOut.identity(prompts, config.evaluation()) + "/" + config.evaluation().accuracy()
            : "nothing";
    StepLoop.Watch watch =
        watches ? greedyAccuracy(phase.training(), policy, prompts) : StepLoop.Watch.NONE;
    StepLoop.Outcome outcome = fineTune(phase, policy, watched, watch);
    if (!outcome.seconds().isEmpty() && config.checkpoints().keep() > 0) {
      // Of no use once the phase's last one is there.
      new SupersededCheckpoints(context.run(), FineTunePolicy.FOLDER + "/" + phase.name())
          .ofOneWork()
          .forEach(superseded -> context.run().delete(superseded.path()));
    }
    return outcome.checkpoint();
  }

  /** One phase under a watch of the caller's. */
  public StepLoop.Outcome fineTune(
      FineTunePhase phase, PolicyCheckpoint policy, String watched, StepLoop.Watch watch) {
    return FineTunePolicy.run(
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
            context.run().child(FineTunePolicy.FOLDER + "/" + phase.name()),
            context.progress());
  }

  /** Ends a phase once the policy's most probable answers to held-out prompts are good enough. */
  private StepLoop.Watch greedyAccuracy(
      FineTuneSettings training, PolicyCheckpoint policy, Prompts prompts) {
    HeldOutPrompts heldOut = HeldOut.of(prompts, config.evaluation());
    RewardScorer scorer = new RunRewards(context, config).requireHeldOutScorer();
    PolicyForm form = policy.form();
    EvaluationSettings greedy = new EvaluationSettings(0, 1, 0, null, 0);
    return (step, parameters) -> {
      if (step % training.evaluateEvery() != 0 || heldOut.count() == 0) {
        return false;
      }
      try (BroadcastParameters sent = BroadcastParameters.send(context.spark(), form, parameters)) {
        double accuracy =
            EvaluatePolicy.measure(
                    context, heldOut, sent, policy, config.rollouts(), scorer, greedy)
                .accuracy(config.evaluation().accuracy());
        return accuracy >= training.stopAtAccuracy();
      }
    };
  }
}
