package dev.vireo.models.template;

import dev.vireo.models.template.syntax.Statement;
import dev.vireo.models.template.values.Arguments;
import dev.vireo.models.template.values.Dict;
import dev.vireo.models.template.values.Function;
import dev.vireo.models.template.values.Meter;
import dev.vireo.models.template.values.TemplateFault;
import dev.vireo.models.template.values.Text;
import dev.vireo.models.template.values.TextBuilder;
import dev.vireo.models.template.values.TupleValue;
import dev.vireo.models.template.values.Undefined;
import dev.vireo.models.template.values.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The function that a macro defines, which returns the text of its body. The body sees the scope of
 * its definition, not that of the call.
 */
record Macro(String name, Statement.Signature signature, Scope definedIn, Renderer renderer)
    implements Function.Body {
  private static final String CALLER = "caller";
  private static final String VARARGS = "varargs";
  private static final String KWARGS = "kwargs";

  @Override
  public Value call(Arguments given, Meter meter) {
    int line = meter.line();
    meter.enter("macros");
    Scope scope = definedIn.inner();
    bind(given, scope);
    TextBuilder text = new TextBuilder(meter);
    renderer.run(signature.body(), scope, text);
    meter.leave();
    meter.at(line);
    return new Text(text.toString());
  }

  private void bind(Arguments given, Scope scope) {
    List<Statement.Parameter> parameters = signature.parameters();
    List<Value> positional = given.positional();
    Map<String, Value> named = new LinkedHashMap<>(given.named());
    for (int i = 0; i < parameters.size(); i++) {
      String parameter = parameters.get(i).name();
      if (i < positional.size()) {
        scope.set(parameter, positional.get(i));
      } else if (named.containsKey(parameter)) {
        scope.set(parameter, named.remove(parameter));
      } else {
        Value otherwise =
            parameters
                .get(i)
                .otherwise()
                .map(value -> renderer.evaluate(value, scope))
                .orElseGet(() -> new Undefined("parameter '" + parameter + "' was not provided"));
        scope.set(parameter, otherwise);
      }
    }
    if (signature.names().contains(CALLER)) {
      Value caller = named.remove(CALLER);
      scope.set(CALLER, caller != null ? caller : new Undefined("No caller defined"));
    }
    if (signature.names().contains(KWARGS)) {
      scope.set(KWARGS, new Dict(named));
    } else if (!named.isEmpty()) {
      throw TemplateFault.wrong(
          "macro '%s' takes no keyword argument '%s'"
              .formatted(name, named.keySet().iterator().next()));
    }
    if (signature.names().contains(VARARGS)) {
      int rest = Math.min(parameters.size(), positional.size());
      scope.set(VARARGS, new TupleValue(positional.subList(rest, positional.size())));
    } else if (positional.size() > parameters.size()) {
      throw TemplateFault.wrong(
          "macro '%s' takes not more than %d argument(s)".formatted(name, parameters.size()));
    }
  }
}
