package dev.vireo.models.template;

import dev.vireo.models.template.syntax.Expression;
import dev.vireo.models.template.syntax.Statement;
import dev.vireo.models.template.values.Arguments;
import dev.vireo.models.template.values.Function;
import dev.vireo.models.template.values.Loop;
import dev.vireo.models.template.values.Meter;
import dev.vireo.models.template.values.Namespace;
import dev.vireo.models.template.values.TemplateFault;
import dev.vireo.models.template.values.Text;
import dev.vireo.models.template.values.TextBuilder;
import dev.vireo.models.template.values.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Executes statements and writes their output. */
final class Renderer implements Statement.Visitor<Renderer.Flow> {

  /**
   * How execution continues after a statement: normally, or by leaving the loop or its iteration.
   */
  enum Flow {
    NEXT,
    BREAK,
    CONTINUE
  }

  /** An iteration creates a scope, which takes as long as evaluating several expressions. */
  private static final int STEPS_PER_TURN = 4;

  private final Meter meter;
  private final Evaluator evaluator;
  private TextBuilder out;

  Renderer(Scope scope, TextBuilder out, Meter meter) {
    this.evaluator = new Evaluator(scope, meter);
    this.out = out;
    this.meter = meter;
  }

  Flow run(List<Statement> statements) {
    for (Statement statement : statements) {
      meter.step();
      Flow flow = statement.accept(this);
      if (flow != Flow.NEXT) {
        return flow;
      }
    }
    return Flow.NEXT;
  }

  /** Executes statements in a scope of their own. */
  private Flow run(List<Statement> statements, Scope scope) {
    Scope around = evaluator.enter(scope);
    Flow flow = run(statements);
    evaluator.enter(around);
    return flow;
  }

  /** Executes statements in a scope, with their output redirected. */
  Flow run(List<Statement> statements, Scope scope, TextBuilder to) {
    TextBuilder before = out;
    out = to;
    Flow flow = run(statements, scope);
    out = before;
    return flow;
  }

  @Override
  public Flow data(Statement.Data data) {
    out.append(data.text());
    return Flow.NEXT;
  }

  @Override
  public Flow print(Statement.Print print) {
    meter.at(print.line());
    Value value = evaluator.evaluate(print.value());
    value.str(out);
    return Flow.NEXT;
  }

  @Override
  public Flow choose(Statement.If choice) {
    for (Statement.Branch branch : choice.branches()) {
      meter.at(branch.line());
      if (evaluator.evaluate(branch.test()).truth()) {
        return run(branch.body());
      }
    }
    return run(choice.otherwise());
  }

  @Override
  public Flow loop(Statement.For loop) {
    meter.at(loop.line());
    Scope around = evaluator.scope();
    List<Value> items = chosen(loop, evaluator.evaluate(loop.items()).iterate(meter), around);
    Loop state = new Loop(items);
    // As in Jinja, an iteration that ends in continue or break does not prevent the else block.
    boolean completed = false;
    for (int i = 0; i < items.size(); i++) {
      meter.steps(STEPS_PER_TURN);
      state.at(i);
      // Each iteration has its own scope, so what it sets is gone in the next.
      Scope turn = around.inner();
      turn.set("loop", state);
      assign(loop.target(), items.get(i), turn);
      Flow flow = run(loop.body(), turn);
      if (flow == Flow.BREAK) {
        break;
      }
      completed |= flow == Flow.NEXT;
    }
    return completed ? Flow.NEXT : run(loop.otherwise(), around.inner());
  }

  private List<Value> chosen(Statement.For loop, List<Value> items, Scope around) {
    if (loop.test().isEmpty()) {
      return items;
    }
    List<Value> chosen = new ArrayList<>();
    for (Value item : items) {
      Scope turn = around.inner();
      assign(loop.target(), item, turn);
      evaluator.enter(turn);
      if (evaluator.evaluate(loop.test().get()).truth()) {
        chosen.add(item);
      }
      evaluator.enter(around);
    }
    return chosen;
  }

