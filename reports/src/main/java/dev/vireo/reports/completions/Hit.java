package dev.vireo.reports.completions;

import java.util.Map;
import java.util.Optional;

/**
 * A completion that was asked for, without its tokens.
 *
 * @param group number of its group in the iteration, from 0
 * @param sample its place in the group
 * @param promptId the group's key; untrusted
 * @param prompt the prompt's text; untrusted
 * @param text the completion; untrusted
 * @param truncated whether it ended because it was as long as completions may be
 * @param filtered why the group carries no signal, if it does not
 * @param measures what is known of it so far; NaN where there is no value
 */
public record Hit(
    int group,
    int sample,
    String promptId,
    String prompt,
    String text,
    boolean truncated,
    Optional<String> filtered,
    Map<Measure, Double> measures) {

  public Hit {
    measures = Map.copyOf(measures);
  }
}
