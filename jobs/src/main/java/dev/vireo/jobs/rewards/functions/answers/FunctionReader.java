package dev.vireo.jobs.rewards.functions.answers;

import dev.vireo.jobs.rewards.functions.answers.Expression.Call;
import dev.vireo.jobs.rewards.functions.answers.Expression.Literal;

/** Reads roots, logarithms and functions, of which the name is taken already. */
final class FunctionReader {
  private final TokenSource tokens;
  private final Reader reader;
  private final FactorReader factors;

  FunctionReader(TokenSource tokens, Reader reader, FactorReader factors) {
    this.tokens = tokens;
    this.reader = reader;
    this.factors = factors;
  }

  Expression root() {
    if (tokens.takeSign("[")) {
      Expression degree = reader.sum();
      tokens.expectSign("]");
      return new Call(Operation.ROOT, factors.argument(), degree);
    }
    Token token = tokens.peek();
    Expression radicand = token.isSign("(") ? factors.primary() : factors.argument();
    return new Call(Operation.ROOT, radicand, new Literal(Rational.of(2), false));
  }

  Expression logarithm() {
    if (!tokens.takeSign("_")) {
      return functionOf(Operation.DECIMAL_LOGARITHM);
    }
    Expression base = factors.argument();
    return new Call(Operation.LOGARITHM, functionArgument(), base);
  }

  Expression functionOf(Operation function) {
    if (!tokens.takeSign("^")) {
      return new Call(function, functionArgument());
    }
    Expression exponent = factors.argument();
    boolean inverse =
        exponent instanceof Call call
            && call.operation() == Operation.NEGATE
            && call.arguments().get(0) instanceof Literal number
            && number.value().equals(Rational.ONE);
    if (inverse && function.inverse() != null) {
      return new Call(function.inverse(), functionArgument());
    }
    return new Call(Operation.POWER, new Call(function, functionArgument()), exponent);
  }

  /** A bracket, or the factors up to the next sign or function. */
  private Expression functionArgument() {
    if (tokens.peek().isSign("(") || tokens.peek().isSign("{")) {
      return factors.primary();
    }
    Expression argument = factors.signed();
    while (factors.begins(tokens.peek())
        && Operation.function(tokens.peek().text()) == null
        && !tokens.peek().isCommand("log")
        && !tokens.peek().isSign("(")) {
      argument = factors.behind(argument);
    }
    return argument;
  }
}
