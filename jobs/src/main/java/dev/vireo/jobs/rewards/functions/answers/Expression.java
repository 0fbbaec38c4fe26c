package dev.vireo.jobs.rewards.functions.answers;

import java.util.List;

/** What an answer says, as it was written: nothing is computed or reordered by reading. */
sealed interface Expression {
  /**
   * A number.
   *
   * @param decimal whether it was written with a decimal point, and so may be rounded
   */
  record Literal(Rational value, boolean decimal) implements Expression {}

  /** A variable or constant, by its letter, or by LaTeX's name without the backslash. */
  record Symbol(String name) implements Expression {}

  /** Words. */
  record Words(String text) implements Expression {}

  /** An operation or function of other expressions. */
  record Call(Operation operation, List<Expression> arguments) implements Expression {
    Call(Operation operation, Expression... arguments) {
      this(operation, List.of(arguments));
    }
  }

  /** A function without a definition, such as {@code f(x)}. */
  record Unknown(String name, List<Expression> arguments) implements Expression {}

  /** A percentage, by the number before its sign. */
  record Percent(Expression number) implements Expression {}

  /** {@code (a, b)}, {@code [a, b)}: a tuple, a point or an interval; the brackets tell. */
  record Tuple(char opening, List<Expression> elements, char closing) implements Expression {}

  /**
   * Elements without order.
   *
   * @param braced whether braces say so; {@code 1, 2} is a list that may also be a tuple
   */
  record Elements(List<Expression> elements, boolean braced) implements Expression {}

  /** Sets joined, intersected or taken away, from left to right. */
  record SetOperation(String sign, Expression left, Expression right) implements Expression {}

  /** {@code a < x <= b}: one sign fewer than sides. */
  record Relation(List<Expression> sides, List<String> signs) implements Expression {}

  /** Rows of equal length. */
  record Matrix(List<List<Expression>> rows) implements Expression {}
}
