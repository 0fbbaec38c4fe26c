package dev.vireo.jobs.rewards.continuations;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.settings.Require;
import java.io.Serializable;
import java.util.List;

/**
 * A search over steps (beam search): of all continuations by one step the best are kept and
 * continued.
 *
 * @param guide name of the reward that judges completions as far as they are, such as a process
 *     reward model
 * @param separator what ends a step
 * @param beams beginnings that are kept after each step; a search for each of these numbers
 * @param branches continuations of each beginning
 * @param maxSteps longest completion, in steps
 */
public record SearchSettings(
    String guide, String separator, List<Integer> beams, int branches, int maxSteps)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public SearchSettings {
    beams = List.copyOf(beams);
    beams.forEach(each -> Require.atLeast("beams", each, 1));
    if (beams.isEmpty() || beams.stream().distinct().count() < beams.size()) {
      throw new InputException("beams is " + beams + "; give one number or more, each once");
    }
    if (separator == null || separator.isEmpty()) {
      throw new InputException("separator is empty; give the text that ends a step");
    }
    Require.atLeast("branches", branches, 1);
    Require.atLeast("max-steps", maxSteps, 1);
  }

  /** Every default but the guide, which has none. */
  public static SearchSettings defaults() {
    return new SearchSettings(null, "\n", List.of(4), 4, 40);
  }
}
