package dev.vireo.algorithms.text;

import java.util.List;
import java.util.Locale;

/** Detects a text that opens by agreeing rather than by answering. */
final class AffirmativeOpening {

  private static final List<String> OPENINGS =
      List.of(
          "sure",
          "certainly",
          "of course",
          "absolutely",
          "definitely",
          "gladly",
          "with pleasure",
          "no problem",
          "happy to",
          "i'm happy to",
          "i'd be happy to",
          "i would be happy to",
          "i'd be glad to",
          "great question",
          "good question",
          "what a great question");

  private static final int LONGEST =
      OPENINGS.stream().mapToInt(String::length).max().orElseThrow() + 1;

  private AffirmativeOpening() {}

  static boolean is(String text) {
    int from = 0;
    while (from < text.length()) {
      int point = text.codePointAt(from);
      if (Character.isLetterOrDigit(point)) {
        break;
      }
      from += Character.charCount(point);
    }
    String start =
        text.substring(from, Math.min(text.length(), from + LONGEST))
            .toLowerCase(Locale.ROOT)
            .replace('\u2019', '\'');
    return OPENINGS.stream().anyMatch(opening -> opens(start, opening));
  }

  /** Matches whole words only: "surely" does not match "sure". */
  private static boolean opens(String start, String opening) {
    if (!start.startsWith(opening)) {
      return false;
    }
    return start.length() == opening.length()
        || !Character.isLetterOrDigit(start.charAt(opening.length()))
            && start.charAt(opening.length()) != '-';
  }
}
