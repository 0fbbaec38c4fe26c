package dev.vireo.pipelines.ppo;

import dev.vireo.algorithms.advantage.KlEstimator;
import dev.vireo.algorithms.advantage.tokens.Gae;
import dev.vireo.algorithms.advantage.tokens.KlPenalty;
import dev.vireo.algorithms.advantage.tokens.ScorePosition;
import dev.vireo.algorithms.advantage.tokens.ScoreSettings;
import dev.vireo.algorithms.advantage.tokens.Whitening;
import dev.vireo.algorithms.advantage.tokens.Whitening.EpsilonUse;
import dev.vireo.algorithms.loss.policy.PolicyLossSettings;
import dev.vireo.algorithms.loss.policy.PolicyProfile;
import dev.vireo.algorithms.loss.value.ValueLossSettings;
import dev.vireo.jobs.data.prompts.PromptSettings;
import dev.vireo.jobs.evaluation.EvaluationSettings;
import dev.vireo.jobs.policy.PolicySettings;
import dev.vireo.jobs.rollouts.RolloutSettings;
import dev.vireo.jobs.runtime.devices.ComputeChoice;
import dev.vireo.jobs.runtime.devices.DeviceChoice;
import dev.vireo.jobs.torch.TorchSettings;
import dev.vireo.jobs.torch.TrainingEngine;
import dev.vireo.jobs.training.CriticUpdateSettings;
import dev.vireo.jobs.training.ExchangeChoice;
import dev.vireo.jobs.training.UpdateSettings;
import dev.vireo.models.training.AdamWSettings;
import dev.vireo.pipelines.run.CheckpointSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Defaults of settings in which implementations of PPO differ: an implementation's own ones, or
 * those of no other.
 *
 * @param name as {@code preset} names it; null for no other's
 * @param score position, clip and penalty
 * @param kl in the reward
 * @param gae discount and lambda
 * @param whitening of advantages
 * @param value the critic's loss
 * @param guards of the policy's loss
 * @param passes over an iteration's completions, of both models
 * @param temperature of the rollouts
 * @param learningRate of the policy
 * @param criticLearningRate of the critic
 */
