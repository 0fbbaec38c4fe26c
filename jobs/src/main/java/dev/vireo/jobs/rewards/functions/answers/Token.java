package dev.vireo.jobs.rewards.functions.answers;

/**
 * A piece of LaTeX.
 *
 * @param text of a command its name without backslash; of a number its digits
 */
record Token(Kind kind, String text) {
  enum Kind {
    NUMBER,
    LETTER,
    COMMAND,
    WORDS,
    SIGN,
    END
  }

  static final Token END = new Token(Kind.END, "");

  boolean isSign(String sign) {
    return kind == Kind.SIGN && text.equals(sign);
  }

  boolean isCommand(String name) {
    return kind == Kind.COMMAND && text.equals(name);
  }
}
