package dev.vireo.models.template.values;

/**
 * What one rendering may use up, and the line it has come to. Bounds are numbers, not times, so
 * that a template is stopped at the same place on every machine.
 */
public final class Meter {
  /** Characters of a text, as Java counts them. */
  public static final int LONGEST_TEXT = 16_000_000;

  /** Elements of a list. */
  public static final int LONGEST_LIST = 1_000_000;

  private static final int DEEPEST = 100;
  private static final int CHARACTERS_PER_STEP = 8;
  private static final int COMPARISONS_PER_STEP = 64;

  private final long most;
  private long steps;
  private int depth;
  private int line = 1;

  /**
   * @param most steps: an expression or a statement, an element that is looked at, or eight
   *     characters that are written
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

  /** Asks for a text of a length before memory is taken. */
  public void text(long length) {
    if (length > LONGEST_TEXT) {
      throw TemplateFault.limit("a text of more than " + LONGEST_TEXT + " characters");
    }
    steps(1 + length / CHARACTERS_PER_STEP);
  }

  /**
   * Asks for a search in a text, which at worst compares every place with all that is looked for.
   */
  public void search(long length, long wanted) {
    text(length);
    steps(length * wanted / COMPARISONS_PER_STEP);
  }

  /** Asks for a list of a size before memory is taken. */
  public void list(long size) {
    if (size > LONGEST_LIST) {
      throw TemplateFault.limit("a list of more than " + LONGEST_LIST + " elements");
    }
    steps(1 + size);
  }

  /** Goes one macro, or one value within a value, deeper. */
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
