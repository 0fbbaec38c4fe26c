package dev.vireo.models.template.syntax;

import dev.vireo.models.template.values.TemplateFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Parses a template into statements. */
public final class Parser {
  private static final int DEEPEST = 100;
  private static final Set<String> REFUSED =
      Set.of("include", "import", "from", "extends", "block", "autoescape", "do", "trans");

  private final TokenStream tokens;
  private final ExpressionParser expressions;
  private int depth;
  private int loops;

  private Parser(TokenStream tokens) {
    this.tokens = tokens;
    this.expressions = new ExpressionParser(tokens);
  }

  /**
   * The statements of a template.
   *
   * @throws TemplateFault of kind SYNTAX if it is not a valid template, UNSUPPORTED if it has a
   *     statement that Vireo does not support, and LIMIT if it is nested too deeply
   */
  public static List<Statement> parse(String template) {
    return new Parser(new TokenStream(Lexer.tokens(template))).statements(Set.of());
  }

  /** Parses statements up to the end or to a tag with one of these names, which is not consumed. */
  private List<Statement> statements(Set<String> ends) {
    List<Statement> statements = new ArrayList<>();
    while (true) {
      Token token = tokens.next();
      switch (token.kind()) {
        case DATA -> statements.add(new Statement.Data(token.text()));
        case PRINT_BEGIN -> {
          Expression value = expressions.tupleOrOne();
          tokens.expect(Token.Kind.PRINT_END);
          statements.add(new Statement.Print(value, token.line()));
        }
        case TAG_BEGIN -> {
          if (tokens.current().is(Token.Kind.NAME) && ends.contains(tokens.current().text())) {
            return statements;
          }
          statements.add(statement());
          tokens.expect(Token.Kind.TAG_END);
        }
        default -> {
          if (!ends.isEmpty()) {
            throw TemplateFault.syntax(
                "the template ends before " + String.join(" or ", new java.util.TreeSet<>(ends)),
                token.line());
          }
          return statements;
        }
      }
    }
  }

  /** Parses the body of a tag, up to a tag with one of these names. */
  private List<Statement> body(String... ends) {
    tokens.skipOperator(":");
    tokens.expect(Token.Kind.TAG_END);
    if (++depth > DEEPEST) {
      throw TemplateFault.limit("blocks nested more than " + DEEPEST + " deep").in(tokens.line());
    }
    List<Statement> body = statements(Set.of(ends));
    depth--;
    return body;
  }

  private List<Statement> wholeBody(String end) {
    List<Statement> body = body(end);
    tokens.expectName(end);
    return body;
  }

  private Statement statement() {
    Token token = tokens.expect(Token.Kind.NAME);
    int line = token.line();
    return switch (token.text()) {
      case "if" -> choice(line);
      case "for" -> loop(line);
      case "set" -> set(line);
      case "macro" -> macro(line);
      case "call" -> callBlock(line);
      case "filter" ->
          new Statement.FilterBlock(expressions.filters(true), wholeBody("endfilter"), line);
      case "with" -> with(line);
      case "generation" -> new Statement.Generation(outsideLoops("endgeneration"));
      case "print" -> new Statement.Print(expressions.tupleOrOne(), line);
      case "break", "continue" -> {
        if (loops == 0) {
          throw TemplateFault.syntax("'" + token.text() + "' outside of a loop", line);
        }
        yield new Statement.Leave(token.text().equals("break"));
      }
      default -> {
        if (REFUSED.contains(token.text())) {
          throw new TemplateFault(
              TemplateFault.Kind.UNSUPPORTED, "the statement '" + token.text() + "'", line);
        }
        throw TemplateFault.syntax("the tag '" + token.text() + "' is not known here", line);
      }
    };
  }

  /**
   * Parses a body that becomes a function of its own, so that it cannot leave an enclosing loop.
   */
  private List<Statement> outsideLoops(String end) {
    int around = loops;
    loops = 0;
    List<Statement> body = wholeBody(end);
    loops = around;
    return body;
  }

  private Statement choice(int firstLine) {
    List<Statement.Branch> branches = new ArrayList<>();
    int line = firstLine;
    while (true) {
      Expression test = expressions.tupleWithoutIf();
      branches.add(new Statement.Branch(test, body("elif", "else", "endif"), line));
      line = tokens.line();
      if (tokens.skipName("elif")) {
        continue;
      }
      List<Statement> otherwise = List.of();
      if (tokens.skipName("else")) {
        otherwise = body("endif");
      }
      tokens.expectName("endif");
      return new Statement.If(branches, otherwise);
    }
  }

