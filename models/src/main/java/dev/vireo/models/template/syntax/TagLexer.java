package dev.vireo.models.template.syntax;

import dev.vireo.models.template.values.Spaces;
import dev.vireo.models.template.values.TemplateFault;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Splits a tag into tokens. */
final class TagLexer {
  private static final Pattern FLOAT =
      Pattern.compile(
          "(?:\\d+_)*\\d+(?:(?:\\.(?:\\d+_)*\\d+)?[eE][+-]?(?:\\d+_)*\\d+|\\.(?:\\d+_)*\\d+)");
  private static final Pattern INTEGER =
      Pattern.compile(
          "0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[0-9a-fA-F])+|[1-9](?:_?\\d)*|0(?:_?0)*");

  /** Longest first. */
  private static final List<String> OPERATORS =
      List.of(
          "//", "**", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{",
          "}", ">", "<", "=", ".", ":", "|", ",", ";");

  private static final String OPENING = "([{";
  private static final String CLOSING = ")]}";

  private final String source;
  private final Deque<Character> open = new ArrayDeque<>();
  private int position;
  private int line;

  TagLexer(String source, int position, int line) {
    this.source = source;
    this.position = position;
    this.line = line;
  }

  int position() {
    return position;
  }

  int line() {
    return line;
  }

  /** Whether all brackets are closed, so that the tag may end. */
  boolean isBalanced() {
    return open.isEmpty();
  }

  void skipSpaces() {
    moveTo(Spaces.skip(source, position));
  }

  private void moveTo(int place) {
    for (int i = position; i < place; i++) {
      line += source.charAt(i) == '\n' ? 1 : 0;
    }
    position = place;
  }

  /** The next token; there must be a character left that is not white space. */
  Token next() {
    char first = source.charAt(position);
    if (first >= '0' && first <= '9') {
      return number();
    }
    if (first == '\'' || first == '"') {
      return string(first);
    }
    if (isNamePart(source.codePointAt(position))) {
      return name();
    }
    return operator();
  }

  private Token number() {
    boolean afterDot = position > 0 && source.charAt(position - 1) == '.';
    for (Token.Kind kind : List.of(Token.Kind.FLOAT, Token.Kind.INTEGER)) {
      Matcher matcher = kind == Token.Kind.FLOAT ? FLOAT.matcher(source) : INTEGER.matcher(source);
      if (matcher.region(position, source.length()).lookingAt()
          && !(afterDot && kind == Token.Kind.FLOAT)) {
        return take(kind, matcher.end());
      }
    }
    throw unexpected();
  }

  private Token take(Token.Kind kind, int end) {
    Token token = new Token(kind, source.substring(position, end), line);
    moveTo(end);
    return token;
  }

  private Token string(char quote) {
    int end = position + 1;
    while (end < source.length() && source.charAt(end) != quote) {
      end += source.charAt(end) == '\\' ? 2 : 1;
    }
    if (end >= source.length()) {
      throw TemplateFault.syntax("a string without its end " + quote, line);
    }
    String value = StringLiteral.value(source.substring(position + 1, end), line);
    Token token = new Token(Token.Kind.STRING, value, line);
    moveTo(end + 1);
    return token;
  }

  private Token name() {
    int end = position;
    while (end < source.length() && isNamePart(source.codePointAt(end))) {
      end += Character.charCount(source.codePointAt(end));
    }
    return take(Token.Kind.NAME, end);
  }

  private static boolean isNamePart(int code) {
    return code == '_' || Character.isLetterOrDigit(code);
  }

  private Token operator() {
    for (String symbol : OPERATORS) {
      if (source.startsWith(symbol, position)) {
        balance(symbol.charAt(0));
        return take(Token.Kind.OPERATOR, position + symbol.length());
      }
    }
    throw unexpected();
  }

  private void balance(char symbol) {
    if (OPENING.indexOf(symbol) >= 0) {
      open.push(CLOSING.charAt(OPENING.indexOf(symbol)));
    } else if (CLOSING.indexOf(symbol) >= 0) {
      if (open.isEmpty()) {
        throw unexpected();
      }
      char expected = open.pop();
      if (expected != symbol) {
        throw TemplateFault.syntax("'%s' in place of '%s'".formatted(symbol, expected), line);
      }
    }
  }

  private TemplateFault unexpected() {
    String character = Character.toString(source.codePointAt(position));
    return TemplateFault.syntax("unexpected '%s'".formatted(character), line);
  }
}
