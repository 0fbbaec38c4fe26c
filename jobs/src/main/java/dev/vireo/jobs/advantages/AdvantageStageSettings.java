package dev.vireo.jobs.advantages;

import dev.vireo.algorithms.adjust.AdjustmentSettings;
import dev.vireo.algorithms.adjust.RangePolicy;
import dev.vireo.algorithms.adjust.Ties;
import dev.vireo.algorithms.adjust.WeightPolicy;
import dev.vireo.algorithms.advantage.AdvantageSettings;
import dev.vireo.algorithms.advantage.Supervision;
import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How rewards become advantages.
 *
 * @param algorithm grpo or grpovi
 * @param adjustment how rewards are adjusted; under grpo with strength 0, which keeps every reward
 * @param advantage the advantage's formula and scale
 * @param normalized weights, by name and in their order, of rewards that are normalized one by one
 *     before they are summed; empty to take the sum as it was scored
 */
public record AdvantageStageSettings(
    Algorithm algorithm,
    AdjustmentSettings adjustment,
    AdvantageSettings advantage,
    Map<String, Double> normalized)
    implements Serializable {

  /** Of no influence under grpo, so that changing it redoes nothing. */
  private static final AdjustmentSettings KEEP =
      new AdjustmentSettings(new RangePolicy.Group(), WeightPolicy.UNIFORM, Ties.MERGE, 0, 0);

  public AdvantageStageSettings {
    adjustment = algorithm == Algorithm.GRPO ? KEEP : adjustment;
    normalized = Collections.unmodifiableMap(new LinkedHashMap<>(normalized));
  }

  /** Of the sum of rewards as it was scored. */
  public AdvantageStageSettings(
      Algorithm algorithm, AdjustmentSettings adjustment, AdvantageSettings advantage) {
    this(algorithm, adjustment, advantage, Map.of());
  }

  /** Whether the stage reads the reference policy's log-probabilities. */
  public boolean needsReference() {
    return adjustment.weights().needsLogprobs() || advantage.kl().penalizes();
  }

  /** Whether the stage reads the rollouts, for lengths or log-probabilities. */
  public boolean needsRollouts() {
    return rewardsSteps()
        || advantage.kl().penalizes()
        || advantage.differsByToken()
        || advantage.whitening().ofTokens();
  }

  boolean rewardsSteps() {
    return advantage.supervision() == Supervision.PROCESS;
  }
}
