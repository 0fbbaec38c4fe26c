package dev.vireo.jobs.prompts;

import dev.vireo.jobs.checkpoints.PolicyCheckpoint;
import dev.vireo.jobs.slots.Tokenizers;

/**
 * The encoder of a checkpoint's tokenizer.
 *
 * @param policy the checkpoint; it travels with tasks
 */
public record PolicyEncoder(PolicyCheckpoint policy) implements PromptEncoder.Opener {

  @Override
  public PromptEncoder open() {
    return Tokenizers.of(policy)::encode;
  }

  @Override
  public String identity() {
    return Tokenizers.identity(policy);
  }
}
