package dev.vireo.jobs.policy;

import java.io.Serializable;

/** Text of tokens, by a policy's tokenizer. */
public interface TokenTexts extends Serializable {
  /** The text of tokens, without special tokens. */
  String decode(int[] tokens);

  /** What the text depends on besides the tokens. */
  String identity();

  /** By the tokenizer of a checkpoint, which travels with tasks. */
  static TokenTexts of(PolicyCheckpoint policy) {
    return new OfPolicy(policy);
  }

  /**
   * @param policy its tokenizer is opened where it is needed
   */
  record OfPolicy(PolicyCheckpoint policy) implements TokenTexts {
    private static final long serialVersionUID = 1L;

    @Override
    public String decode(int[] tokens) {
      return Tokenizers.of(policy).decode(tokens);
    }

    @Override
    public String identity() {
      return Tokenizers.identity(policy);
    }
  }
}
