package dev.vireo.models.template.values;

import java.math.BigDecimal;
import java.util.Iterator;
import java.util.Map;

/** Python's comparison operators. */
public enum Comparison {
  EQUAL("==") {
    @Override
    public boolean holds(Value a, Value b, Meter meter) {
      return equal(a, b, meter);
    }
  },
  UNEQUAL("!=") {
    @Override
    public boolean holds(Value a, Value b, Meter meter) {
      return !equal(a, b, meter);
    }
  },
  LESS("<") {
    @Override
    public boolean holds(Value a, Value b, Meter meter) {
      return order(a, b, meter) < 0;
    }
  },
  GREATER(">") {
    @Override
    public boolean holds(Value a, Value b, Meter meter) {
      return order(a, b, meter) > 0;
    }
  },
  AT_MOST("<=") {
    @Override
    public boolean holds(Value a, Value b, Meter meter) {
      return order(a, b, meter) <= 0;
    }
  },
  AT_LEAST(">=") {
    @Override
    public boolean holds(Value a, Value b, Meter meter) {
      return order(a, b, meter) >= 0;
    }
  },
  IN("in") {
    @Override
    public boolean holds(Value a, Value b, Meter meter) {
      return contains(b, a, meter);
    }
  },
  NOT_IN("not in") {
    @Override
    public boolean holds(Value a, Value b, Meter meter) {
      return !contains(b, a, meter);
    }
  };

  private final String symbol;

  Comparison(String symbol) {
    this.symbol = symbol;
  }

  public String symbol() {
    return symbol;
  }

  public abstract boolean holds(Value a, Value b, Meter meter);

  /** Python's {@code a == b}. */
  public static boolean equal(Value a, Value b, Meter meter) {
    meter.step();
    if (a instanceof Numeric x && b instanceof Numeric y) {
      return compare(x, y) == 0;
    }
    if (a instanceof Text x && b instanceof Text y) {
      meter.text(Math.min(x.string().length(), y.string().length()));
      return x.string().equals(y.string());
    }
    if (a instanceof Undefined) {
      return b instanceof Undefined;
    }
    if (a instanceof Series x && b instanceof Series y) {
      return a instanceof TupleValue == b instanceof TupleValue && equal(x, y, meter);
    }
    if (a instanceof Dict x && b instanceof Dict y) {
      return equal(x, y, meter);
    }
    if (a.lazy() || b.lazy()) {
      throw TemplateFault.unsupported(
          "comparing a " + (a.lazy() ? a : b).type() + " (put |list behind it)");
    }
    return a == b;
  }

  private static boolean equal(Series a, Series b, Meter meter) {
    if (a.values().size() != b.values().size()) {
      return false;
    }
    meter.enter("values");
    Iterator<Value> others = b.values().iterator();
    boolean same = true;
    for (Value value : a.values()) {
      same = same && equal(value, others.next(), meter);
    }
    meter.leave();
    return same;
  }

  private static boolean equal(Dict a, Dict b, Meter meter) {
    if (a.entries().size() != b.entries().size()) {
      return false;
    }
    meter.enter("values");
    boolean same = true;
    for (Map.Entry<String, Value> entry : a.entries().entrySet()) {
      Value other = b.entries().get(entry.getKey());
      same = same && other != null && equal(entry.getValue(), other, meter);
    }
    meter.leave();
    return same;
  }

  /** Compares two values: negative, 0 or positive. */
  public static int order(Value a, Value b, Meter meter) {
    meter.step();
    if (a instanceof Undefined undefined) {
      throw undefined.fault();
    }
    if (b instanceof Undefined undefined) {
      throw undefined.fault();
    }
    if (a instanceof Numeric x && b instanceof Numeric y) {
      if (Double.isNaN(x.real()) || Double.isNaN(y.real())) {
        throw TemplateFault.unsupported("the order of nan");
      }
      return compare(x, y);
    }
    if (a instanceof Text x && b instanceof Text y) {
      meter.text(Math.min(x.string().length(), y.string().length()));
      return order(x.plain(), y.plain());
    }
    if (a instanceof Series && b instanceof Series) {
      throw TemplateFault.unsupported("the order of lists");
    }
    throw TemplateFault.wrong(
        "values of types '%s' and '%s' have no order".formatted(a.type(), b.type()));
  }

  /** Compares exactly, since a float may lie between whole numbers that round to it. */
  private static int compare(Numeric a, Numeric b) {
    if (a.isWhole() && b.isWhole()) {
      return Long.compare(a.whole(), b.whole());
    }
    if (!Double.isFinite(a.real()) || !Double.isFinite(b.real())) {
      boolean differ = Double.isNaN(a.real()) || Double.isNaN(b.real());
      return differ ? 1 : Double.compare(a.real(), b.real());
    }
    return exact(a).compareTo(exact(b));
  }

  private static BigDecimal exact(Numeric number) {
    return number.isWhole() ? BigDecimal.valueOf(number.whole()) : new BigDecimal(number.real());
  }

  /** Orders by code point; UTF-16 would put U+E000 to U+FFFF after the code points above them. */
  static int order(String a, String b) {
    int length = Math.min(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        boolean wide = Character.isSurrogate(x);
        return wide == Character.isSurrogate(y) ? Character.compare(x, y) : wide ? 1 : -1;
      }
    }
    return a.length() - b.length();
  }

  /** Python's {@code value in holder}. */
  public static boolean contains(Value holder, Value value, Meter meter) {
    if (holder instanceof Text text) {
      String wanted = Text.of("'in' of a text", value);
      meter.search(text.string().length(), wanted.length());
      return text.string().contains(wanted);
    }
    if (holder instanceof Dict dict) {
      return value instanceof Text text && dict.entries().containsKey(text.string());
    }
    for (Value candidate : holder.iterate(meter)) {
      if (equal(candidate, value, meter)) {
        return true;
      }
    }
    return false;
  }
}
