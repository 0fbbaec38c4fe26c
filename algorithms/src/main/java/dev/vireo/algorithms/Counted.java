package dev.vireo.algorithms;

/** Counts of things in messages: one thing, two things. */
public final class Counted {
  private Counted() {}

  /**
   * A count with its noun.
   *
   * @param many the noun in the plural, ending in s: {@code prompts}
   */
  public static String of(long count, String many) {
    return of(count, many.substring(0, many.length() - 1), many);
  }

  /**
   * A count with the words that follow it.
   *
   * @param one the words for a count of one: {@code prompt is too long}
   * @param many the words for any other count
   */
  public static String of(long count, String one, String many) {
    return count + " " + (count == 1 ? one : many);
  }
}
