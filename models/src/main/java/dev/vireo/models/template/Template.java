package dev.vireo.models.template;

import dev.vireo.models.template.syntax.Parser;
import dev.vireo.models.template.syntax.Statement;
import dev.vireo.models.template.values.Meter;
import dev.vireo.models.template.values.TemplateFault;
import dev.vireo.models.template.values.TextBuilder;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A parsed template, rendered as Jinja does in transformers' {@code apply_chat_template}. It has no
 * state, so threads may share it.
 */
public final class Template {
  /** Current templates take about one step per character of a conversation. */
  private static final long STEPS_PER_CHARACTER = 1_000;

  private static final long STEPS = 20_000_000;

  private final List<Statement> statements;

  private Template(List<Statement> statements) {
    this.statements = statements;
  }

  /**
   * Parses a template.
   *
   * @throws TemplateFault if it is not a valid template, or has a statement that is not supported
   */
  public static Template parse(String source) {
    try {
      return new Template(Parser.parse(source));
    } catch (StackOverflowError e) {
      throw TemplateFault.limit("expressions that are nested too deep");
    }
  }

  /**
   * Renders the template.
   *
   * @param values values of its variables: null, texts, truth values, whole numbers, and lists and
   *     string-keyed maps of these
   * @param now the time that {@code strftime_now} formats
   * @throws TemplateFault with its line, if Jinja would raise an error, if a construct is not
   *     supported, or if a limit is exceeded
   */
  public String render(Map<String, Object> values, Optional<LocalDateTime> now) {
    Inputs inputs = Inputs.of(values);
    Meter meter = new Meter(STEPS + STEPS_PER_CHARACTER * inputs.characters());
    Scope scope = Scope.outermost(Globals.functions(now));
    inputs.values().forEach(scope::set);
    TextBuilder out = new TextBuilder(meter);
    try {
      new Renderer(scope, out, meter).run(statements);
      return out.toString();
    } catch (TemplateFault e) {
      throw e.in(meter.line());
    } catch (StackOverflowError e) {
      throw TemplateFault.limit("calls that are nested too deep").in(meter.line());
    }
  }
}
