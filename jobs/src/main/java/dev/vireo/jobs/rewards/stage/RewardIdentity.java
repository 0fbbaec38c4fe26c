package dev.vireo.jobs.rewards.stage;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.rewards.MllibOptions;
import dev.vireo.jobs.rewards.RewardFunction;
import dev.vireo.jobs.rewards.RewardOptions;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.jobs.rewards.columns.SavedPipeline;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/**
 * What the values of a run's rewards depend on, besides the completions: the rewards' part of a
 * stage's fingerprint. A pipeline or a model counts by its content, wherever it is.
 */
final class RewardIdentity {
  private RewardIdentity() {}

  /**
   * The identity of these rewards.
   *
   * @param functions in the order of the rewards; null if the reward works on columns
   * @param versions versions of the functions' providers, in the same order
   */
  static Map<String, Object> of(
      List<RewardSettings> rewards,
      RewardFunction[] functions,
      int[] versions,
      Configuration configuration) {
    Map<String, Object> identities = new LinkedHashMap<>();
    for (RewardSettings reward : rewards) {
      RewardFunction function = functions[identities.size()];
      Map<String, Object> options =
          new LinkedHashMap<>(
              function == null ? reward.hidden() : function.identity(reward.hidden()));
      Map<String, Object> identity = new LinkedHashMap<>();
      // Sums are taken in this order.
      identity.put("place", identities.size());
      identity.put("type", reward.type());
      identity.put("weight", reward.weight());
      identity.put("options", options);
      if (reward.clip() != null) {
        identity.put("clip", reward.clip());
      }
      if (reward.normalize() != null) {
        identity.put("normalize", reward.normalize());
      }
      if (reward.lengthEffect() != null) {
        identity.put("length-effect", reward.lengthEffect());
      }
      if (function != null) {
        identity.put("version", versions[identities.size()]);
      } else if (reward.type().equals("mllib")) {
        identity.put("content", content(reward, options, configuration));
      }
      identities.put(reward.name(), identity);
    }
    return identities;
  }

  private static String content(
      RewardSettings reward, Map<String, Object> options, Configuration configuration) {
    try {
      MllibOptions read = RewardOptions.read(MllibOptions.defaults(), reward.revealed());
      String path = RewardOptions.needed("path", read.path());
      options.remove("path");
      return SavedPipeline.contentHash(path, configuration);
    } catch (InputException e) {
      throw reward.failure(": ", e.getMessage(), e);
    }
  }
}
