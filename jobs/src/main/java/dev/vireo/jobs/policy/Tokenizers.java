package dev.vireo.jobs.policy;

import dev.vireo.models.directory.TrainingState;
import dev.vireo.models.tokenizer.Tokenizer;
import dev.vireo.store.manifest.ChunkSummary;
import java.util.stream.Collectors;

/**
 * The tokenizer of the policy at work, loaded once per virtual machine: a run's checkpoints all
 * carry the same one.
 */
public final class Tokenizers {

  private static String heldIdentity = "";
  private static Tokenizer held;

  private Tokenizers() {}

  /** The checkpoint's tokenizer; shared, not to be closed. */
  public static synchronized Tokenizer of(PolicyCheckpoint policy) {
    String identity = identity(policy);
    if (!heldIdentity.equals(identity)) {
      held = Tokenizer.load(policy.base().local());
      heldIdentity = identity;
    }
    return held;
  }

  /** Hashes of the tokenizer's files: equal for checkpoints of one run. */
  public static String identity(PolicyCheckpoint policy) {
    return policy.base().folder().manifest().chunks().stream()
        .filter(file -> belongsToTokenizer(file.file()))
        .map(ChunkSummary::sha256)
        .collect(Collectors.joining("+"));
  }

  private static boolean belongsToTokenizer(String file) {
    return !file.startsWith(TrainingState.FOLDER + "/")
        && !file.endsWith(".safetensors")
        && !file.equals("config.json")
        && !file.equals("generation_config.json")
        && !file.equals("steps.json");
  }
}
