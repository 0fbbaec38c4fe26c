package dev.vireo.pipelines.online;

import dev.vireo.algorithms.loss.preference.PreferenceProbability;
import dev.vireo.algorithms.sampling.GeometricMixture;

/**
 * Nash-MD (arXiv 2312.00886). The weight of the divergence from the reference policy is
 * preference.loss.beta.
 *
 * @param mixtureWeight the reference policy's weight in the mixture whose completions the policy's
 *     are compared with, from 0 to 1 (TRL's mixture_coef)
 * @param probability how probable a preference is by two rewards: sigmoid, or difference, for
 *     rewards that are shares of comparisons won, such as those of a judge
 */
public record NashMdSettings(double mixtureWeight, PreferenceProbability probability) {

  public NashMdSettings {
    new GeometricMixture(mixtureWeight);
  }

  /** TRL's. */
  public static NashMdSettings defaults() {
    return new NashMdSettings(0.5, PreferenceProbability.SIGMOID);
  }
}
