package dev.vireo.pipelines.rewardmodel;

import dev.vireo.algorithms.evaluation.RewardReport;
import dev.vireo.jobs.data.preferences.RatedSource;
import dev.vireo.jobs.data.preferences.RewardPairSource;
import dev.vireo.jobs.data.preferences.Verdict;
import dev.vireo.jobs.evaluation.EvaluateRewardModel;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.training.TrainRewardModel;
import dev.vireo.jobs.training.Trainer;
import dev.vireo.store.run.DatasetHandle;

/** What a reward model learns from and is judged by. */
sealed interface RewardData {

  /** The published dataset. */
  DatasetHandle<?> dataset();

  /** Trains a model on what is not held out, if there is something to judge it by. */
  Trainer.Outcome train(StageContext context, PolicyCheckpoint model, RewardModelConfig config);

  /** Judges a model by what is held out. */
  EvaluateRewardModel.Result<? extends RewardReport> judge(
      StageContext context, PolicyCheckpoint model, RewardModelConfig config);

  /** Pairs of completions. */
  record Pairs(RewardPairSource source) implements RewardData {
    @Override
    public DatasetHandle<?> dataset() {
      return source.dataset();
    }

    @Override
    public Trainer.Outcome train(
        StageContext context, PolicyCheckpoint model, RewardModelConfig config) {
      EvaluateRewardModel.requireHeldOut(source);
      return TrainRewardModel.run(context, model, source, config.rewardModel());
    }

    @Override
    public EvaluateRewardModel.Result<? extends RewardReport> judge(
        StageContext context, PolicyCheckpoint model, RewardModelConfig config) {
      return EvaluateRewardModel.run(context, model, source, config.evaluation());
    }
  }

  /** Single completions with a verdict each. */
  record Rated(RatedSource source, Verdict verdict) implements RewardData {
    @Override
    public DatasetHandle<?> dataset() {
      return source.dataset();
    }

    @Override
    public Trainer.Outcome train(
        StageContext context, PolicyCheckpoint model, RewardModelConfig config) {
      EvaluateRewardModel.requireHeldOut(source);
      return TrainRewardModel.runRated(context, model, source, config.rewardModel());
    }

    @Override
    public EvaluateRewardModel.Result<? extends RewardReport> judge(
        StageContext context, PolicyCheckpoint model, RewardModelConfig config) {
      return EvaluateRewardModel.runRated(context, model, source, verdict, config.evaluation());
    }
  }
}
