package dev.vireo.models.template.values;

/**
 * Python's arithmetic. Whole numbers stay whole except under {@code /}, and divisions round down.
 */
final class Arithmetic {
  /** Whole numbers up to here are exact as floats, so that a quotient is rounded only once. */
  private static final long LARGEST_EXACT = 1L << 53;

  private Arithmetic() {}

  static Value apply(Operator operator, Numeric a, Numeric b) {
    boolean divides =
        operator == Operator.DIVIDE
            || operator == Operator.FLOOR_DIVIDE
            || operator == Operator.REMAINDER;
    if (divides && b.real() == 0) {
      throw TemplateFault.wrong("division by zero");
    }
    try {
      return a.isWhole() && b.isWhole()
          ? whole(operator, a.whole(), b.whole())
          : new Real(real(operator, a.real(), b.real()));
    } catch (ArithmeticException e) {
      throw Operator.tooLarge();
    }
  }

  private static Value whole(Operator operator, long a, long b) {
    return switch (operator) {
      case ADD -> new Int(Math.addExact(a, b));
      case SUBTRACT -> new Int(Math.subtractExact(a, b));
      case MULTIPLY -> new Int(Math.multiplyExact(a, b));
      case FLOOR_DIVIDE -> {
        if (a == Long.MIN_VALUE && b == -1) {
          throw Operator.tooLarge();
        }
        yield new Int(Math.floorDiv(a, b));
      }
      case REMAINDER -> new Int(Math.floorMod(a, b));
      case DIVIDE -> {
        if (Math.abs(a) > LARGEST_EXACT || Math.abs(b) > LARGEST_EXACT) {
          throw TemplateFault.unsupported("dividing whole numbers beyond 2^53");
        }
        yield new Real((double) a / b);
      }
      case POWER -> new Int(power(a, b));
    };
  }

  private static long power(long base, long exponent) {
    if (exponent < 0) {
      throw TemplateFault.unsupported("'**' with a negative exponent");
    }
    if (base == 0 || base == 1 || base == -1) {
      return exponent == 0 ? 1 : base == -1 && exponent % 2 == 0 ? 1 : base;
    }
    long result = 1;
    for (long i = 0; i < exponent; i++) {
      result = Math.multiplyExact(result, base);
    }
    return result;
  }

  private static double real(Operator operator, double a, double b) {
    return switch (operator) {
      case ADD -> a + b;
      case SUBTRACT -> a - b;
      case MULTIPLY -> a * b;
      case DIVIDE -> a / b;
      case FLOOR_DIVIDE -> floorQuotient(a, b);
      case REMAINDER -> remainder(a, b);
      case POWER -> throw TemplateFault.unsupported("'**' of floats");
    };
  }

  /** The remainder, with the sign of the divisor. */
  private static double remainder(double a, double b) {
    double rest = a % b;
    if (rest == 0) {
      return Math.copySign(0, b);
    }
    return rest < 0 == b < 0 ? rest : rest + b;
  }

  private static double floorQuotient(double a, double b) {
    double quotient = (a - remainder(a, b)) / b;
    if (quotient == 0) {
      return Math.copySign(0, a / b);
    }
    double floor = Math.floor(quotient);
    return quotient - floor > 0.5 ? floor + 1 : floor;
  }
}
