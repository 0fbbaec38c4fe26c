package dev.vireo.models.template.syntax;

import dev.vireo.models.template.values.Bool;
import dev.vireo.models.template.values.Int;
import dev.vireo.models.template.values.None;
import dev.vireo.models.template.values.Real;
import dev.vireo.models.template.values.TemplateFault;
import dev.vireo.models.template.values.Text;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Parses operands: a value with its attributes, calls, filters and tests. */
final class Operands {
  private final TokenStream tokens;
  private final ExpressionParser expressions;

  Operands(TokenStream tokens, ExpressionParser expressions) {
    this.tokens = tokens;
    this.expressions = expressions;
  }

  /** Parses a literal, a name, or an expression in parentheses. */
  Expression primary() {
    Token token = tokens.current();
    switch (token.kind()) {
      case NAME -> {
        tokens.next();
        return name(token);
      }
      case STRING -> {
        StringBuilder text = new StringBuilder();
        while (tokens.current().is(Token.Kind.STRING)) {
          text.append(tokens.next().text());
        }
        return new Expression.Literal(new Text(text.toString()));
      }
      case INTEGER -> {
        return new Expression.Literal(new Int(integer(tokens.next())));
      }
      case FLOAT -> {
        double number = Double.parseDouble(tokens.next().text().replace("_", ""));
        return new Expression.Literal(new Real(number));
      }
      default -> {
        if (tokens.skipOperator("(")) {
          return parenthesis();
        }
        if (tokens.skipOperator("[")) {
          return new Expression.ListOf(elements("]"), false);
        }
        if (tokens.skipOperator("{")) {
          return dict(token.line());
        }
        throw tokens.unexpected("an expression");
      }
    }
  }

  private Expression name(Token token) {
    return switch (token.text()) {
      case "true", "True" -> new Expression.Literal(Bool.TRUE);
      case "false", "False" -> new Expression.Literal(Bool.FALSE);
      case "none", "None" -> new Expression.Literal(None.NONE);
      default -> {
        expressions.reads(token.text());
        yield new Expression.Name(token.text(), token.line());
      }
    };
  }

  private static long integer(Token token) {
    String digits = token.text().replace("_", "");
    int base =
        switch (digits.length() > 1 ? Character.toLowerCase(digits.charAt(1)) : ' ') {
          case 'b' -> 2;
          case 'o' -> 8;
          case 'x' -> 16;
          default -> 10;
        };
    BigInteger number = new BigInteger(base == 10 ? digits : digits.substring(2), base);
    if (number.bitLength() >= Long.SIZE) {
      throw new TemplateFault(
          TemplateFault.Kind.UNSUPPORTED, "a whole number beyond 2^63", token.line());
    }
    return number.longValue();
  }

  private Expression parenthesis() {
    if (tokens.skipOperator(")")) {
      return new Expression.ListOf(List.of(), true);
    }
    Expression inner = expressions.tupleOrOne();
    tokens.expectOperator(")");
    return inner;
  }

  private List<Expression> elements(String close) {
    List<Expression> elements = new ArrayList<>();
    while (!tokens.skipOperator(close)) {
      if (!elements.isEmpty()) {
        tokens.expectOperator(",");
        if (tokens.skipOperator(close)) {
          break;
        }
      }
      elements.add(expressions.expression());
    }
    return elements;
  }

  private Expression dict(int line) {
    List<Map.Entry<Expression, Expression>> entries = new ArrayList<>();
    while (!tokens.skipOperator("}")) {
      if (!entries.isEmpty()) {
        tokens.expectOperator(",");
        if (tokens.skipOperator("}")) {
          break;
        }
      }
      Expression key = expressions.expression();
      tokens.expectOperator(":");
      entries.add(Map.entry(key, expressions.expression()));
    }
    return new Expression.DictOf(entries, line);
  }

  /** Parses attributes, elements and calls after a value. */
  Expression postfix(Expression value) {
    Expression whole = value;
    while (true) {
      int line = tokens.line();
      if (tokens.skipOperator(".")) {
        whole = attribute(whole, line);
      } else if (tokens.skipOperator("[")) {
        whole = subscript(whole, line);
      } else if (tokens.skipOperator("(")) {
        whole = new Expression.Call(whole, given(), line);
      } else {
        return whole;
      }
    }
  }

