package dev.vireo.jobs.rewards.functions.answers;

import dev.vireo.jobs.rewards.functions.answers.Expression.Call;
import dev.vireo.jobs.rewards.functions.answers.Expression.Elements;
import dev.vireo.jobs.rewards.functions.answers.Expression.Matrix;
import dev.vireo.jobs.rewards.functions.answers.Expression.Percent;
import dev.vireo.jobs.rewards.functions.answers.Expression.Relation;
import dev.vireo.jobs.rewards.functions.answers.Expression.SetOperation;
import dev.vireo.jobs.rewards.functions.answers.Expression.Tuple;
import dev.vireo.jobs.rewards.functions.answers.Expression.Words;
import dev.vireo.jobs.rewards.functions.answers.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads an answer: lists, relations, sets, sums. {@link FactorReader} reads what a product is made
 * of.
 */
final class Reader {
  private static final Map<String, String> RELATIONS =
      Map.of(
          "<", "<", ">", ">", "=", "=", "le", "<=", "ge", ">=", "ne", "!=", "in", "in", "to", "=");

  /** An answer in words, of which the letters are not variables. */
  private static final Pattern WORDS =
      Pattern.compile(
          "(?!infinity)\\p{L}{4,}|\\p{L}{2,}(?:[ ,-]{1,3}(?!and |or )\\p{L}{2,}){1,20}");

  private static final Pattern TEXT = Pattern.compile("\\\\[a-z]+\\s?\\{[^{}]*}");
  private static final Pattern SENTENCE =
      Pattern.compile("(?<![\\\\\\p{L}])(?!and |or )\\p{L}{2,40}\\s+(?!and |or )\\p{L}{2}");

  /** Tokens of the longest answer: terms of one sum nest as deeply as there are terms. */
  private static final int LONGEST = 600;

  /** Deepest nesting of brackets and the like. */
  private static final int DEEPEST = 40;

  private final TokenSource tokens;
  private final FactorReader factors;
  private int depth;

  private Reader(List<Token> tokens) {
    this.tokens = new TokenSource(tokens);
    this.factors = new FactorReader(this.tokens, this);
  }

  /** What the text says; empty if it is not an answer in this package's LaTeX. */
  static Optional<Expression> read(String text) {
    try {
      String words = text.replaceAll("^[\\s$]+|[\\s$.]+$", "");
      if (text.length() <= Tokens.LONGEST && WORDS.matcher(words).matches()) {
        return Optional.of(new Words(words));
      }
      if (SENTENCE.matcher(TEXT.matcher(text).replaceAll("")).find()) {
        return Optional.empty();
      }
      List<Token> tokens = Units.removed(Tokens.of(Units.removed(text)));
      if (tokens.isEmpty() || tokens.size() > LONGEST) {
        return Optional.empty();
      }
      if (tokens.stream().allMatch(token -> token.kind() == Kind.WORDS)) {
        return Optional.of(new Words(String.join(" ", tokens.stream().map(Token::text).toList())));
      }
      Reader reader = new Reader(tokens);
      Expression answer = reader.list();
      return reader.tokens.peek().equals(Token.END) ? Optional.of(answer) : Optional.empty();
    } catch (Unreadable | ArithmeticException e) {
      return Optional.empty();
    }
  }

  private Expression list() {
    List<Expression> elements = elements();
    return elements.size() == 1 ? elements.get(0) : new Elements(List.copyOf(elements), false);
  }

  /** Relations between commas. */
  List<Expression> elements() {
    List<Expression> elements = new ArrayList<>();
    elements.add(relation());
    while (tokens.takeSign(",") || tokens.takeSign(";")) {
      if (tokens.peek().equals(Token.END)) {
        break;
      }
      // "1, 2, and 3" has two separators.
      if (!tokens.peek().isSign(",")) {
        elements.add(relation());
      }
    }
    return elements;
  }

  private Expression relation() {
    if (++depth > DEEPEST) {
      throw new Unreadable("nested too deeply");
    }
    List<Expression> sides = new ArrayList<>();
    List<String> signs = new ArrayList<>();
    sides.add(set());
    while (RELATIONS.containsKey(tokens.peek().text())
        && (tokens.peek().kind() == Kind.SIGN || tokens.peek().kind() == Kind.COMMAND)) {
      signs.add(RELATIONS.get(tokens.next().text()));
      sides.add(set());
    }
    depth--;
    return sides.size() == 1 ? sides.get(0) : new Relation(List.copyOf(sides), List.copyOf(signs));
  }

