package dev.vireo.models.template;

import dev.vireo.models.template.syntax.Expression;
import dev.vireo.models.template.values.Arguments;
import dev.vireo.models.template.values.Bool;
import dev.vireo.models.template.values.Comparison;
import dev.vireo.models.template.values.Dict;
import dev.vireo.models.template.values.Function;
import dev.vireo.models.template.values.ListValue;
import dev.vireo.models.template.values.Meter;
import dev.vireo.models.template.values.Operator;
import dev.vireo.models.template.values.Slices;
import dev.vireo.models.template.values.TemplateFault;
import dev.vireo.models.template.values.Text;
import dev.vireo.models.template.values.TextBuilder;
import dev.vireo.models.template.values.TupleValue;
import dev.vireo.models.template.values.Undefined;
import dev.vireo.models.template.values.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Evaluates expressions in a scope. */
final class Evaluator implements Expression.Visitor<Value> {
  /** Names that Jinja defines and this implementation does not. */
  private static final Set<String> NOT_HERE = Set.of("cycler", "joiner", "lipsum", "self");

  private final Meter meter;
  private Scope scope;

  Evaluator(Scope scope, Meter meter) {
    this.scope = scope;
    this.meter = meter;
  }

  Scope scope() {
    return scope;
  }

  /** Makes a scope the current one, and returns the previous one. */
  Scope enter(Scope inner) {
    Scope left = scope;
    scope = inner;
    return left;
  }

  Value evaluate(Expression expression) {
    meter.step();
    return expression.accept(this);
  }

  Arguments evaluate(Expression.Given given) {
    if (given.positional().isEmpty() && given.named().isEmpty()) {
      return Arguments.NONE;
    }
    Map<String, Value> named = new LinkedHashMap<>();
    List<Value> positional = all(given.positional());
    given.named().forEach((name, value) -> named.put(name, evaluate(value)));
    return new Arguments(positional, named);
  }

  Value filtered(Value value, Expression.Filter filter) {
    Arguments given = evaluate(filter.given());
    meter.at(filter.line());
    return Filters.apply(filter.name(), value, given, meter);
  }

  private List<Value> all(List<Expression> expressions) {
    List<Value> values = new ArrayList<>(expressions.size());
    for (Expression expression : expressions) {
      values.add(evaluate(expression));
    }
    return values;
  }

  private Optional<Value> optional(Optional<Expression> expression) {
    return expression.map(this::evaluate);
  }

  @Override
  public Value literal(Expression.Literal literal) {
    return literal.value();
  }

  @Override
  public Value name(Expression.Name name) {
    Optional<Value> value = scope.find(name.name());
    if (value.isPresent()) {
      return value.get();
    }
    if (NOT_HERE.contains(name.name())) {
      meter.at(name.line());
      throw TemplateFault.unsupported("the name '" + name.name() + "'");
    }
    return new Undefined("'" + name.name() + "' is undefined");
  }

  @Override
  public Value list(Expression.ListOf list) {
    List<Value> values = all(list.elements());
    return list.tuple() ? new TupleValue(values) : new ListValue(values);
  }

  @Override
  public Value dict(Expression.DictOf dict) {
    Map<String, Value> entries = new LinkedHashMap<>();
    for (Map.Entry<Expression, Expression> entry : dict.entries()) {
      Value key = evaluate(entry.getKey());
      Value value = evaluate(entry.getValue());
      if (!(key instanceof Text text)) {
        meter.at(dict.line());
        throw TemplateFault.unsupported("a dict whose key is of type " + key.type());
      }
      entries.put(text.string(), value);
    }
    return new Dict(entries);
  }

  @Override
  public Value attribute(Expression.Attribute attribute) {
    Value of = evaluate(attribute.of());
    meter.at(attribute.line());
    return Access.attribute(of, attribute.name());
  }

  @Override
  public Value item(Expression.Item item) {
    Value of = evaluate(item.of());
    Value key = evaluate(item.key());
    meter.at(item.line());
    return Access.item(of, key, meter);
  }

  @Override
  public Value slice(Expression.Slice slice) {
    Value of = evaluate(slice.of());
    Optional<Value> start = optional(slice.start());
    Optional<Value> stop = optional(slice.stop());
    Optional<Value> step = optional(slice.step());
    meter.at(slice.line());
    return Slices.of(of, start, stop, step, meter);
  }

  @Override
  public Value call(Expression.Call call) {
    Value callee = evaluate(call.callee());
    return call(callee, evaluate(call.given()), call.line());
  }

  Value call(Value callee, Arguments given, int line) {
    meter.at(line);
    if (callee instanceof Undefined undefined) {
      throw undefined.fault();
    }
    if (!(callee instanceof Function function)) {
      throw TemplateFault.wrong("'" + callee.type() + "' object is not callable");
    }
    return function.call(given, meter);
  }

  @Override
  public Value filtered(Expression.Filtered filtered) {
    return filtered(evaluate(filtered.of()), filtered.filter());
  }

  @Override
  public Value test(Expression.Test test) {
    Value of = evaluate(test.of());
    Arguments given = evaluate(test.given());
    meter.at(test.line());
    return Bool.of(Tests.holds(test.name(), of, given, meter));
  }

  @Override
  public Value not(Expression.Not not) {
    return Bool.of(!evaluate(not.of()).truth());
  }

  @Override
  public Value signed(Expression.Signed signed) {
    Value of = evaluate(signed.of());
    meter.at(signed.line());
    return Operator.signed(of, signed.negative());
  }

  @Override
  public Value binary(Expression.Binary binary) {
    Value left = evaluate(binary.left());
    Value right = evaluate(binary.right());
    meter.at(binary.line());
    return binary.operator().apply(left, right, meter);
  }

  @Override
  public Value compare(Expression.Compare compare) {
    Value left = evaluate(compare.first());
    for (Map.Entry<Comparison, Expression> link : compare.links()) {
      Value right = evaluate(link.getValue());
      meter.at(compare.line());
      if (!link.getKey().holds(left, right, meter)) {
        return Bool.FALSE;
      }
      left = right;
    }
    return Bool.TRUE;
  }

  @Override
  public Value logical(Expression.Logical logical) {
    Value left = evaluate(logical.left());
    return left.truth() == logical.and() ? evaluate(logical.right()) : left;
  }

  @Override
  public Value concat(Expression.Concat concat) {
    TextBuilder text = new TextBuilder(meter);
    for (Value part : all(concat.parts())) {
      meter.at(concat.line());
      part.str(text);
    }
    return new Text(text.toString());
  }

  @Override
  public Value conditional(Expression.Conditional conditional) {
    if (evaluate(conditional.test()).truth()) {
      return evaluate(conditional.then());
    }
    return optional(conditional.otherwise())
        .orElseGet(() -> new Undefined("an 'if' without 'else' that does not hold is undefined"));
  }
}
