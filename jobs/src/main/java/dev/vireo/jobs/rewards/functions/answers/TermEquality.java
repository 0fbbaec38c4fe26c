package dev.vireo.jobs.rewards.functions.answers;

import dev.vireo.jobs.rewards.functions.answers.Expression.Call;
import dev.vireo.jobs.rewards.functions.answers.Expression.Literal;
import dev.vireo.jobs.rewards.functions.answers.Expression.Percent;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * Whether two terms have the same value: at {@link Evaluator#POINTS} points, exactly if they are
 * rational there, and to 30 digits if they are not. The points follow from the variables' names,
 * and have coordinates with large denominators, where terms that differ do not have the same value.
 *
 * <p>A decimal may be rounded, to six places at the least: 0.333333 is 1/3, and 0.33 is not. A
 * number below a thousandth keeps four digits instead, so that 0.0000001 is not 0.
 */
final class TermEquality {
  private static final int PLACES = 6;
  private static final int DIGITS = 4;

  private TermEquality() {}

  static boolean same(Expression expected, Expression answer) {
    if (expected.equals(answer)) {
      return true;
    }
    if (expected instanceof Percent left && answer instanceof Percent right) {
      return same(left.number(), right.number());
    }
    // What is asked for in percent is often given without the sign, and vice versa.
    if ((answer instanceof Percent percent && same(expected, percent.number()))
        || (expected instanceof Percent wanted && same(wanted.number(), answer))) {
      return true;
    }
    int compared = 0;
    for (int point = 0;
        point < (compared > 0 ? Evaluator.POINTS : Evaluator.MORE_POINTS);
        point++) {
      Optional<Value> left = value(expected, point);
      Optional<Value> right = value(answer, point);
      if (left.isEmpty() || right.isEmpty()) {
        continue;
      }
      if (!Value.same(left.get(), right.get())) {
        return (isDecimal(expected) || isDecimal(answer)) && rounded(left.get(), right.get());
      }
      compared++;
    }
    return compared > 0;
  }

  /** The value at a point; empty if there is none. */
  static Optional<Value> value(Expression expression, int point) {
    try {
      return Optional.of(new Evaluator(point).value(expression));
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }

  private static boolean isDecimal(Expression expression) {
    if (expression instanceof Literal number) {
      return number.decimal();
    } else if (expression instanceof Percent) {
      return true;
    }
    return expression instanceof Call call
        && call.operation() == Operation.NEGATE
        && isDecimal(call.arguments().get(0));
  }

  private static boolean rounded(Value one, Value other) {
    if (!one.isReal() || !other.isReal()) {
      return false;
    }
    BigDecimal left = one.complex().re;
    BigDecimal right = other.complex().re;
    BigDecimal size = left.abs().max(right.abs());
    if (size.signum() == 0) {
      return true;
    }
    int leading = size.scale() - size.precision();
    int places = Math.max(PLACES, leading + DIGITS);
    return left.setScale(places, RoundingMode.HALF_EVEN)
            .compareTo(right.setScale(places, RoundingMode.HALF_EVEN))
        == 0;
  }
}
