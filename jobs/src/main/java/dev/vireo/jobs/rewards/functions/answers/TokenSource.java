package dev.vireo.jobs.rewards.functions.answers;

import java.util.List;

/** Tokens, one after the other. */
final class TokenSource {
  private final List<Token> tokens;
  private int at;

  TokenSource(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token peek() {
    return peek(0);
  }

  /** The token so many places further on. */
  Token peek(int ahead) {
    return at + ahead < tokens.size() ? tokens.get(at + ahead) : Token.END;
  }

  Token next() {
    Token token = peek();
    at++;
    return token;
  }

  boolean takeSign(String sign) {
    boolean taken = peek().isSign(sign);
    at += taken ? 1 : 0;
    return taken;
  }

  boolean takeCommand(String name) {
    boolean taken = peek().isCommand(name);
    at += taken ? 1 : 0;
    return taken;
  }

  void expectSign(String sign) {
    if (!takeSign(sign)) {
      throw new Unreadable("'" + sign + "' is missing");
    }
  }
}
