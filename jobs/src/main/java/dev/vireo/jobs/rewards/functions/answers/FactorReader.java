package dev.vireo.jobs.rewards.functions.answers;

import dev.vireo.jobs.rewards.functions.answers.Expression.Call;
import dev.vireo.jobs.rewards.functions.answers.Expression.Literal;
import dev.vireo.jobs.rewards.functions.answers.Expression.Symbol;
import dev.vireo.jobs.rewards.functions.answers.Expression.Unknown;
import dev.vireo.jobs.rewards.functions.answers.Expression.Words;
import dev.vireo.jobs.rewards.functions.answers.Token.Kind;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Reads the factors of a product: numbers, letters, fractions, roots, functions, brackets. */
final class FactorReader {
  private final TokenSource tokens;
  private final Reader reader;
  private final FunctionReader functions;
  private int bars;

  FactorReader(TokenSource tokens, Reader reader) {
    this.tokens = tokens;
    this.reader = reader;
    this.functions = new FunctionReader(tokens, reader, this);
  }

  /** Whether a factor can begin with the token, so that it multiplies what is before it. */
  boolean begins(Token token) {
    return switch (token.kind()) {
      case NUMBER, LETTER -> true;
      case WORDS, END -> false;
      case SIGN ->
          token.text().equals("(")
              || token.text().equals("[")
              || token.text().equals("{")
              || (token.text().equals("|") && bars == 0);
      case COMMAND ->
          Vocabulary.SYMBOLS.contains(token.text())
              || Vocabulary.OPENING.contains(token.text())
              || Operation.function(token.text()) != null
              || token.text().startsWith("begin ")
              || token.text().startsWith("mathbb ");
    };
  }

  /** The next factor, times what is before it; of a whole number and a fraction their sum. */
  Expression behind(Expression left) {
    Token token = tokens.peek();
    if (token.kind() == Kind.NUMBER && left instanceof Literal) {
      throw new Unreadable("two numbers in a row");
    }
    boolean mixed =
        token.isCommand("frac")
            && left instanceof Literal number
            && !number.decimal()
            && number.value().isWhole();
    Expression factor = power();
    return mixed && isPlainFraction(factor)
        ? new Call(Operation.ADD, left, factor)
        : new Call(Operation.MULTIPLY, left, factor);
  }

  private static boolean isPlainFraction(Expression factor) {
    return factor instanceof Call call
        && call.operation() == Operation.DIVIDE
        && call.arguments().stream().allMatch(Literal.class::isInstance);
  }

  Expression signed() {
    if (tokens.takeSign("-")) {
      return new Call(Operation.NEGATE, power());
    }
    tokens.takeSign("+");
    return power();
  }

  private Expression power() {
    Expression base = primary();
    while (true) {
      if (tokens.takeSign("!")) {
        base = new Call(Operation.FACTORIAL, base);
      } else if (tokens.peek().isSign("'")) {
        throw new Unreadable("a derivative");
      } else if (tokens.peek().isSign("^")) {
        tokens.next();
        if (isDegree()) {
          continue;
        }
        base = new Call(Operation.POWER, base, argument());
      } else {
        return base;
      }
    }
  }

  /** A degree sign after {@code ^}, which is a unit. */
  private boolean isDegree() {
    if (tokens.takeCommand("circ")) {
      return true;
    }
    if (tokens.peek().isSign("{")
        && tokens.peek(1).isCommand("circ")
        && tokens.peek(2).isSign("}")) {
      tokens.next();
      tokens.next();
      tokens.next();
      return true;
    }
    return false;
  }

  /** What a command or a raised sign takes: a group, or one digit, letter or command. */
  Expression argument() {
    if (tokens.takeSign("{")) {
      Expression inner = reader.sum();
      tokens.expectSign("}");
      return inner;
    }
    if (tokens.takeSign("-")) {
      return new Call(Operation.NEGATE, argument());
    }
    return primary();
  }

