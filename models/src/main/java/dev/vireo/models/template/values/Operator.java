package dev.vireo.models.template.values;

import java.util.ArrayList;
import java.util.List;

/** Python's arithmetic operators. */
public enum Operator {
  ADD("+"),
  SUBTRACT("-"),
  MULTIPLY("*"),
  DIVIDE("/"),
  FLOOR_DIVIDE("//"),
  REMAINDER("%"),
  POWER("**");

  private final String symbol;

  Operator(String symbol) {
    this.symbol = symbol;
  }

  public String symbol() {
    return symbol;
  }

  public Value apply(Value a, Value b, Meter meter) {
    if (a instanceof Undefined undefined) {
      throw undefined.fault();
    }
    if (b instanceof Undefined undefined) {
      throw undefined.fault();
    }
    if (a instanceof Numeric x && b instanceof Numeric y) {
      return Arithmetic.apply(this, x, y);
    }
    if (this == ADD && a instanceof Text x && b instanceof Text y) {
      meter.text((long) x.string().length() + y.string().length());
      return new Text(x.plain() + y.plain());
    }
    if (this == ADD && a instanceof Series x && b instanceof Series y && sameKind(x, y)) {
      meter.list((long) x.values().size() + y.values().size());
      List<Value> joined = new ArrayList<>(x.values());
      joined.addAll(y.values());
      return x.with(joined);
    }
    if (this == MULTIPLY && b instanceof Numeric times && times.isWhole() && isRepeatable(a)) {
      return repeated(a, times.whole(), meter);
    }
    if (this == MULTIPLY && a instanceof Numeric times && times.isWhole() && isRepeatable(b)) {
      return repeated(b, times.whole(), meter);
    }
    if (this == REMAINDER && a instanceof Text) {
      throw TemplateFault.unsupported("formatting a text with '%'");
    }
    throw TemplateFault.wrong(
        "unsupported operand types for %s: '%s' and '%s'".formatted(symbol, a.type(), b.type()));
  }

  private static boolean sameKind(Series a, Series b) {
    return a instanceof TupleValue == b instanceof TupleValue;
  }

  private static boolean isRepeatable(Value value) {
    return value instanceof Text || value instanceof Series;
  }

  private static Value repeated(Value value, long times, Meter meter) {
    int count = (int) Math.max(0, Math.min(times, Integer.MAX_VALUE));
    if (value instanceof Text text) {
      meter.text((long) text.string().length() * count);
      return new Text(text.plain().repeat(count));
    }
    Series series = (Series) value;
    meter.list((long) series.values().size() * count);
    List<Value> repeated = new ArrayList<>();
    for (int i = 0; i < count && !series.values().isEmpty(); i++) {
      repeated.addAll(series.values());
    }
    return series.with(repeated);
  }

  static TemplateFault tooLarge() {
    return TemplateFault.unsupported("a whole number beyond 2^63");
  }

  /** {@code -value}, or {@code +value} if not negative. */
  public static Value signed(Value value, boolean negative) {
    if (value instanceof Undefined undefined) {
      throw undefined.fault();
    }
    if (!(value instanceof Numeric number)) {
      throw TemplateFault.wrong(
          "bad operand type for unary %s: '%s'".formatted(negative ? "-" : "+", value.type()));
    }
    if (!number.isWhole()) {
      return new Real(negative ? -number.real() : number.real());
    }
    return negative ? Arithmetic.apply(SUBTRACT, new Int(0), number) : new Int(number.whole());
  }

  /** The absolute value. */
  public static Value absolute(Value value) {
    if (value instanceof Numeric number) {
      return number.isWhole()
          ? signed(value, number.whole() < 0)
          : new Real(Math.abs(number.real()));
    }
    throw TemplateFault.wrong("bad operand type for abs(): '" + value.type() + "'");
  }
}
