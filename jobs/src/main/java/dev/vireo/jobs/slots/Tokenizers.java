package dev.vireo.jobs.slots;

import dev.vireo.jobs.checkpoints.PolicyCheckpoint;
import dev.vireo.models.tokenizer.Tokenizer;

/**
 * The tokenizer of the policy at work, loaded once per virtual machine. A run's checkpoints all
 * carry the same one, so it is kept by its files' content and not by the checkpoint.
 */
public final class Tokenizers {

  private static String heldBy = "";
  private static Tokenizer held;

  private Tokenizers() {}

  /** The checkpoint's tokenizer; shared, not to be closed. */
  public static synchronized Tokenizer of(PolicyCheckpoint policy) {
    if (!heldBy.equals(policy.contentHash())) {
      held = Tokenizer.load(policy.local());
      heldBy = policy.contentHash();
    }
    return held;
  }
}