  /** The arguments of a fraction: {@code \frac12} takes two digits of one number. */
  private Expression fraction(Operation operation) {
    Token token = tokens.peek();
    if (token.kind() == Kind.NUMBER && token.text().matches("\\d{2,}")) {
      tokens.next();
      return new Call(
          operation, number(token.text().substring(0, 1)), number(token.text().substring(1)));
    }
    Expression above = argument();
    if (above.equals(new Symbol("d")) && tokens.peek(1).text().equals("d")) {
      throw new Unreadable("a derivative");
    }
    return new Call(operation, above, argument());
  }

  private static Expression number(String digits) {
    return new Literal(
        Rational.parse(digits).orElseThrow(() -> new Unreadable("too many digits")),
        digits.contains("."));
  }

  Expression primary() {
    Token token = tokens.next();
    return switch (token.kind()) {
      case NUMBER ->
          // Digits of another base are compared as they stand.
          tokens.peek().isSign("_") ? new Symbol(token.text() + subscript()) : number(token.text());
      case LETTER -> letter(token.text());
      case WORDS -> new Words(token.text());
      case COMMAND -> command(token.text());
      case SIGN -> sign(token.text());
      case END -> throw new Unreadable("it breaks off");
    };
  }

  private Expression letter(String name) {
    String full = name + subscript();
    if (Set.of("f", "g", "h").contains(name) && tokens.peek().isSign("(")) {
      tokens.next();
      List<Expression> arguments = reader.elements();
      tokens.expectSign(")");
      return new Unknown(full, List.copyOf(arguments));
    }
    return new Symbol(full);
  }

  private String subscript() {
    return tokens.takeSign("_") ? "_" + group() : "";
  }

  /** The text of a group, or of one token. */
  private String group() {
    if (!tokens.takeSign("{")) {
      return tokens.next().text();
    }
    StringBuilder text = new StringBuilder();
    while (!tokens.takeSign("}")) {
      if (tokens.peek().equals(Token.END)) {
        throw new Unreadable("a group is not closed");
      }
      text.append(tokens.next().text());
    }
    return text.toString();
  }

  private Expression sign(String sign) {
    switch (sign) {
      case "(", "[" -> {
        return outsideBars(() -> reader.bracketed(sign.charAt(0)));
      }
      case "{" -> {
        return outsideBars(
            () -> {
              List<Expression> elements = reader.elements();
              tokens.expectSign("}");
              return elements.size() == 1
                  ? elements.get(0)
                  : new Expression.Elements(List.copyOf(elements), false);
            });
      }
      case "|" -> {
        bars++;
        Expression inner = reader.sum();
        bars--;
        tokens.expectSign("|");
        return new Call(Operation.ABSOLUTE, inner);
      }
      default -> throw new Unreadable("unexpected '" + sign + "'");
    }
  }

  private Expression outsideBars(Supplier<Expression> inner) {
    int before = bars;
    bars = 0;
    Expression read = inner.get();
    bars = before;
    return read;
  }

  private Expression command(String name) {
    Optional<Operation> function = Optional.ofNullable(Operation.function(name));
    if (function.isPresent()) {
      return functions.functionOf(function.get());
    }
    if (name.startsWith("begin ")
        && Vocabulary.MATRICES.contains(name.substring("begin ".length()))) {
      return reader.matrix(name.substring("begin ".length()));
    }
    if (name.startsWith("mathbb ")) {
      return new Symbol(name);
    }
    return switch (name) {
      case "frac" -> fraction(Operation.DIVIDE);
      case "binom" -> fraction(Operation.BINOMIAL);
      case "sqrt" -> functions.root();
      case "log" -> functions.logarithm();
      case "boxed", "fbox" -> argument();
      case "overline", "vec", "bar", "hat", "overrightarrow", "widehat", "mathcal" ->
          new Symbol(name + " " + group());
      case "{" -> outsideBars(reader::braced);
      case "lfloor" -> enclosed(Operation.FLOOR, "rfloor");
      case "lceil" -> enclosed(Operation.CEILING, "rceil");
      default -> {
        if (!Vocabulary.SYMBOLS.contains(name)) {
          throw new Unreadable("unknown command \\" + name);
        }
        yield new Symbol(name + subscript());
      }
    };
  }

  private Expression enclosed(Operation operation, String end) {
    Expression inner = reader.sum();
    if (!tokens.takeCommand(end)) {
      throw new Unreadable("\\" + end + " is missing");
    }
    return new Call(operation, inner);
  }
}
