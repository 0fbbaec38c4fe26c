package dev.vireo.models.template.syntax;

import dev.vireo.models.template.values.Comparison;
import dev.vireo.models.template.values.Operator;
import dev.vireo.models.template.values.TemplateFault;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Parses expressions. Operators from lowest to highest precedence: if, or, and, not, comparisons,
 * {@code + -}, {@code ~}, {@code * / // %}, {@code **}, signs, and postfix operators.
 */
final class ExpressionParser {
  private static final int DEEPEST = 100;
  private static final Map<String, Comparison> COMPARISONS =
      Map.of(
          "==", Comparison.EQUAL,
          "!=", Comparison.UNEQUAL,
          "<", Comparison.LESS,
          ">", Comparison.GREATER,
          "<=", Comparison.AT_MOST,
          ">=", Comparison.AT_LEAST);

  private final TokenStream tokens;
  private final Operands operands;
  private final List<Set<String>> readers = new ArrayList<>();
  private int depth;

  ExpressionParser(TokenStream tokens) {
    this.tokens = tokens;
    this.operands = new Operands(tokens, this);
  }

  /** Starts to record the names that expressions read, until {@link #endNames}. */
  void beginNames() {
    readers.add(new HashSet<>());
  }

  Set<String> endNames() {
    return Set.copyOf(readers.remove(readers.size() - 1));
  }

  void reads(String name) {
    readers.forEach(reader -> reader.add(name));
  }

  /** Parses an expression, or a tuple if commas follow. */
  Expression tupleOrOne() {
    return tuple(this::expression);
  }

  /** Parses an expression or a tuple that does not extend over {@code if}. */
  Expression tupleWithoutIf() {
    return tuple(this::or);
  }

  private Expression tuple(Supplier<Expression> element) {
    List<Expression> elements = new ArrayList<>();
    elements.add(element.get());
    boolean tuple = false;
    while (tokens.skipOperator(",")) {
      tuple = true;
      if (endsTuple()) {
        break;
      }
      elements.add(element.get());
    }
    return tuple ? new Expression.ListOf(elements, true) : elements.get(0);
  }

  private boolean endsTuple() {
    Token token = tokens.current();
    return token.is(Token.Kind.PRINT_END) || token.is(Token.Kind.TAG_END) || token.isOperator(")");
  }

  Expression expression() {
    if (++depth > DEEPEST) {
      throw TemplateFault.limit("expressions nested more than " + DEEPEST + " deep")
          .in(tokens.line());
    }
    Expression value = or();
    while (tokens.skipName("if")) {
      Expression test = or();
      Optional<Expression> otherwise =
          tokens.skipName("else") ? Optional.of(expression()) : Optional.empty();
      value = new Expression.Conditional(test, value, otherwise);
    }
    depth--;
    return value;
  }

  Expression or() {
    Expression left = and();
    while (tokens.skipName("or")) {
      left = new Expression.Logical(left, and(), false);
    }
    return left;
  }

  private Expression and() {
    Expression left = not();
    while (tokens.skipName("and")) {
      left = new Expression.Logical(left, not(), true);
    }
    return left;
  }

  private Expression not() {
    int nots = 0;
    while (tokens.current().isName("not")) {
      tokens.next();
      nots++;
    }
    Expression value = comparison();
    if (nots == 0) {
      return value;
    }
    return nots % 2 == 1
        ? new Expression.Not(value)
        : new Expression.Not(new Expression.Not(value));
  }

  private Expression comparison() {
    int line = tokens.line();
    Expression first = sum();
    List<Map.Entry<Comparison, Expression>> links = new ArrayList<>();
    while (true) {
      Optional<Comparison> comparison = comparisonOperator();
      if (comparison.isEmpty()) {
        return links.isEmpty() ? first : new Expression.Compare(first, links, line);
      }
      links.add(Map.entry(comparison.get(), sum()));
    }
  }

  private Optional<Comparison> comparisonOperator() {
    Token token = tokens.current();
    if (token.is(Token.Kind.OPERATOR) && COMPARISONS.containsKey(token.text())) {
      tokens.next();
      return Optional.of(COMPARISONS.get(token.text()));
    }
    if (tokens.skipName("in")) {
      return Optional.of(Comparison.IN);
    }
    if (token.isName("not") && tokens.following().isName("in")) {
      tokens.next();
      tokens.next();
      return Optional.of(Comparison.NOT_IN);
    }
    return Optional.empty();
  }

  private Expression sum() {
    return binary(this::concat, Map.of("+", Operator.ADD, "-", Operator.SUBTRACT));
  }

  private Expression concat() {
    int line = tokens.line();
    List<Expression> parts = new ArrayList<>();
    do {
      parts.add(product());
    } while (tokens.skipOperator("~"));
    return parts.size() == 1 ? parts.get(0) : new Expression.Concat(parts, line);
  }

  private Expression product() {
    return binary(
        this::power,
        Map.of(
            "*", Operator.MULTIPLY,
            "/", Operator.DIVIDE,
            "//", Operator.FLOOR_DIVIDE,
            "%", Operator.REMAINDER));
  }

  private Expression power() {
    return binary(() -> signed(true), Map.of("**", Operator.POWER));
  }

  private Expression binary(Supplier<Expression> operand, Map<String, Operator> operators) {
    Expression left = operand.get();
    while (tokens.current().is(Token.Kind.OPERATOR)
        && operators.containsKey(tokens.current().text())) {
      Token token = tokens.next();
      left = new Expression.Binary(operators.get(token.text()), left, operand.get(), token.line());
    }
    return left;
  }

  /**
   * Parses signs, which bind less tightly than postfix operators but more tightly than filters:
   * {@code -3 | abs} is 3.
   */
  private Expression signed(boolean withFilters) {
    Token token = tokens.current();
    Expression value;
    if (token.isOperator("-") || token.isOperator("+")) {
      tokens.next();
      if (++depth > DEEPEST) {
        throw TemplateFault.limit("signs nested more than " + DEEPEST + " deep").in(token.line());
      }
      value = new Expression.Signed(signed(false), token.isOperator("-"), token.line());
      depth--;
    } else {
      value = operands.primary();
    }
    value = operands.postfix(value);
    return withFilters ? operands.filtersAndTests(value) : value;
  }

  /**
   * Parses the filters {@code | name(arguments) | ...} of a block, optionally without the first
   * bar.
   */
  List<Expression.Filter> filters(boolean firstWithoutBar) {
    List<Expression.Filter> filters = new ArrayList<>();
    if (firstWithoutBar) {
      filters.add(operands.filter());
    }
    while (tokens.skipOperator("|")) {
      filters.add(operands.filter());
    }
    return filters;
  }
}
