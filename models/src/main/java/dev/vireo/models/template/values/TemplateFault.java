package dev.vireo.models.template.values;

/** Why a template cannot be parsed or rendered; the message is a part of a sentence. */
public final class TemplateFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Whose fault it is, and what the message names. */
  public enum Kind {
    /** Not a template: what is wrong in it. */
    SYNTAX,
    /** Python would raise, too: what is wrong. */
    WRONG,
    /** The template calls {@code raise_exception}: what it says. */
    RAISED,
    /** Python has a result, which is not known here: the construct. */
    UNSUPPORTED,
    /** A bound is passed: what there is too much of. */
    LIMIT,
    /** The template asks for today's date and none is set: the function. */
    DATE
  }

  private final Kind kind;
  private final int line;

  /**
   * @param line the template's line, from 1; 0 where it is not known
   */
  public TemplateFault(Kind kind, String message, int line) {
    super(message);
    this.kind = kind;
    this.line = line;
  }

  public static TemplateFault syntax(String message, int line) {
    return new TemplateFault(Kind.SYNTAX, message, line);
  }

  public static TemplateFault wrong(String message) {
    return new TemplateFault(Kind.WRONG, message, 0);
  }

  public static TemplateFault unsupported(String construct) {
    return new TemplateFault(Kind.UNSUPPORTED, construct, 0);
  }

  public static TemplateFault limit(String excess) {
    return new TemplateFault(Kind.LIMIT, excess, 0);
  }

  /** The same fault in a line, unless it has one. */
  public TemplateFault in(int otherLine) {
    return line > 0 ? this : new TemplateFault(kind, getMessage(), otherLine);
  }

  public Kind kind() {
    return kind;
  }

  public int line() {
    return line;
  }
}