  private Expression set() {
    Expression left = sum();
    while (tokens.peek().isCommand("cup")
        || tokens.peek().isCommand("cap")
        || tokens.peek().isCommand("setminus")
        || tokens.peek().isCommand("\\")) {
      String sign = tokens.next().text();
      left = new SetOperation(sign.equals("\\") ? "setminus" : sign, left, sum());
    }
    return left;
  }

  /** Terms; each plus-or-minus makes two sums of it. */
  Expression sum() {
    if (++depth > DEEPEST) {
      throw new Unreadable("nested too deeply");
    }
    List<Expression> sums = new ArrayList<>();
    if (isPlusMinus(tokens.peek())) {
      tokens.next();
      Expression term = product();
      sums.add(term);
      sums.add(new Call(Operation.NEGATE, term));
    } else if (tokens.takeSign("-")) {
      sums.add(new Call(Operation.NEGATE, product()));
    } else {
      tokens.takeSign("+");
      sums.add(product());
    }
    while (true) {
      if (isPlusMinus(tokens.peek())) {
        tokens.next();
        Expression term = product();
        List<Expression> more = new ArrayList<>();
        for (Expression sum : sums) {
          more.add(new Call(Operation.ADD, sum, term));
          more.add(new Call(Operation.SUBTRACT, sum, term));
        }
        sums = more;
        if (sums.size() > 8) {
          throw new Unreadable("too many plus-or-minus signs");
        }
      } else if (tokens.peek().isSign("+") || tokens.peek().isSign("-")) {
        Operation operation = tokens.next().text().equals("+") ? Operation.ADD : Operation.SUBTRACT;
        Expression term = product();
        sums.replaceAll(sum -> new Call(operation, sum, term));
      } else {
        depth--;
        return sums.size() == 1 ? sums.get(0) : new Elements(List.copyOf(sums), false);
      }
    }
  }

  private static boolean isPlusMinus(Token token) {
    return token.isCommand("pm") || token.isCommand("mp");
  }

  private Expression product() {
    Expression left = factors.signed();
    while (true) {
      Token token = tokens.peek();
      if (token.isCommand("cdot") || token.isCommand("times") || token.isSign("*")) {
        tokens.next();
        left = new Call(Operation.MULTIPLY, left, factors.signed());
      } else if (token.isSign("/") || token.isCommand("div") || token.isSign(":")) {
        tokens.next();
        left = new Call(Operation.DIVIDE, left, factors.signed());
      } else if (factors.begins(token)) {
        left = factors.behind(left);
      } else if (token.isSign("%")) {
        tokens.next();
        left = new Percent(left);
      } else {
        return left;
      }
    }
  }

  /** What is between an opening bracket, already taken, and its closing one. */
  Expression bracketed(char opening) {
    List<Expression> elements = elements();
    Token closing = tokens.next();
    if (!closing.isSign(")") && !closing.isSign("]") && !closing.isSign("[")) {
      throw new Unreadable("a bracket is not closed");
    }
    return elements.size() == 1
        ? elements.get(0)
        : new Tuple(opening, List.copyOf(elements), closing.text().charAt(0));
  }

  /** The elements between braces, of which the opening one is taken. */
  Expression braced() {
    if (tokens.takeCommand("}")) {
      return new Elements(List.of(), true);
    }
    List<Expression> elements = elements();
    if (!tokens.takeCommand("}")) {
      throw new Unreadable("a brace is not closed");
    }
    return new Elements(List.copyOf(elements), true);
  }

  /** The rows up to the environment's end. */
  Expression matrix(String environment) {
    List<List<Expression>> rows = new ArrayList<>();
    List<Expression> row = new ArrayList<>();
    while (true) {
      if (tokens.takeCommand("end " + environment)) {
        if (!row.isEmpty()) {
          rows.add(List.copyOf(row));
        }
        break;
      } else if (tokens.takeCommand("\\")) {
        rows.add(List.copyOf(row));
        row = new ArrayList<>();
      } else {
        tokens.takeSign("&");
        row.add(sum());
      }
    }
    int columns = rows.isEmpty() ? 0 : rows.get(0).size();
    if (columns == 0 || rows.stream().anyMatch(each -> each.size() != columns)) {
      throw new Unreadable("rows of different length");
    }
    return new Matrix(List.copyOf(rows));
  }
}
