package dev.vireo.jobs.advantages;

import dev.vireo.algorithms.adjust.AdjustedGroup;
import dev.vireo.algorithms.adjust.RewardAdjuster;
import dev.vireo.algorithms.advantage.AdvantageSettings;
import dev.vireo.algorithms.advantage.Advantages;
import dev.vireo.algorithms.advantage.BatchStatistics;
import dev.vireo.algorithms.advantage.GroupAdvantages;
import dev.vireo.algorithms.advantage.Whitening;
import java.util.Optional;

/**
 * What becomes of one group.
 *
 * @param input where it comes from
 * @param adjusted its rewards, adjusted
 * @param advantages of completions, by the profile's formula
 * @param made the advantages that are stored, before whitening
 */
record GroupResult(
    GroupInput input,
    AdjustedGroup adjusted,
    GroupAdvantages advantages,
    CompletionAdvantages made) {

  /**
   * Makes a group's advantages.
   *
   * @param batch statistics of all rewards, which {@link
   *     dev.vireo.algorithms.advantage.Scale#BATCH} reads
   */
  static GroupResult of(
      GroupInput input,
      RewardAdjuster adjuster,
      AdvantageStageSettings settings,
      Optional<BatchStatistics> batch) {
    AdvantageSettings formula = settings.advantage();
    AdjustedGroup adjusted = input.group().adjust(adjuster, settings.adjustment().weights());
    if (settings.rewardsSteps()) {
      RewardedSteps steps = RewardedSteps.of(input.group().row(), input.rollout().orElseThrow());
      return new GroupResult(
          input,
          adjusted,
          Advantages.ofGroup(steps.all(), formula, batch),
          CompletionAdvantages.ofSteps(steps, formula));
    }
    GroupAdvantages advantages = Advantages.ofGroup(adjusted.adjusted(), formula, batch);
    CompletionAdvantages made =
        formula.differsByToken()
            ? CompletionAdvantages.toGo(
                advantages.advantages(),
                rewarded(adjusted),
                input.divergenceOfTokens(formula.klLevel()),
                formula)
            : CompletionAdvantages.of(advantages);
    return new GroupResult(input, adjusted, advantages, made);
  }

  private static boolean[] rewarded(AdjustedGroup adjusted) {
    boolean[] rewarded = new boolean[adjusted.adjusted().length];
    for (int i = 0; i < rewarded.length; i++) {
      rewarded[i] = !Double.isNaN(adjusted.adjusted()[i]);
    }
    return rewarded;
  }

  /** Takes the group into the statistics that advantages are whitened by. */
  void addTo(BatchStatistics batch, Whitening whitening) {
    made.addTo(batch, rewarded(adjusted), whitening.ofTokens() ? input.lengths() : null);
  }

  /**
   * The advantages that are stored.
   *
   * @param batch statistics of all advantages, if they are whitened
   */
  CompletionAdvantages stored(AdvantageSettings formula, Optional<BatchStatistics> batch) {
    if (formula.whitening() == Whitening.NONE) {
      return made;
    }
    // Where each group's mean is 0 the batch's is not 0 by rounding alone: no signal stays none.
    boolean keepsZeros = formula.needsDifference() && !formula.differsByToken();
    return made.whitened(formula.whitening(), batch.orElseThrow(), rewarded(adjusted), keepsZeros);
  }
}
