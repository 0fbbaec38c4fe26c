package dev.vireo.models.template.syntax;

/**
 * A token of a template.
 *
 * @param text a string's value, a number's digits, or the token itself
 * @param line where it starts, from 1
 */
record Token(Kind kind, String text, int line) {

  /** The kind of a token. */
  enum Kind {
    DATA("text"),
    PRINT_BEGIN("'{{'"),
    PRINT_END("'}}'"),
    TAG_BEGIN("'{%'"),
    TAG_END("'%}'"),
    NAME("a name"),
    STRING("a string"),
    INTEGER("a whole number"),
    FLOAT("a number"),
    OPERATOR("an operator"),
    END("the end of the template");

    private final String description;

    Kind(String description) {
      this.description = description;
    }

    /** The kind's name in messages. */
    String description() {
      return description;
    }
  }

  boolean is(Kind wanted) {
    return kind == wanted;
  }

  boolean isName(String name) {
    return kind == Kind.NAME && text.equals(name);
  }

  boolean isOperator(String symbol) {
    return kind == Kind.OPERATOR && text.equals(symbol);
  }

  /** The token as shown in messages. */
  String description() {
    return switch (kind) {
      case NAME, OPERATOR, INTEGER, FLOAT -> "'" + text + "'";
      default -> kind.description();
    };
  }
}
