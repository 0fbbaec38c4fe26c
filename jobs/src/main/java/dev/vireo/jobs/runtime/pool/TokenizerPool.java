package dev.vireo.jobs.runtime.pool;

import dev.vireo.models.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The tokenizers of this virtual machine, each loaded once: the policy's, which all checkpoints of
 * a run carry along, and those of the reward models beside it.
 */
public final class TokenizerPool {
  /** More than a run has. One that is dropped stays alive for as long as a task still uses it. */
  private static final int KEPT = 8;

  private static final Map<String, Tokenizer> HELD =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Tokenizer> eldest) {
          return size() > KEPT;
        }
      };

  private TokenizerPool() {}

  /**
   * A tokenizer; shared, not to be closed.
   *
   * @param key names its files' content
   * @param directory where it lies on this machine; asked for only if it is not loaded yet
   */
  public static Tokenizer of(String key, Supplier<Path> directory) {
    synchronized (HELD) {
      return HELD.computeIfAbsent(key, missing -> Tokenizer.load(directory.get()));
    }
  }
}
