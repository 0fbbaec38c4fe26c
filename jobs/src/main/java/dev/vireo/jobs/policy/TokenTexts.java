package dev.vireo.jobs.policy;

import dev.vireo.algorithms.InputException;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.parquet.TokenLists;
import java.io.Serializable;

/** Text of tokens, by a policy's tokenizer. */
public interface TokenTexts extends Serializable {
  /** The text of tokens, without special tokens. */
  String decode(int[] tokens);

  /** What the text depends on besides the tokens. */
  String identity();

  /**
   * Checks that a group's completions read as they did when they were sampled.
   *
   * @throws InputException if another tokenizer made them
   */
  default void requireReads(Rollout group) {
    for (Completion completion : group.getCompletions()) {
      if (!decode(TokenLists.ints(completion.getTokenIds())).equals(completion.getText())) {
        throw new InputException(
            "The rollouts of iteration %d were sampled with another tokenizer: completion %d of prompt '%s' reads differently with the policy's; start from a policy of that run"
                .formatted(group.getIteration(), completion.getSampleIndex(), group.getPromptId()));
      }
    }
  }

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
