package dev.vireo.jobs.prompts;

import java.nio.charset.StandardCharsets;

/** Bytes as tokens. */
record ByteEncoder(String identity) implements PromptEncoder.Opener {
  private static final long serialVersionUID = 1L;

  @Override
  public PromptEncoder open() {
    return ByteEncoder::tokens;
  }

  static int[] tokens(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int[] tokens = new int[bytes.length];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = bytes[i] & 0xff;
    }
    return tokens;
  }
}
