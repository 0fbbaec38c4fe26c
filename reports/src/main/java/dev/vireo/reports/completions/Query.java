package dev.vireo.reports.completions;

import java.util.Optional;
import java.util.Set;

/**
 * Which completions of an iteration are wanted, and in which order.
 *
 * @param sort the measure that decides the order; empty for the order of the run's files. Equals
 *     stay in that order, and completions without a value come last
 * @param ascending whether the smallest come first
 * @param filters properties that they all must have
 * @param promptId of one prompt alone
 * @param search what the completion's or the prompt's text must contain, in small letters or
 *     capitals; empty for anything
 */
public record Query(
    Optional<Measure> sort,
    boolean ascending,
    Set<Filter> filters,
    Optional<String> promptId,
    String search) {

  public Query {
    filters = Set.copyOf(filters);
  }

  /** Everything, as it is in the run's files. */
  public static Query all() {
    return new Query(Optional.empty(), false, Set.of(), Optional.empty(), "");
  }

  /** The same, largest first by a measure. */
  public Query by(Measure measure) {
    return new Query(Optional.of(measure), ascending, filters, promptId, search);
  }

  /** The same, smallest first. */
  public Query reversed() {
    return new Query(sort, true, filters, promptId, search);
  }

  /** The same, but only completions with a property. */
  public Query only(Filter... properties) {
    return new Query(sort, ascending, Set.of(properties), promptId, search);
  }

  /** The same, but only completions of a prompt. */
  public Query of(String prompt) {
    return new Query(sort, ascending, filters, Optional.of(prompt), search);
  }

  /** The same, but only completions with a text. */
  public Query containing(String text) {
    return new Query(sort, ascending, filters, promptId, text);
  }
}