  private Expression attribute(Expression of, int line) {
    if (tokens.current().is(Token.Kind.INTEGER)) {
      Int index = new Int(integer(tokens.next()));
      return new Expression.Item(of, new Expression.Literal(index), line);
    }
    return new Expression.Attribute(of, tokens.expect(Token.Kind.NAME).text(), line);
  }

  private Expression subscript(Expression of, int line) {
    Optional<Expression> start = bound();
    if (!tokens.skipOperator(":")) {
      Expression key = start.orElseThrow(() -> tokens.unexpected("an expression"));
      if (tokens.current().isOperator(",")) {
        throw new TemplateFault(TemplateFault.Kind.UNSUPPORTED, "a tuple as a subscript", line);
      }
      tokens.expectOperator("]");
      return new Expression.Item(of, key, line);
    }
    Optional<Expression> stop = bound();
    Optional<Expression> step = tokens.skipOperator(":") ? bound() : Optional.empty();
    tokens.expectOperator("]");
    return new Expression.Slice(of, start, stop, step, line);
  }

  private Optional<Expression> bound() {
    Token token = tokens.current();
    return token.isOperator(":") || token.isOperator("]")
        ? Optional.empty()
        : Optional.of(expressions.expression());
  }

  /** Parses arguments, from after the opening parenthesis to the closing one. */
  private Expression.Given given() {
    List<Expression> positional = new ArrayList<>();
    Map<String, Expression> named = new LinkedHashMap<>();
    boolean first = true;
    while (!tokens.skipOperator(")")) {
      if (!first) {
        tokens.expectOperator(",");
        if (tokens.skipOperator(")")) {
          break;
        }
      }
      first = false;
      argument(positional, named);
    }
    return new Expression.Given(positional, named);
  }

  private void argument(List<Expression> positional, Map<String, Expression> named) {
    Token token = tokens.current();
    if (token.isOperator("*") || token.isOperator("**")) {
      throw new TemplateFault(
          TemplateFault.Kind.UNSUPPORTED,
          "'" + token.text() + "' before an argument",
          token.line());
    }
    if (token.is(Token.Kind.NAME) && tokens.following().isOperator("=")) {
      tokens.next();
      tokens.next();
      if (named.put(token.text(), expressions.expression()) != null) {
        throw TemplateFault.syntax("the argument '" + token.text() + "' twice", token.line());
      }
    } else if (named.isEmpty()) {
      positional.add(expressions.expression());
    } else {
      throw TemplateFault.syntax("an argument without a name behind one with a name", token.line());
    }
  }

  /** Parses filters, tests and calls after a value. */
  Expression filtersAndTests(Expression value) {
    Expression whole = value;
    while (true) {
      int line = tokens.line();
      if (tokens.skipOperator("|")) {
        whole = new Expression.Filtered(whole, filter());
      } else if (tokens.skipName("is")) {
        whole = test(whole, line);
      } else if (tokens.skipOperator("(")) {
        whole = new Expression.Call(whole, given(), line);
      } else {
        return whole;
      }
    }
  }

  /** Parses a filter's name and arguments. */
  Expression.Filter filter() {
    int line = tokens.line();
    String name = dottedName();
    return new Expression.Filter(
        name, tokens.skipOperator("(") ? given() : Expression.Given.NOTHING, line);
  }

  private String dottedName() {
    StringBuilder name = new StringBuilder(tokens.expect(Token.Kind.NAME).text());
    while (tokens.skipOperator(".")) {
      name.append('.').append(tokens.expect(Token.Kind.NAME).text());
    }
    return name.toString();
  }

  /**
   * Parses a test. It may have one argument without parentheses, as in {@code is divisibleby 3}.
   */
  private Expression test(Expression of, int line) {
    boolean negated = tokens.skipName("not");
    String name = dottedName();
    Expression.Given given = Expression.Given.NOTHING;
    if (tokens.skipOperator("(")) {
      given = given();
    } else if (beginsValue(tokens.current())) {
      if (tokens.current().isName("is")) {
        throw TemplateFault.syntax("'is' behind a test; put parentheses around the first", line);
      }
      given = new Expression.Given(List.of(postfix(primary())), Map.of());
    }
    Expression test = new Expression.Test(of, name, given, line);
    return negated ? new Expression.Not(test) : test;
  }

  private static boolean beginsValue(Token token) {
    return switch (token.kind()) {
      case STRING, INTEGER, FLOAT -> true;
      case NAME -> !token.isName("else") && !token.isName("or") && !token.isName("and");
      case OPERATOR -> token.isOperator("[") || token.isOperator("{");
      default -> false;
    };
  }
}
