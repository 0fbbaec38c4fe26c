package dev.vireo.models.template.syntax;

/**
 * A piece of a template.
 *
 * @param text what it says: of a string its value, of a number its digits, of an operator itself
 * @param line where it begins, from 1
 */
record Token(Kind kind, String text, int line) {

  /** What a piece is. */
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

    /** As messages call it. */
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

  /** As messages call it. */
  String description() {
    return switch (kind) {
      case NAME, OPERATOR, INTEGER, FLOAT -> "'" + text + "'";
      default -> kind.description();
    };
  }
}
