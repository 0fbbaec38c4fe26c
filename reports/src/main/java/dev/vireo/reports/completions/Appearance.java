package dev.vireo.reports.completions;

import java.util.List;

/**
 * A prompt's group in one of the iterations.
 *
 * @param iteration from 1
 * @param group its number in the iteration, from 0
 * @param rewards of its completions, in their order; NaN for none, empty before they were scored
 */
public record Appearance(int iteration, int group, List<Double> rewards) {

  public Appearance {
    rewards = List.copyOf(rewards);
  }
}
