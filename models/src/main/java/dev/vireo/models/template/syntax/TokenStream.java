package dev.vireo.models.template.syntax;

import dev.vireo.models.template.values.TemplateFault;
import java.util.List;

/** The tokens of a template, in order. */
final class TokenStream {
  private final List<Token> tokens;
  private int position;

  /**
   * @param tokens the last one marks the end of the template
   */
  TokenStream(List<Token> tokens) {
    this.tokens = List.copyOf(tokens);
  }

  Token current() {
    return tokens.get(position);
  }

  Token following() {
    return tokens.get(Math.min(position + 1, tokens.size() - 1));
  }

  int line() {
    return current().line();
  }

  /** Consumes the current token and returns it. */
  Token next() {
    Token token = current();
    position = Math.min(position + 1, tokens.size() - 1);
    return token;
  }

  boolean skipName(String name) {
    boolean found = current().isName(name);
    if (found) {
      next();
    }
    return found;
  }

  boolean skipOperator(String symbol) {
    boolean found = current().isOperator(symbol);
    if (found) {
      next();
    }
    return found;
  }

  Token expect(Token.Kind kind) {
    if (!current().is(kind)) {
      throw unexpected(kind.description());
    }
    return next();
  }

  void expectName(String name) {
    if (!skipName(name)) {
      throw unexpected("'" + name + "'");
    }
  }

  void expectOperator(String symbol) {
    if (!skipOperator(symbol)) {
      throw unexpected("'" + symbol + "'");
    }
  }

  TemplateFault unexpected(String wanted) {
    return TemplateFault.syntax(
        "%s where %s is expected".formatted(current().description(), wanted), line());
  }
}
