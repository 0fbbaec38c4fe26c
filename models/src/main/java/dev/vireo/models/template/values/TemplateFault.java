package dev.vireo.models.template.values;

/** The reason why a template cannot be parsed or rendered. The message is part of a sentence. */
public final class TemplateFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The cause of a fault, and what the message holds. */
  public enum Kind {
    /** The template is not valid; the message says why. */
    SYNTAX,
    /** Python would fail, too; the message says why. */
    WRONG,
    /** The template called {@code raise_exception}; the message is the template's. */
    RAISED,
    /** Python has a result, but Vireo does not support the construct, which the message names. */
    UNSUPPORTED,
    /** A limit is exceeded; the message says which. */
    LIMIT,
    /** The template asks for the date and none is set; the message names the function. */
    DATE
  }

  private final Kind kind;
  private final int line;

  /**
   * @param line the template's line, from 1; 0 if unknown
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

  /** This fault with a line, unless it already has one. */
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
