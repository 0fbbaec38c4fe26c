package dev.vireo.jobs.rewards.functions;

import dev.vireo.algorithms.InputException;
import java.io.Serializable;
import java.util.Map;

/**
 * Options of a reward of type {@code steps}.
 *
 * @param separator what ends a step; it belongs to the step that it ends
 * @param answers an attribute column with the reference steps, between the same separators; null
 *     means the prompt's reference answer, between the same separators
 * @param judge the type of the reward that judges a step: its text is the completion, and the
 *     reference step at the same place is the answer
 * @param judgeOptions that reward's options
 */
public record StepsOptions(
    String separator, String answers, String judge, Map<String, Object> judgeOptions)
    implements Serializable {

  /** Checks the separator. */
  public StepsOptions {
    if (separator == null || separator.isEmpty()) {
      throw new InputException("option 'separator' is empty: give what ends a step");
    }
  }

  /** The defaults: a line a step, which is right if it is the reference's. */
  public static StepsOptions defaults() {
    return new StepsOptions("\n", null, "exact-match", Map.of());
  }
}
