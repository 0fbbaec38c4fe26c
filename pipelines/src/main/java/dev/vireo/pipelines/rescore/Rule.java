package dev.vireo.pipelines.rescore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.advantages.Algorithm;
import dev.vireo.jobs.rescore.RescoringRule;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.pipelines.config.ConfigFile;
import dev.vireo.pipelines.config.ConfigReader;
import dev.vireo.pipelines.config.ResolvedConfig;
import dev.vireo.pipelines.grpo.GrpoConfig;
import dev.vireo.pipelines.run.RunRewards;
import java.util.List;

/**
 * A rule as a configuration: the run's, with what the rule says on top.
 *
 * @param name its name
 * @param settings the configuration, and the same as a tree without secrets
 * @param scores whether it says what completions are scored with, so that stored rewards do not
 *     count
 */
record Rule(String name, ResolvedConfig<GrpoConfig> settings, boolean scores) {

  /** What a rule may say, besides its name: all that leads from completions to advantages. */
  static final List<String> KEYS =
      List.of("algorithm", "aggregation", "adjustment", "advantage", "rewards");

  private static final String REWARDS = "rewards";
  private static final String ADJUSTMENT = "adjustment";

  /**
   * A rule.
   *
   * @param own the run's configuration as a tree
   * @param said what the rule says of it
   * @throws InputException naming source, key and what is allowed there
   */
  static Rule of(String name, JsonNode own, ConfigFile said) {
    JsonNode written = said.written();
    ResolvedConfig<GrpoConfig> settings = new ConfigReader().over(GrpoConfig.class, own, said);
    GrpoConfig config = settings.settings();
    if (written.has(ADJUSTMENT) && config.algorithm() == Algorithm.GRPO) {
      throw new InputException(
          said.source()
              + ": adjustment: the algorithm is grpo, which adjusts nothing: set algorithm: grpovi"
              + " in the rule, or leave adjustment out");
    }
    if (written.has(REWARDS) && config.rewards().isEmpty()) {
      throw new InputException(
          said.source()
              + ": rewards: expected at least one; leave the key out to take the stored rewards");
    }
    try {
      if (written.has(REWARDS)) {
        RewardSettings.checked(config.rewards());
      }
      config.checkRule();
    } catch (InputException e) {
      throw new InputException(said.source() + ": " + e.getMessage(), e);
    }
    return new Rule(name, settings, written.has(REWARDS));
  }

  /** The rewards it scores with; empty if it takes those that are stored. */
  List<RewardSettings> rewards() {
    return scores ? RunRewards.settings(settings.settings().rewards()) : List.of();
  }

  RescoringRule rescoring() {
    return new RescoringRule(name, settings.settings().advantages(), rewards());
  }

  /** All that it says, and what it leaves to the run. */
  ObjectNode tree() {
    ObjectNode tree = JsonNodeFactory.instance.objectNode().put("name", name);
    JsonNode all = settings.redacted();
    KEYS.stream()
        .filter(key -> scores || !key.equals(REWARDS))
        .forEach(key -> tree.set(key, all.path(key)));
    return tree;
  }
}
