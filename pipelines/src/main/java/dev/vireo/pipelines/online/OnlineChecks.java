package dev.vireo.pipelines.online;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.loss.preference.PreferenceLossSettings;
import dev.vireo.jobs.data.preferences.Pairing;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.jobs.rollouts.Engine;
import dev.vireo.pipelines.run.RunChecks;
import dev.vireo.pipelines.run.RunConversations;
import dev.vireo.pipelines.run.RunRewards;
import java.util.List;
import java.util.Locale;

/** Which settings of online preference optimization do not go together. */
final class OnlineChecks {

  private OnlineChecks() {}

  /**
   * Checks them all.
   *
   * @throws InputException saying what does not
   */
  static void check(OnlinePreferenceConfig config) {
    RunConversations.checkSettings(config);
    RunChecks.policy(config);
    environment(config);
    sampling(config);
    rewards(config);
    if (config.preference().loss().loss().unpaired()) {
      throw new InputException(
          "preference.loss.loss is %s, which is for unpaired examples, but the policy learns from pairs here: give a loss over pairs, such as sigmoid or ipo"
              .formatted(config.preference().loss().loss()));
    }
    if (config.pairs().pairing() == Pairing.STEP) {
      RunRewards.requireSteps(config.rewards(), "pairs.pairing is step", "best-worst");
    }
    RunChecks.engine(config.preference().loss(), config.trainingEngine());
    algorithm(config);
    reference(config);
  }

  /** Steps are those of one message. */
  private static void environment(OnlinePreferenceConfig config) {
    if (config.environment() != null && config.pairs().pairing() == Pairing.STEP) {
      throw new InputException(
          "environment is given, but pairs.pairing is step, which pairs steps of one message: choose another");
    }
  }

  /** Nobody describes an algorithm that is not used. */
  private static void algorithm(OnlinePreferenceConfig config) {
    OnlineAlgorithm algorithm = config.algorithm();
    if (algorithm != OnlineAlgorithm.XPO && !config.xpo().equals(XpoSettings.defaults())) {
      throw unused("xpo", config);
    }
    if (algorithm != OnlineAlgorithm.NASH_MD
        && !config.nashMd().equals(NashMdSettings.defaults())) {
      throw unused("nash-md", config);
    }
    if (algorithm.hasOpponent()) {
      opponent(config);
    }
    PreferenceLossSettings loss = config.preference().loss();
    if (algorithm == OnlineAlgorithm.XPO && !loss.needsReference()) {
      throw new InputException(
          "preference.loss is %s without a reference policy, but algorithm xpo holds the policy against one: give a loss that does, such as sigmoid or ipo"
              .formatted(loss.loss()));
    }
    if (algorithm == OnlineAlgorithm.NASH_MD) {
      nashMd(config);
    }
  }

  private static InputException unused(String section, OnlinePreferenceConfig config) {
    return new InputException(
        "%s is given, but the algorithm is %s: set algorithm to %s, or leave %s out"
            .formatted(section, key(config), section, section));
  }

  private static String key(OnlinePreferenceConfig config) {
    return config.algorithm().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static void opponent(OnlinePreferenceConfig config) {
    if (config.rollouts().groupSize() != 2) {
      throw new InputException(
          "rollouts.group-size is %d, but algorithm %s compares one completion of the policy with one of its opponent: set it to 2"
              .formatted(config.rollouts().groupSize(), key(config)));
    }
    if (config.algorithm() == OnlineAlgorithm.XPO
        && config.pairs().pairing() != Pairing.BEST_WORST) {
      throw new InputException(
          "pairs.pairing is given, but algorithm %s has one pair in a group, the better against the worse: leave it out"
              .formatted(key(config)));
    }
    if (config.rollouts().engine() != Engine.LOCAL) {
      throw new InputException(
          "rollouts.engine is openai, but algorithm %s samples the reference policy too, which a server does not have: set it to local"
              .formatted(key(config)));
    }
  }

  private static void nashMd(OnlinePreferenceConfig config) {
    PreferenceLossSettings loss = config.preference().loss();
    if (!loss.equals(PreferenceLossSettings.defaults().withBeta(loss.beta()))) {
      throw new InputException(
          "preference.loss is %s, but algorithm nash-md has a loss of its own: leave out all of preference.loss but beta"
              .formatted(loss.loss()));
    }
    PairSettings read = new PairSettings(Pairing.BEST_WORST, config.pairs().reward(), 0);
    if (!config.pairs().equals(read)) {
      throw new InputException(
          "pairs is given, but algorithm nash-md makes no pairs: leave out all of it but reward");
    }
  }

  private static void sampling(OnlinePreferenceConfig config) {
    if (config.iterations() == 0) {
      return;
    }
    if (config.rollouts().groupSize() == 1 && !config.algorithm().hasOpponent()) {
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