  private void assign(Statement.Target target, Value value, Scope scope) {
    if (target instanceof Statement.Variable variable) {
      scope.set(variable.name(), value);
    } else if (target instanceof Statement.NamespaceAttribute attribute) {
      Value namespace =
          scope
              .find(attribute.namespace())
              .orElseThrow(
                  () -> TemplateFault.wrong("'" + attribute.namespace() + "' is undefined"));
      if (!(namespace instanceof Namespace changed)) {
        throw TemplateFault.wrong("cannot assign attribute on non-namespace object");
      }
      changed.set(attribute.attribute(), value);
    } else if (target instanceof Statement.Variables variables) {
      List<Value> values = value.iterate(meter);
      if (values.size() != variables.targets().size()) {
        throw TemplateFault.wrong(
            "%d values for %d variables".formatted(values.size(), variables.targets().size()));
      }
      for (int i = 0; i < values.size(); i++) {
        assign(variables.targets().get(i), values.get(i), scope);
      }
    }
  }

  @Override
  public Flow set(Statement.Set set) {
    meter.at(set.line());
    Value value = evaluator.evaluate(set.value());
    assign(set.target(), value, evaluator.scope());
    return Flow.NEXT;
  }

  @Override
  public Flow setBlock(Statement.SetBlock set) {
    TextBuilder text = new TextBuilder(meter);
    Flow flow = run(set.body(), evaluator.scope().inner(), text);
    if (flow == Flow.NEXT) {
      assign(set.target(), filtered(text, set.filters()), evaluator.scope());
    }
    return flow;
  }

  private Value filtered(TextBuilder text, List<Expression.Filter> filters) {
    Value value = new Text(text.toString());
    for (Expression.Filter filter : filters) {
      value = evaluator.filtered(value, filter);
    }
    return value;
  }

  @Override
  public Flow macro(Statement.Macro macro) {
    Macro body = new Macro(macro.name(), macro.signature(), evaluator.scope(), this);
    evaluator.scope().set(macro.name(), new Function(macro.name(), body));
    return Flow.NEXT;
  }

  @Override
  public Flow callBlock(Statement.CallBlock block) {
    Expression.Call call = block.call();
    Value callee = evaluator.evaluate(call.callee());
    Arguments given = evaluator.evaluate(call.given());
    Map<String, Value> named = new LinkedHashMap<>(given.named());
    Macro body = new Macro("caller", block.caller(), evaluator.scope(), this);
    named.put("caller", new Function("caller", body));
    evaluator.call(callee, new Arguments(given.positional(), named), block.line()).str(out);
    return Flow.NEXT;
  }

  @Override
  public Flow filterBlock(Statement.FilterBlock block) {
    TextBuilder text = new TextBuilder(meter);
    Flow flow = run(block.body(), evaluator.scope().inner(), text);
    if (flow == Flow.NEXT) {
      filtered(text, block.filters()).str(out);
    }
    return flow;
  }

  @Override
  public Flow with(Statement.With with) {
    meter.at(with.line());
    Scope inner = evaluator.scope().inner();
    with.bindings()
        .forEach(
            binding -> assign(binding.getKey(), evaluator.evaluate(binding.getValue()), inner));
    return run(with.body(), inner);
  }

  @Override
  public Flow generation(Statement.Generation generation) {
    return run(generation.body(), evaluator.scope().inner());
  }

  @Override
  public Flow leave(Statement.Leave leave) {
    return leave.breaks() ? Flow.BREAK : Flow.CONTINUE;
  }

  /** Evaluates an expression in a scope, such as a parameter's default in the macro's scope. */
  Value evaluate(Expression expression, Scope scope) {
    Scope around = evaluator.enter(scope);
    Value value = evaluator.evaluate(expression);
    evaluator.enter(around);
    return value;
  }
}
