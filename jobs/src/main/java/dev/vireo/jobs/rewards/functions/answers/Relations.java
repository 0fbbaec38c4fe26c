package dev.vireo.jobs.rewards.functions.answers;

import dev.vireo.jobs.rewards.functions.answers.Expression.Call;
import dev.vireo.jobs.rewards.functions.answers.Expression.Elements;
import dev.vireo.jobs.rewards.functions.answers.Expression.Matrix;
import dev.vireo.jobs.rewards.functions.answers.Expression.Relation;
import dev.vireo.jobs.rewards.functions.answers.Expression.SetOperation;
import dev.vireo.jobs.rewards.functions.answers.Expression.Symbol;
import dev.vireo.jobs.rewards.functions.answers.Expression.Tuple;
import dev.vireo.jobs.rewards.functions.answers.Expression.Unknown;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Equations, inequalities and memberships. */
final class Relations {
  private static final Map<String, String> FLIPPED =
      Map.of("<", ">", ">", "<", "<=", ">=", ">=", "<=", "=", "=", "!=", "!=");
  private static final Symbol INFINITY = new Symbol("infty");

  private Relations() {}

  /** A chain of equations without its middle: of {@code x = 2 + 3 = 5} x and 5. */
  static Expression shortened(Expression expression) {
    if (expression instanceof Relation relation
        && relation.sides().size() > 2
        && isEquation(relation)) {
      return new Relation(List.of(relation.sides().get(0), lastSide(relation)), List.of("="));
    }
    return expression;
  }

  static boolean isEquation(Relation relation) {
    return relation.signs().stream().allMatch("="::equals);
  }

  static boolean isMembership(Relation relation) {
    return relation.signs().equals(List.of("in"));
  }

  /** Whether it says what a variable or function is. */
  static boolean isAssignment(Relation relation) {
    Expression left = relation.sides().get(0);
    return isEquation(relation)
        && (left instanceof Symbol || left instanceof Unknown || isProductOfLetters(left));
  }

  static Expression lastSide(Relation relation) {
    return relation.sides().get(relation.sides().size() - 1);
  }

  static boolean same(Relation expected, Relation answer) {
    if (isMembership(expected) && isMembership(answer)) {
      return expected.sides().get(0).equals(answer.sides().get(0))
          && AnswerEquality.same(lastSide(expected), lastSide(answer));
    }
    if (isMembership(expected) != isMembership(answer)) {
      return asSet(expected)
          .flatMap(left -> asSet(answer).map(right -> AnswerEquality.same(left, right)))
          .orElse(false);
    }
    if (expected.signs().size() != answer.signs().size()) {
      return false;
    }
    return sameChain(expected, answer) || sameChain(expected, flipped(answer));
  }

  private static boolean sameChain(Relation expected, Relation answer) {
    for (int i = 0; i < expected.signs().size(); i++) {
      if (!sameStep(
          expected.sides().get(i),
          expected.signs().get(i),
          expected.sides().get(i + 1),
          answer.sides().get(i),
          answer.signs().get(i),
          answer.sides().get(i + 1))) {
        return false;
      }
    }
    return true;
  }

  private static Relation flipped(Relation relation) {
    List<Expression> sides = new ArrayList<>(relation.sides());
    Collections.reverse(sides);
    List<String> signs = new ArrayList<>(relation.signs());
    Collections.reverse(signs);
    signs.replaceAll(sign -> FLIPPED.getOrDefault(sign, sign));
    return new Relation(sides, signs);
  }

  /** Two relations are equal if the differences of their sides are proportional. */
  private static boolean sameStep(
      Expression left,
      String sign,
      Expression right,
      Expression left2,
      String sign2,
      Expression right2) {
    if (AnswerEquality.same(left, left2) && AnswerEquality.same(right, right2)) {
      return sign.equals(sign2);
    }
    Expression difference = new Call(Operation.SUBTRACT, left, right);
    Expression difference2 = new Call(Operation.SUBTRACT, left2, right2);
    Optional<Value> ratio = Optional.empty();
    for (int point = 0; point < Evaluator.POINTS; point++) {
      Optional<Value> here = ratio(difference, difference2, point);
      if (here.isPresent() && ratio.isPresent() && !Value.same(here.get(), ratio.get())) {
        return false;
      }
      ratio = here.isPresent() ? here : ratio;
    }
    if (ratio.isEmpty() || !ratio.get().isReal() || Arithmetic.isZero(ratio.get())) {
      return false;
    }
    boolean negative = ratio.get().complex().re.signum() < 0;
    return sign2.equals(negative ? FLIPPED.get(sign) : sign);
  }

  private static Optional<Value> ratio(Expression one, Expression other, int point) {
    try {
      Evaluator evaluator = new Evaluator(point);
      return Optional.of(Arithmetic.quotient(evaluator.value(one), evaluator.value(other)));
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }

  /** The numbers for which an inequality with a variable on one side, or between two, holds. */
  static Optional<Expression> asSet(Relation relation) {
    if (isMembership(relation)) {
      return Optional.of(lastSide(relation));
    }
    List<Expression> sides = relation.sides();
    List<String> signs = relation.signs();
    if (sides.size() == 2 && sides.get(0) instanceof Symbol && !signs.get(0).equals("=")) {
      return ray(signs.get(0), sides.get(1));
    }
    if (sides.size() == 2 && sides.get(1) instanceof Symbol && !signs.get(0).equals("=")) {
      return ray(FLIPPED.get(signs.get(0)), sides.get(0));
    }
    if (sides.size() == 3 && sides.get(1) instanceof Symbol) {
      return signs.get(0).startsWith("<") && signs.get(1).startsWith("<")
          ? Optional.of(between(sides.get(0), signs.get(0), signs.get(1), sides.get(2)))
          : signs.get(0).startsWith(">") && signs.get(1).startsWith(">")
              ? Optional.of(
                  between(
                      sides.get(2),
                      FLIPPED.get(signs.get(1)),
                      FLIPPED.get(signs.get(0)),
                      sides.get(0)))
              : Optional.empty();
    }
    return Optional.empty();
  }

  private static Optional<Expression> ray(String sign, Expression end) {
    if (sign == null
        || sign.equals("in")
        || end instanceof Tuple
        || end instanceof Elements
        || end instanceof Matrix) {
      return Optional.empty();
    }
    return switch (sign) {
      case "<", "<=" -> Optional.of(between(new Call(Operation.NEGATE, INFINITY), "<", sign, end));
      case ">", ">=" -> Optional.of(between(end, FLIPPED.get(sign), "<", INFINITY));
      case "!=" ->
          Optional.of(
              new SetOperation("cup", ray("<", end).orElseThrow(), ray(">", end).orElseThrow()));
      default -> Optional.empty();
    };
  }

  private static Tuple between(Expression low, String lowSign, String highSign, Expression high) {
    return new Tuple(
        lowSign.equals("<=") ? '[' : '(', List.of(low, high), highSign.equals("<=") ? ']' : ')');
  }

  private static boolean isProductOfLetters(Expression expression) {
    return expression instanceof Symbol
        || (expression instanceof Call call
            && call.operation() == Operation.MULTIPLY
            && call.arguments().stream().allMatch(Relations::isProductOfLetters));
  }
}
