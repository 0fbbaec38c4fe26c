package dev.vireo.jobs.policy;

import dev.vireo.jobs.runtime.pool.TokenizerPool;
import dev.vireo.models.directory.TrainingState;
import dev.vireo.models.tokenizer.Tokenizer;
import dev.vireo.store.manifest.ChunkSummary;
import java.util.stream.Collectors;

/** The tokenizers of policies: a run's checkpoints all carry the same one. */
public final class Tokenizers {

  private Tokenizers() {}

  /** The checkpoint's tokenizer; shared, not to be closed. */
  public static Tokenizer of(PolicyCheckpoint policy) {
    return TokenizerPool.of(identity(policy), () -> policy.base().local());
  }

  /** The padding token of a reward model: the tokenizer's own, else its end, as in TRL. */
  public static int padTokenId(PolicyCheckpoint policy) {
    Tokenizer tokenizer = of(policy);
    return tokenizer.namedPadding().orElseGet(tokenizer::endOfSequence);
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
