package dev.vireo.jobs.data.preferences;

import java.util.Collections;
import java.util.List;

/**
 * An exchange as tokens. The arrays are not copied.
 *
 * @param prompt tokens that all completions continue from
 * @param completions a completion each
 * @param masks for each completion whether the assistant wrote the token; null where it wrote all
 */
record ExchangeTokens(int[] prompt, List<int[]> completions, List<List<Boolean>> masks) {
  /** Completions that the assistant wrote. */
  ExchangeTokens(int[] prompt, List<int[]> completions) {
    this(prompt, completions, Collections.nCopies(completions.size(), null));
  }

  /** Tokens of the prompt and the longest completion. */
  int length() {
    return prompt.length + completions.stream().mapToInt(each -> each.length).max().orElse(0);
  }

  /** Why nothing can be learned from this; null if something can. */
  String problem() {
    if (prompt.length == 0) {
      return "has a prompt whose tokens all merge with the completion; end the prompt with a space"
          + " or a line break";
    }
    return completions.stream().anyMatch(each -> each.length == 0)
        ? "has a completion that adds no token to the prompt; remove the row"
        : null;
  }
}
