package dev.vireo.models.template.syntax;

import dev.vireo.models.template.values.Spaces;
import dev.vireo.models.template.values.TemplateFault;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits a template into text and the tokens of its tags, and removes white space. With {@code
 * trim_blocks} and {@code lstrip_blocks}, as transformers sets them, a tag removes the newline
 * after it and, if it starts its line, the white space before it; {@code -} removes all white space
 * on its side, and {@code +} keeps it.
 */
final class Lexer {
  private static final char NO_SIGN = ' ';

  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int position;
  private int line = 1;
  private boolean atLineStart = true;

  private Lexer(String source) {
    this.source = source;
  }

  static List<Token> tokens(String template) {
    String lines = template.replace("\r\n", "\n").replace('\r', '\n');
    // Drop a single newline at the very end, which an editor may have added.
    Lexer lexer = new Lexer(lines.endsWith("\n") ? lines.substring(0, lines.length() - 1) : lines);
    lexer.run();
    return lexer.tokens;
  }

  private void run() {
    while (position < source.length()) {
      int open = nextOpening();
      if (open < 0) {
        data(source.substring(position));
        moveTo(source.length());
        break;
      }
      String text = source.substring(position, open);
      char kind = source.charAt(open + 1);
      int inside = open + 2;
      char sign = signAt(inside);
      inside += sign == NO_SIGN ? 0 : 1;
      data(strippedBefore(text, sign, kind != '{'));
      moveTo(open);
      switch (kind) {
        case '{' -> tag(Token.Kind.PRINT_BEGIN, Token.Kind.PRINT_END, inside);
        case '#' -> comment(inside);
        default -> {
          int raw = rawBegin(inside);
          if (raw >= 0) {
            raw(raw);
          } else {
            tag(Token.Kind.TAG_BEGIN, Token.Kind.TAG_END, inside);
          }
        }
      }
    }
    tokens.add(new Token(Token.Kind.END, "", line));
  }

  private int nextOpening() {
    for (int i = source.indexOf('{', position); i >= 0; i = source.indexOf('{', i + 1)) {
      if (i + 1 < source.length() && "{%#".indexOf(source.charAt(i + 1)) >= 0) {
        return i;
      }
    }
    return -1;
  }

  private char signAt(int place) {
    boolean sign = place < source.length() && "-+".indexOf(source.charAt(place)) >= 0;
    return sign ? source.charAt(place) : NO_SIGN;
  }

  /** The text before a tag, without the white space that the tag removes. */
  private String strippedBefore(String text, char sign, boolean block) {
    if (sign == '-') {
      return Spaces.stripRight(text);
    }
    int lineStart = text.lastIndexOf('\n') + 1;
    boolean alone = lineStart > 0 || atLineStart;
    if (sign == NO_SIGN && block && alone && Spaces.skip(text, lineStart) == text.length()) {
      return text.substring(0, lineStart);
    }
    return text;
  }

  private void data(String text) {
    if (!text.isEmpty()) {
      tokens.add(new Token(Token.Kind.DATA, text, line));
    }
  }

  private void moveTo(int place) {
    for (int i = position; i < place; i++) {
      line += source.charAt(i) == '\n' ? 1 : 0;
    }
    position = place;
  }

  /** Moves past the end of a tag, such as {@code %}}, and the white space that the tag removes. */
  private void leave(int end, char sign, boolean block) {
    int next = end;
    if (sign == '-') {
      next = Spaces.skip(source, end);
    } else if (block && sign == NO_SIGN && source.startsWith("\n", end)) {
      next = end + 1;
    }
    atLineStart = next > 0 && source.charAt(next - 1) == '\n';
    moveTo(next);
  }

  private void comment(int inside) {
    int end = source.indexOf("#}", inside);
    if (end < 0) {
      throw TemplateFault.syntax("a comment without '#}'", line);
    }
    leave(end + 2, end > inside ? signAt(end - 1) : NO_SIGN, true);
  }

  /** Where the content of a {@code raw} tag starts; negative for any other tag. */
  private int rawBegin(int inside) {
    int end = keywordEnd(inside, "raw");
    if (end >= 0 && source.startsWith("-%}", end)) {
      return Spaces.skip(source, end + 3);
    }
    return end >= 0 && source.startsWith("%}", end) ? end + 2 : -1;
  }

  private int keywordEnd(int start, String keyword) {
    int name = Spaces.skip(source, start);
    return source.startsWith(keyword, name) ? Spaces.skip(source, name + keyword.length()) : -1;
  }

  private void raw(int content) {
    atLineStart = source.charAt(content - 1) == '\n';
    int begin = line;
    for (int open = source.indexOf("{%", content);
        open >= 0;
        open = source.indexOf("{%", open + 1)) {
      char sign = signAt(open + 2);
      int end = keywordEnd(open + (sign == NO_SIGN ? 2 : 3), "endraw");
      char endSign = end < 0 ? NO_SIGN : signAt(end);
      int close = end + (endSign == NO_SIGN ? 0 : 1);
      if (end >= 0 && source.startsWith("%}", close)) {
        moveTo(content);
        data(strippedBefore(source.substring(content, open), sign, true));
        leave(close + 2, endSign, true);
        return;
      }
    }
    throw TemplateFault.syntax("'raw' without 'endraw'", begin);
  }

  private void tag(Token.Kind begin, Token.Kind end, int inside) {
    tokens.add(new Token(begin, "", line));
    moveTo(inside);
    boolean block = end == Token.Kind.TAG_END;
    String close = block ? "%}" : "}}";
    TagLexer lexer = new TagLexer(source, position, line);
    while (true) {
      lexer.skipSpaces();
      int place = lexer.position();
      char sign = signAt(place);
      boolean signed = sign == '-' || (block && sign == '+');
      if (lexer.isBalanced() && source.startsWith(close, place + (signed ? 1 : 0))) {
        tokens.add(new Token(end, "", lexer.line()));
        moveTo(place);
        leave(place + (signed ? 3 : 2), signed ? sign : NO_SIGN, block);
        return;
      }
      if (place == source.length()) {
        throw TemplateFault.syntax(
            "%s without %s".formatted(begin.description(), end.description()), line);
      }
      tokens.add(lexer.next());
    }
  }
}
