package dev.vireo.models.template.syntax;

import dev.vireo.models.template.values.Comparison;
import dev.vireo.models.template.values.Operator;
import dev.vireo.models.template.values.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An expression of a template. Lines are the template's, from 1. */
public sealed interface Expression {

  <T> T accept(Visitor<T> visitor);

  /** An operation on each kind of expression. */
  interface Visitor<T> {
    T literal(Literal literal);

    T name(Name name);

    T list(ListOf list);

    T dict(DictOf dict);

    T attribute(Attribute attribute);

    T item(Item item);

    T slice(Slice slice);

    T call(Call call);

    T filtered(Filtered filtered);

    T test(Test test);

    T not(Not not);

    T signed(Signed signed);

    T binary(Binary binary);

    T compare(Compare compare);

    T logical(Logical logical);

    T concat(Concat concat);

    T conditional(Conditional conditional);
  }

  /** A text, a number, true, false or None. */
  record Literal(Value value) implements Expression {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.literal(this);
    }
  }

  /** {@code name}. */
  record Name(String name, int line) implements Expression {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.name(this);
    }
  }

  /** {@code [a, b]} or {@code (a, b)}. */
  record ListOf(List<Expression> elements, boolean tuple) implements Expression {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.list(this);
    }
  }

  /** {@code {key: value}}. */
  record DictOf(List<Map.Entry<Expression, Expression>> entries, int line) implements Expression {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.dict(this);
    }
  }

  /** {@code of.name}. */
  record Attribute(Expression of, String name, int line) implements Expression {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.attribute(this);
    }
  }

  /** {@code of[key]}. */
  record Item(Expression of, Expression key, int line) implements Expression {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.item(this);
    }
  }

  /** {@code of[start:stop:step]}. */
  record Slice(
      Expression of,
      Optional<Expression> start,
      Optional<Expression> stop,
      Optional<Expression> step,
      int line)
      implements Expression {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.slice(this);
    }
  }

  /** {@code callee(arguments)}. */
  record Call(Expression callee, Given given, int line) implements Expression {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.call(this);
    }
  }

  /** {@code of | filter}. */
  record Filtered(Expression of, Filter filter) implements Expression {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.filtered(this);
    }
  }

  /** {@code of is name(arguments)}. */
  record Test(Expression of, String name, Given given, int line) implements Expression {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.test(this);
    }
  }

  /** {@code not of}. */
  record Not(Expression of) implements Expression {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.not(this);
    }
  }

  /** {@code -of} or {@code +of}. */
  record Signed(Expression of, boolean negative, int line) implements Expression {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.signed(this);
    }
  }

  /** {@code left + right}, or another arithmetic operator. */
  record Binary(Operator operator, Expression left, Expression right, int line)
      implements Expression {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.binary(this);
    }
  }

  /** {@code first < second <= third}: each link compares with the preceding operand. */
  record Compare(Expression first, List<Map.Entry<Comparison, Expression>> links, int line)
      implements Expression {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.compare(this);
    }
  }

  /** {@code left and right} or {@code left or right}, whose value is one of the two. */
  record Logical(Expression left, Expression right, boolean and) implements Expression {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.logical(this);
    }
  }

  /** {@code a ~ b ~ c}. */
  record Concat(List<Expression> parts, int line) implements Expression {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.concat(this);
    }
  }

  /** {@code then if test else otherwise}. */
  record Conditional(Expression test, Expression then, Optional<Expression> otherwise)
      implements Expression {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.conditional(this);
    }
  }

  /** Arguments of a call, a filter or a test. */
  record Given(List<Expression> positional, Map<String, Expression> named) {
    public static final Given NOTHING = new Given(List.of(), Map.of());
  }

  /** A filter with its arguments, without the value that it is applied to. */
  record Filter(String name, Given given, int line) {}
}
