package dev.vireo.jobs.rewards.functions;

/**
 * A text that a regular expression may look at only so often: one count for each character read.
 */
final class CountedText implements CharSequence {
  /** Thrown out of the matcher when the limit is reached. */
  static final class LimitReached extends RuntimeException {
    LimitReached() {
      super("step limit reached", null, false, false);
    }
  }

  private final String text;
  private long left;

  CountedText(String text, long limit) {
    this.text = text;
    this.left = limit;
  }

  @Override
  public char charAt(int index) {
    if (--left < 0) {
      throw new LimitReached();
    }
    return text.charAt(index);
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return text.substring(start, end);
  }

  @Override
  public String toString() {
    return text;
  }
}
