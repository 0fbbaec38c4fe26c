package dev.vireo.jobs.rewards.functions.answers;

import dev.vireo.jobs.rewards.functions.answers.Expression.Call;
import dev.vireo.jobs.rewards.functions.answers.Expression.Elements;
import dev.vireo.jobs.rewards.functions.answers.Expression.Relation;
import dev.vireo.jobs.rewards.functions.answers.Expression.SetOperation;
import dev.vireo.jobs.rewards.functions.answers.Expression.Symbol;
import dev.vireo.jobs.rewards.functions.answers.Expression.Tuple;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Sets of real numbers, made of intervals and points. The numbers that any of two answers names cut
 * the line into points and the gaps between them; each set is the list of those it holds.
 */
final class RealSets {
  private static final int MOST_ENDS = 100;

  private final List<Value> ends = new ArrayList<>();

  private RealSets() {}

  static boolean same(Expression one, Expression other) {
    try {
      RealSets line = new RealSets();
      line.collect(one);
      line.collect(other);
      line.ends.sort(Comparator.comparing(end -> end.complex().re));
      IntPredicate left = line.set(one);
      IntPredicate right = line.set(other);
      for (int place = 0; place <= 2 * line.ends.size(); place++) {
        if (left.test(place) != right.test(place)) {
          return false;
        }
      }
      return true;
    } catch (ArithmeticException e) {
      return false;
    }
  }

  private void collect(Expression set) {
    if (set instanceof SetOperation operation) {
      collect(operation.left());
      collect(operation.right());
    } else if (set instanceof Tuple tuple) {
      tuple.elements().forEach(this::add);
    } else if (set instanceof Elements elements) {
      elements.elements().forEach(this::add);
    } else if (set instanceof Relation relation) {
      collect(
          Relations.asSet(relation)
              .orElseThrow(() -> new ArithmeticException("is not a set of numbers")));
    }
  }

  private void add(Expression end) {
    if (infinite(end) != 0) {
      return;
    }
    Value value = real(end);
    if (ends.stream().noneMatch(known -> Value.same(known, value))) {
      ends.add(value);
    }
    if (ends.size() > MOST_ENDS) {
      throw new ArithmeticException("more than " + MOST_ENDS + " ends");
    }
  }

  /** Which places of the line a set holds: 2 i is the gap before the i-th end, 2 i + 1 the end. */
  private IntPredicate set(Expression set) {
    if (set instanceof SetOperation operation) {
      IntPredicate left = set(operation.left());
      IntPredicate right = set(operation.right());
      return switch (operation.sign()) {
        case "cup" -> left.or(right);
        case "cap" -> left.and(right);
        default -> left.and(right.negate());
      };
    }
    if (set instanceof Tuple tuple && tuple.elements().size() == 2) {
      int low = place(tuple.elements().get(0));
      int high = place(tuple.elements().get(1));
      boolean withLow = tuple.opening() == '[';
      boolean withHigh = tuple.closing() == ']';
      return at -> (at > low || (at == low && withLow)) && (at < high || (at == high && withHigh));
    }
    if (set instanceof Elements elements) {
      List<Integer> places = elements.elements().stream().map(this::place).toList();
      return places::contains;
    }
    if (set instanceof Relation relation) {
      return set(Relations.asSet(relation).orElseThrow());
    }
    if (set instanceof Symbol symbol) {
      switch (symbol.name()) {
        case "mathbb R" -> {
          return at -> true;
        }
        case "varnothing" -> {
          return at -> false;
        }
        default -> throw new ArithmeticException("is not a set of numbers");
      }
    }
    throw new ArithmeticException("is not a set of numbers");
  }

  private int place(Expression end) {
    int infinite = infinite(end);
    if (infinite != 0) {
      return infinite < 0 ? -1 : 2 * ends.size() + 1;
    }
    Value value = real(end);
    for (int i = 0; i < ends.size(); i++) {
      if (Value.same(ends.get(i), value)) {
        return 2 * i + 1;
      }
    }
    throw new ArithmeticException("is not an end of an interval");
  }

  private static int infinite(Expression end) {
    if (end instanceof Symbol symbol && symbol.name().equals("infty")) {
      return 1;
    }
    return end instanceof Call call && call.operation() == Operation.NEGATE
        ? -infinite(call.arguments().get(0))
        : 0;
  }

  private static Value real(Expression end) {
    Value value = new Evaluator(0).value(end);
    if (!value.isReal()) {
      throw new ArithmeticException("is not real");
    }
    return value;
  }
}
