package dev.vireo.jobs.data.prompts;

import java.nio.charset.StandardCharsets;

/** Bytes as tokens, for a policy of the given context. */
public record ByteEncoder(String identity, int contextLength) implements PromptEncoder.Opener {
  private static final long serialVersionUID = 1L;

  ByteEncoder(String identity) {
    this(identity, 1000);
  }

  @Override
  public PromptEncoder open() {
    return ByteEncoder::tokens;
  }

  public static int[] tokens(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int[] tokens = new int[bytes.length];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = bytes[i] & 0xff;
    }
    return tokens;
  }
}
