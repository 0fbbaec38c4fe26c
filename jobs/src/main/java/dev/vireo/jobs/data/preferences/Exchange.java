package dev.vireo.jobs.data.preferences;

import java.util.List;

/**
 * A prompt, and the same with each of its completions, as the texts that a tokenizer gets.
 *
 * @param prompt the prompt alone; a chat's ends with the generation prompt
 * @param wholes prompt and completion together, one text a completion
 * @param plain whether these are plain texts rather than rendered chats
 * @param problem why there are no such texts, or null
 * @param teachesNothing whether the problem is that the completions say the same, or nothing
 */
record Exchange(
    String prompt, List<String> wholes, boolean plain, String problem, boolean teachesNothing) {
  Exchange {
    wholes = List.copyOf(wholes);
  }

  /** A row that has none. */
  static Exchange bad(String problem) {
    return new Exchange(null, List.of(), false, problem, false);
  }

  /** A row of which nothing can be learned. */
  static Exchange useless(String problem) {
    return new Exchange(null, List.of(), false, problem, true);
  }

  /** Plain texts, the completions given alone. */
  static Exchange plain(String prompt, List<String> completions) {
    List<String> wholes = completions.stream().map(text -> prompt + text).toList();
    return new Exchange(prompt, wholes, true, null, false);
  }

  /** Rendered chats. */
  static Exchange chat(String prompt, List<String> wholes) {
    return new Exchange(prompt, wholes, false, null, false);
  }

  /** This, with one of its completions alone. */
  Exchange only(int completion) {
    return new Exchange(prompt, List.of(wholes.get(completion)), plain, null, false);
  }

  /**
   * The prompt's text as far as all of the wholes continue from it: a template may render a prompt
   * alone in another way.
   */
  String sharedPrompt() {
    int shared = prompt.length();
    for (String whole : wholes) {
      int most = Math.min(shared, whole.length());
      int same = 0;
      while (same < most && whole.charAt(same) == prompt.charAt(same)) {
        same++;
      }
      shared = same;
    }
    return prompt.substring(0, shared);
  }
}
