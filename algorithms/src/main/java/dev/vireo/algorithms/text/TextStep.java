package dev.vireo.algorithms.text;

import dev.vireo.algorithms.InputException;
import java.util.ArrayList;
import java.util.List;

/**
 * A step of a completion. Steps are split at a separator, which belongs to the step before it.
 *
 * @param text the step without its separator
 * @param end end of the step in the completion, in chars, including the separator
 */
public record TextStep(String text, int end) {

  /**
   * The steps of a completion. Text after the last separator is a step, too, if there is any.
   *
   * @throws InputException if the separator is empty
   */
  public static List<TextStep> of(String completion, String separator) {
    if (separator.isEmpty()) {
      throw new InputException("The separator of steps is empty: give what ends a step");
    }
    List<TextStep> steps = new ArrayList<>();
    for (int from = 0; from < completion.length(); ) {
      int at = completion.indexOf(separator, from);
      int last = at < 0 ? completion.length() : at;
      int end = at < 0 ? last : at + separator.length();
      steps.add(new TextStep(completion.substring(from, last), end));
      from = end;
    }
    return steps;
  }

  /** The steps that are not blank; a step between two adjacent separators is. */
  public static List<TextStep> said(String completion, String separator) {
    return of(completion, separator).stream().filter(step -> !step.text().isBlank()).toList();
  }
}
