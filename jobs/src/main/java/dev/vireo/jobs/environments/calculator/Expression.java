package dev.vireo.jobs.environments.calculator;

/**
 * Arithmetic as it is usually written: {@code + - * / ^} and parentheses, numbers with a decimal
 * point. Powers bind most closely and from the right, then signs, then products and quotients:
 * {@code -2^2} is -4, and {@code 2^3^2} is 512. {@code **} is a power, too.
 */
final class Expression {
  /** Bounds the depth of the parser, and its time. */
  private static final int MOST_CHARACTERS = 500;

  private final String text;
  private int place;

  private Expression(String text) {
    this.text = text;
  }

  /**
   * The value of an expression.
   *
   * @throws CalculationFault if it has none, or is too large
   */
  static Ratio value(String text) {
    if (text.length() > MOST_CHARACTERS) {
      throw new CalculationFault("longer than " + MOST_CHARACTERS + " characters");
    }
    Expression expression = new Expression(text);
    Ratio value = expression.sum();
    if (expression.next() != 0) {
      throw expression.unexpected();
    }
    return value;
  }

  private Ratio sum() {
    Ratio value = product();
    while (true) {
      if (takes('+')) {
        value = value.plus(product());
      } else if (takes('-')) {
        value = value.minus(product());
      } else {
        return value;
      }
    }
  }

  private Ratio product() {
    Ratio value = signed();
    while (true) {
      if (takes('*')) {
        value = value.times(signed());
      } else if (takes('/')) {
        value = value.over(signed());
      } else {
        return value;
      }
    }
  }

  private Ratio signed() {
    if (takes('-')) {
      return signed().negated();
    }
    return takes('+') ? signed() : power();
  }

  private Ratio power() {
    Ratio base = single();
    return takesPower() ? base.power(signed()) : base;
  }

  private Ratio single() {
    if (takes('(')) {
      Ratio value = sum();
      if (!takes(')')) {
        throw next() == 0 ? new CalculationFault("a ) is missing") : unexpected();
      }
      return value;
    }
    next();
    int from = place;
    while (place < text.length() && (isDigit(text.charAt(place)) || text.charAt(place) == '.')) {
      place++;
    }
    if (from == place) {
      throw next() == 0 ? new CalculationFault("a number is missing") : unexpected();
    }
    return Ratio.parse(text.substring(from, place));
  }

  private static boolean isDigit(char character) {
    return character >= '0' && character <= '9';
  }

  private boolean takesPower() {
    if (next() == '*' && text.startsWith("**", place)) {
      place += 2;
      return true;
    }
    return takes('^');
  }

  private boolean takes(char wanted) {
    // A power is not a product.
    if (next() != wanted || (wanted == '*' && text.startsWith("**", place))) {
      return false;
    }
    place++;
    return true;
  }

  /** The next character that is not a space; 0 at the end. */
  private char next() {
    while (place < text.length() && Character.isWhitespace(text.charAt(place))) {
      place++;
    }
    return place < text.length() ? text.charAt(place) : 0;
  }

  private CalculationFault unexpected() {
    return new CalculationFault("unexpected '" + Character.toString(text.codePointAt(place)) + "'");
  }
}
