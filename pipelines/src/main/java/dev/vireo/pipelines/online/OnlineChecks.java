package dev.vireo.pipelines.online;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.pipelines.run.RunChecks;
import java.util.List;

/** Which settings of online preference optimization do not go together. */
final class OnlineChecks {

  private OnlineChecks() {}

  /**
   * Checks them all.
   *
   * @throws InputException saying what does not
   */
  static void check(OnlinePreferenceConfig config) {
    RunChecks.policy(config);
    sampling(config);
    rewards(config);
    if (config.preference().loss().loss().unpaired()) {
      throw new InputException(
          "preference.loss.loss is %s, which is for unpaired examples, but the policy learns from pairs here: give a loss over pairs, such as sigmoid or ipo"
              .formatted(config.preference().loss().loss()));
    }
    reference(config);
  }

  private static void sampling(OnlinePreferenceConfig config) {
    if (config.iterations() == 0) {
      return;
    }
    if (config.rollouts().groupSize() == 1) {
      throw new InputException(
          "rollouts.group-size is 1, but a pair takes two completions of a prompt: set it to at"
              + " least 2");
    }
    if (config.rollouts().temperature() == 0) {
      throw new InputException(
          "rollouts.temperature is 0, which makes all completions of a prompt the same, so there is"
              + " nothing to learn: raise it (evaluation.temperature may be 0)");
    }
  }

  private static void rewards(OnlinePreferenceConfig config) {
    for (RewardSettings reward : config.rewards()) {
      if (reward.isDataset()) {
        throw new InputException(
            "reward '%s' is of type dataset, which pipeline online-preference does not wait for: use another type, or pipeline grpo"
                .formatted(reward.name()));
      }
    }
    String better = config.pairs().reward();
    List<String> names = config.rewards().stream().map(RewardSettings::name).toList();
    if (better != null && !names.contains(better)) {
      throw new InputException(
          "pairs.reward is '%s'; it must be one of %s".formatted(better, names));
    }
  }

  private static void reference(OnlinePreferenceConfig config) {
    ReferenceSettings reference = config.reference();
    if (reference.every() > 0 && !config.needsReference()) {
      throw new InputException(
          "reference.every is %d, but the loss %s compares with no reference: leave it out, or choose another loss"
              .formatted(reference.every(), config.preference().loss().loss()));
    }
    if (reference.isMixed() && config.policy().adapter() != null) {
      throw new InputException(
          "reference.weight is %s, but an adapter is trained, and the mean of two adapters is not the adapter of the mean: set it to 1, or train all parameters"
              .formatted(reference.weight()));
    }
  }
}