  private Statement loop(int line) {
    Statement.Target target = target(false);
    tokens.expectName("in");
    Expression items = expressions.tupleWithoutIf();
    Optional<Expression> test =
        tokens.skipName("if") ? Optional.of(expressions.expression()) : Optional.empty();
    if (tokens.current().isName("recursive")) {
      throw new TemplateFault(TemplateFault.Kind.UNSUPPORTED, "a recursive loop", line);
    }
    loops++;
    List<Statement> body = body("else", "endfor");
    loops--;
    List<Statement> otherwise = List.of();
    if (tokens.skipName("else")) {
      otherwise = body("endfor");
    }
    tokens.expectName("endfor");
    return new Statement.For(target, items, test, body, otherwise, line);
  }

  private Statement set(int line) {
    Statement.Target target = target(true);
    if (tokens.skipOperator("=")) {
      return new Statement.Set(target, expressions.tupleOrOne(), line);
    }
    return new Statement.SetBlock(target, expressions.filters(false), wholeBody("endset"), line);
  }

  /** Parses one target, or several separated by commas. */
  private Statement.Target target(boolean withNamespace) {
    List<Statement.Target> targets = new ArrayList<>();
    targets.add(oneTarget(withNamespace));
    boolean several = false;
    while (tokens.skipOperator(",")) {
      several = true;
      if (tokens.current().isOperator(")")) {
        break;
      }
      targets.add(oneTarget(withNamespace));
    }
    return several ? new Statement.Variables(targets) : targets.get(0);
  }

  private Statement.Target oneTarget(boolean withNamespace) {
    if (tokens.skipOperator("(")) {
      Statement.Target inner = target(withNamespace);
      tokens.expectOperator(")");
      return inner;
    }
    String name = variable();
    if (withNamespace && tokens.skipOperator(".")) {
      expressions.reads(name);
      return new Statement.NamespaceAttribute(name, tokens.expect(Token.Kind.NAME).text());
    }
    return new Statement.Variable(name);
  }

  private String variable() {
    Token token = tokens.expect(Token.Kind.NAME);
    if (Set.of("true", "True", "false", "False", "none", "None").contains(token.text())) {
      throw TemplateFault.syntax("'" + token.text() + "' cannot be set", token.line());
    }
    return token.text();
  }

  private Statement macro(int line) {
    String name = variable();
    tokens.expectOperator("(");
    return new Statement.Macro(name, signature(parameters(), "endmacro"), line);
  }

  private Statement callBlock(int line) {
    List<Statement.Parameter> parameters = tokens.skipOperator("(") ? parameters() : List.of();
    if (!(expressions.expression() instanceof Expression.Call call)) {
      throw TemplateFault.syntax("'call' needs the call of a macro", line);
    }
    return new Statement.CallBlock(signature(parameters, "endcall"), call, line);
  }

  private Statement.Signature signature(List<Statement.Parameter> parameters, String end) {
    expressions.beginNames();
    List<Statement> body = outsideLoops(end);
    return new Statement.Signature(parameters, body, expressions.endNames());
  }

  private List<Statement.Parameter> parameters() {
    List<Statement.Parameter> parameters = new ArrayList<>();
    while (!tokens.skipOperator(")")) {
      if (!parameters.isEmpty()) {
        tokens.expectOperator(",");
      }
      int line = tokens.line();
      String name = variable();
      Optional<Expression> otherwise =
          tokens.skipOperator("=") ? Optional.of(expressions.expression()) : Optional.empty();
      if (otherwise.isEmpty()
          && !parameters.isEmpty()
          && parameters.get(parameters.size() - 1).otherwise().isPresent()) {
        throw TemplateFault.syntax(
            "the parameter '" + name + "' without a value behind one with a value", line);
      }
      parameters.add(new Statement.Parameter(name, otherwise));
    }
    return parameters;
  }

  private Statement with(int line) {
    List<Map.Entry<Statement.Target, Expression>> bindings = new ArrayList<>();
    while (!tokens.current().is(Token.Kind.TAG_END)) {
      if (!bindings.isEmpty()) {
        tokens.expectOperator(",");
      }
      Statement.Target target = oneTarget(false);
      tokens.expectOperator("=");
      bindings.add(Map.entry(target, expressions.expression()));
    }
    return new Statement.With(bindings, wholeBody("endwith"), line);
  }
}