record PpoPreset(
    String name,
    ScoreSettings score,
    KlPenalty kl,
    Gae gae,
    Whitening whitening,
    ValueLossSettings value,
    PolicyProfile guards,
    int passes,
    double temperature,
    double learningRate,
    double criticLearningRate) {

  private static final int HORIZON = KlPenalty.defaults().horizon();

  /** The score at the last token, where it is part of no estimate; all else TRL's. */
  static final PpoPreset NONE =
      new PpoPreset(
          null,
          ScoreSettings.defaults(),
          KlPenalty.defaults(),
          Gae.defaults(),
          Whitening.defaults(),
          ValueLossSettings.defaults(),
          PolicyProfile.TRL,
          1,
          1,
          1e-6,
          1e-5);

  /** TRL 1.12. It has one optimizer for both models, and this coefficient between their losses. */
  private static final PpoPreset TRL =
      new PpoPreset(
          "trl-1.12",
          new ScoreSettings(ScorePosition.AFTER_LAST, null, 0),
          new KlPenalty(0.05, KlEstimator.K1, null, null, HORIZON),
          new Gae(1, 0.95),
          new Whitening(true, false, 1, 1e-8, EpsilonUse.ADDED),
          new ValueLossSettings(0.2, 0.1, true),
          PolicyProfile.TRL,
          4,
          0.7,
          3e-6,
          3e-6);

  private static final PpoPreset OPENRLHF =
      new PpoPreset(
          "openrlhf",
          new ScoreSettings(ScorePosition.LAST_TOKEN, 10.0, 0),
          new KlPenalty(0.01, KlEstimator.K1, 10.0, null, HORIZON),
          new Gae(1, 1),
          new Whitening(true, false, 0, 1e-8, EpsilonUse.FLOOR),
          new ValueLossSettings(0.5, 1, true),
          PolicyProfile.OPENRLHF,
          1,
          1,
          1e-6,
          9e-6);

  private static final PpoPreset VERL =
      new PpoPreset(
          "verl",
          ScoreSettings.defaults(),
          new KlPenalty(0, KlEstimator.K1, null, null, HORIZON),
          new Gae(1, 1),
          new Whitening(true, false, 1, 1e-8, EpsilonUse.ADDED),
          new ValueLossSettings(0.5, 1, true),
          PolicyProfile.VERL,
          1,
          1,
          1e-6,
          1e-5);

  /** DeepSpeed-Chat leaves learning rates to its scripts: they are those of no other. */
  private static final PpoPreset DEEPSPEED_CHAT =
      new PpoPreset(
          "deepspeed-chat",
          new ScoreSettings(ScorePosition.AFTER_LAST, 5.0, 0),
          new KlPenalty(0.1, KlEstimator.K1, null, null, HORIZON),
          new Gae(1, 0.95),
          new Whitening(false, false, 1, 1e-8, EpsilonUse.ADDED),
          new ValueLossSettings(0.2, 1, false),
          PolicyProfile.TRL,
          1,
          1,
          1e-6,
          1e-5);

  /** The defaults of all presets, by their names. */
  static Map<String, PpoConfig> all() {
    Map<String, PpoConfig> all = new LinkedHashMap<>();
    List.of(TRL, OPENRLHF, VERL, DEEPSPEED_CHAT)
        .forEach(preset -> all.put(preset.name(), preset.defaults()));
    return all;
  }

  /** All settings with these. */
  PpoConfig defaults() {
    return new PpoConfig(
        PpoConfig.NAME,
        null,
        17,
        name,
        DeviceChoice.AUTO,
        ComputeChoice.F32,
        ExchangeChoice.DRIVER,
        TrainingEngine.LOCAL,
        TorchSettings.defaults(),
        10,
        64,
        PromptSettings.defaults(),
        PolicySettings.defaults(),
        List.of(),
        rollouts(),
        null,
        List.of(),
        new CriticSettings(null, null, 0, criticUpdate()),
        score,
        kl,
        gae,
        whitening,
        update(),
        EvaluationSettings.defaults(),
        CheckpointSettings.defaults(),
        List.of());
  }

  private RolloutSettings rollouts() {
    RolloutSettings usual = RolloutSettings.defaults();
    return RolloutSettings.local(
        usual.groupSize(),
        temperature,
        usual.topP(),
        usual.topK(),
        usual.maxNewTokens(),
        usual.chunkGroups());
  }

  private UpdateSettings update() {
    UpdateSettings usual = UpdateSettings.defaults();
    PolicyLossSettings objective = usual.objective();
    return new UpdateSettings(
        usual.groupsPerStep(),
        passes,
        usual.gradientShards(),
        usual.microBatchCompletions(),
        usual.gradientCheckpointing(),
        usual.checkpointEvery(),
        new PolicyLossSettings(
            objective.loss(),
            objective.ratio(),
            objective.epsilonLow(),
            objective.epsilonHigh(),
            objective.beta(),
            objective.biasCorrectedKl(),
            guards,
            objective.sapo(),
            objective.vespo()),
        optimizer(learningRate));
  }

  private CriticUpdateSettings criticUpdate() {
    CriticUpdateSettings usual = CriticUpdateSettings.defaults();
    return new CriticUpdateSettings(
        usual.groupsPerStep(),
        passes,
        usual.gradientShards(),
        usual.microBatchCompletions(),
        usual.gradientCheckpointing(),
        usual.checkpointEvery(),
        value,
        optimizer(criticLearningRate));
  }

  private static AdamWSettings optimizer(double learningRate) {
    AdamWSettings usual = AdamWSettings.defaults();
    return new AdamWSettings(
        learningRate,
        usual.warmupSteps(),
        usual.beta1(),
        usual.beta2(),
        usual.adamEpsilon(),
        usual.weightDecay(),
        usual.maxGradNorm());
  }
}
