package dev.vireo.models.template.values;

/**
 * The resources that one rendering may use, and the line it has reached. Limits are counts, not
 * times, so that a template stops at the same place on every machine.
 */
public final class Meter {
  /** The most characters of a text, in UTF-16 units. */
  public static final int LONGEST_TEXT = 16_000_000;

  /** The most elements of a list. */
  public static final int LONGEST_LIST = 1_000_000;

  private static final int DEEPEST = 100;
  private static final int CHARACTERS_PER_STEP = 8;
  private static final int COMPARISONS_PER_STEP = 64;

  private final long most;
  private long steps;
  private int depth;
  private int line = 1;

  /**
   * @param most number of steps; a step is an expression, a statement, an element visited, or eight
   *     characters written
   */
  public Meter(long most) {
    this.most = most;
  }

  public void step() {
    steps(1);
  }

  public void steps(long count) {
    steps += count;
    if (steps > most) {
      throw TemplateFault.limit("more than " + most + " steps");
    }
  }

  /** Accounts for a text of this length, before memory is allocated. */
  public void text(long length) {
    if (length > LONGEST_TEXT) {
      throw TemplateFault.limit("a text of more than " + LONGEST_TEXT + " characters");
    }
    steps(1 + length / CHARACTERS_PER_STEP);
  }

  /**
   * Accounts for a search in a text, which at worst compares the whole pattern at every position.
   */
  public void search(long length, long wanted) {
    text(length);
    steps(length * wanted / COMPARISONS_PER_STEP);
  }

  /** Accounts for a list of this size, before memory is allocated. */
  public void list(long size) {
    if (size > LONGEST_LIST) {
      throw TemplateFault.limit("a list of more than " + LONGEST_LIST + " elements");
    }
    steps(1 + size);
  }

  /** Enters a macro, or a value nested in a value. */
  public void enter(String what) {
    if (++depth > DEEPEST) {
      throw TemplateFault.limit(what + " nested more than " + DEEPEST + " deep");
    }
  }

  public void leave() {
    depth--;
  }

  public void at(int newLine) {
    line = newLine;
  }

  public int line() {
    return line;
  }
}
