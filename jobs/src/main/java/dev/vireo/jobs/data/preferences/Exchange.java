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
 * @param turns the assistant's turns of each completion, of a chat where they are asked for
 */
record Exchange(
    String prompt,
    List<String> wholes,
    boolean plain,
    String problem,
    boolean teachesNothing,
    List<List<Turn>> turns) {
  Exchange {
    wholes = List.copyOf(wholes);
    turns = List.copyOf(turns);
  }

  /**
   * One turn of the assistant's, by the texts between which it stands.
   *
   * @param before all before it, the generation prompt included
   * @param through all up to its end
   */
  record Turn(String before, String through) {}

  /** A row that has none. */
  static Exchange bad(String problem) {
    return new Exchange(null, List.of(), false, problem, false, List.of());
  }

  /** A row of which nothing can be learned. */
  static Exchange useless(String problem) {
    return new Exchange(null, List.of(), false, problem, true, List.of());
  }

  /** Plain texts, the completions given alone. */
  static Exchange plain(String prompt, List<String> completions) {
    List<String> wholes = completions.stream().map(text -> prompt + text).toList();
    return new Exchange(prompt, wholes, true, null, false, List.of());
  }

  /** Rendered chats. */
  static Exchange chat(String prompt, List<String> wholes) {
    return new Exchange(prompt, wholes, false, null, false, List.of());
  }

  /** This, with the assistant's turns. */
  Exchange with(List<List<Turn>> ofCompletions) {
    return new Exchange(prompt, wholes, plain, problem, teachesNothing, ofCompletions);
  }

  /** This, with one of its completions alone. */
  Exchange only(int completion) {
    return new Exchange(
        prompt,
        List.of(wholes.get(completion)),
        plain,
        null,
        false,
        turns.isEmpty() ? List.of() : List.of(turns.get(completion)));
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
