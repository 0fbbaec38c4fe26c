package dev.vireo.reports.completions;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The completions of one prompt in one iteration.
 *
 * @param iteration from 1
 * @param promptId unique within the run's prompts
 * @param prompt the prompt's text; untrusted
 * @param answer the reference answer, if there is one; untrusted
 * @param attributes further columns of the prompt's source
 * @param policyStep optimizer steps behind the policy that sampled the group
 * @param samples in order of their index
 * @param statistics of the group's rewards; empty before advantages were computed
 * @param filtered why the group carries no signal, if it does not: no-reward, one-reward, zero-std
 */
public record Group(
    int iteration,
    String promptId,
    String prompt,
    Optional<String> answer,
    SortedMap<String, String> attributes,
    long policyStep,
    List<Sample> samples,
    Optional<Statistics> statistics,
    Optional<String> filtered) {

  public Group {
    attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
    samples = List.copyOf(samples);
  }

  /**
   * Statistics of a group's rewards, as the advantages dataset has them.
   *
   * @param mean weighted mean, which adjustment keeps
   * @param std of the raw rewards, ddof 1
   * @param varianceBefore weighted variance of the raw rewards
   * @param varianceAfter weighted variance of the adjusted rewards
   * @param rangeLower lower end of the range used
   * @param rangeUpper upper end of the range used
   * @param topShare share of the group that receives the upper end
   * @param tieShare share of completions whose reward equals another's
   */
  public record Statistics(
      double mean,
      double std,
      double varianceBefore,
      double varianceAfter,
      double rangeLower,
      double rangeUpper,
      double topShare,
      double tieShare) {}
}
