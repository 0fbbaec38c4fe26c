package dev.vireo.algorithms;

/** Numbers of things in messages: one thing, two things. */
public final class Counted {
  private Counted() {}

  /**
   * A number and what there are so many of.
   *
   * @param many the things in the plural, which ends in s: {@code prompts}
   */
  public static String of(long count, String many) {
    return of(count, many.substring(0, many.length() - 1), many);
  }

  /**
   * A number and the words after it.
   *
   * @param one the words for one: {@code prompt is too long}
   * @param many the words for any other number
   */
  public static String of(long count, String one, String many) {
    return count + " " + (count == 1 ? one : many);
  }
}
