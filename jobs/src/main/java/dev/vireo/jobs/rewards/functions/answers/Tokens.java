package dev.vireo.jobs.rewards.functions.answers;

import dev.vireo.jobs.rewards.functions.answers.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts LaTeX into tokens, without what only says how it looks. */
final class Tokens {
  /** Longest text that is looked at; no answer is longer. */
  static final int LONGEST = 2_000;

  private static final String SEPARATOR =
      "(?:,\\\\!|\\{,\\}|\\\\[,;:! ]|[\\u2009\\u202F\\u00A0'’ ~]|,)";
  private static final Pattern NUMBER =
      Pattern.compile(
          "\\d{1,3}(?:%s\\d{3}(?!\\d))+(?:\\.\\d+)?|\\d+(?:\\.\\d+)?|\\.\\d+".formatted(SEPARATOR));
  private static final Pattern PLAIN_COMMAS = Pattern.compile("\\d+(?:,\\d{3})+(?:\\.\\d+)?");
  private static final Pattern COMMAND = Pattern.compile("\\\\([a-zA-Z]+|.)", Pattern.DOTALL);
  private static final Pattern FIGURES = Pattern.compile("\\P{L}*\\d\\P{L}*");
  private static final Pattern BRACED = Pattern.compile("\\s*\\{([^{}]*)\\}");

  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int depth;

  private Tokens(String text) {
    this.text = text;
  }

  /** The tokens of a text, or {@link Unreadable}. */
  static List<Token> of(String text) {
    if (text.length() > LONGEST) {
      throw new Unreadable("longer than " + LONGEST + " characters");
    }
    String plain = text.strip();
    for (Map.Entry<String, String> each : Vocabulary.TYPOGRAPHY) {
      plain = plain.replace(each.getKey(), each.getValue());
    }
    return new Tokens(plain).read();
  }

  private List<Token> read() {
    while (at < text.length()) {
      char character = text.charAt(at);
      if (Character.isWhitespace(character)
          || character == '~'
          || character == '$'
          || character == '\u00A0') {
        at++;
      } else if (Character.isDigit(character) || character == '.') {
        number();
      } else if (character == '\\') {
        command();
      } else if (Character.isLetter(character)) {
        letters();
      } else {
        sign(String.valueOf(character));
        at++;
      }
    }
    return tokens;
  }

  private void number() {
    Matcher matcher = NUMBER.matcher(text).region(at, text.length());
    if (!matcher.lookingAt()) {
      at++; // a full stop
      return;
    }
    String number = matcher.group();
    // Between brackets and braces a comma separates elements.
    if (depth > 0 && PLAIN_COMMAS.matcher(number).matches()) {
      number = number.substring(0, number.indexOf(','));
    }
    at += number.length();
    add(Kind.NUMBER, number.replaceAll("[^\\d.]", ""));
  }

  private void letters() {
    int end = at;
    while (end < text.length() && Character.isLetter(text.charAt(end))) {
      end++;
    }
    String word = text.substring(at, end);
    at = end;
    switch (word) {
      case "and", "or" -> sign(",");
      case "sqrt",
          "pi",
          "sin",
          "cos",
          "tan",
          "log",
          "ln",
          "exp",
          "arcsin",
          "arccos",
          "arctan",
          "abs" ->
          add(Kind.COMMAND, word);
      case "infinity", "infty", "inf" -> add(Kind.COMMAND, "infty");
      case "percent", "percentage" -> sign("%");
      default -> word.codePoints().forEach(letter -> add(Kind.LETTER, Character.toString(letter)));
    }
  }

  private void command() {
    Matcher matcher = COMMAND.matcher(text).region(at, text.length());
    if (!matcher.lookingAt()) {
      at++;
      return;
    }
    at = matcher.end();
    String name = matcher.group(1);
    name = Vocabulary.ALIASES.getOrDefault(name, name);
    if (Vocabulary.WORDS.contains(name)) {
      words(name);
    } else if (name.equals("begin") || name.equals("end") || name.equals("mathbb")) {
      environment(name);
    } else if (name.equals("{") || name.equals("}")) {
      depth += name.equals("{") ? 1 : -1;
      add(Kind.COMMAND, name);
    } else if (name.length() == 1
        && !Character.isLetter(name.charAt(0))
        && name.charAt(0) != '\\') {
      if (!Vocabulary.SKIPPED.contains(name)) {
        sign(name);
      }
    } else if (!Vocabulary.SKIPPED.contains(name)) {
      add(Kind.COMMAND, name);
    }
  }

  private void words(String name) {
    Matcher braced = BRACED.matcher(text).region(at, text.length());
    if (!braced.lookingAt()) {
      return;
    }
    at = braced.end();
    String words = braced.group(1).strip();
    if (FIGURES.matcher(words).matches()) {
      // A number in bold type is a number.
      Tokens inner = new Tokens(words);
      inner.depth = depth;
      tokens.addAll(inner.read());
    } else if (words.equals("and")
        || words.equals("or")
        || words.equals(", and")
        || words.equals(", or")) {
      sign(",");
    } else if (words.equals("%") || words.equals("percent")) {
      sign("%");
    } else if (Operation.function(words) != null) {
      add(Kind.COMMAND, words);
    } else if (words.length() == 1
        && !name.startsWith("text")
        && Character.isLetter(words.charAt(0))) {
      add(Kind.LETTER, words);
    } else if (!words.isEmpty()) {
      add(Kind.WORDS, words);
    }
  }

  private void environment(String name) {
    Matcher braced = BRACED.matcher(text).region(at, text.length());
    if (!braced.lookingAt()) {
      throw new Unreadable("\\" + name + " without a name");
    }
    at = braced.end();
    if (name.equals("begin") && braced.group(1).strip().equals("array")) {
      Matcher columns = BRACED.matcher(text).region(at, text.length());
      at = columns.lookingAt() ? columns.end() : at;
    }
    add(Kind.COMMAND, name + " " + braced.group(1).strip());
    depth += name.equals("begin") ? 1 : name.equals("end") ? -1 : 0;
  }

  private void sign(String sign) {
    switch (sign) {
      case "(", "[" -> depth++;
      case ")", "]" -> depth--;
      default -> {}
    }
    add(Kind.SIGN, sign);
  }

  private void add(Kind kind, String text) {
    tokens.add(new Token(kind, text));
  }
}
