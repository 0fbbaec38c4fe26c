package dev.vireo.jobs.rollouts.server;

import dev.vireo.algorithms.sampling.SamplingSettings;
import java.util.List;

/**
 * One request for completions of one prompt. The arrays are not copied.
 *
 * @param promptId the prompt's name, for messages
 * @param prompt its text, special tokens spelled out
 * @param promptTokenIds its tokens
 * @param samples completions asked for
 * @param maxTokens the longest completion
 * @param sampling temperature and what is cut off
 * @param stopTokenIds tokens that end a completion
 * @param stopStrings texts that end one
 * @param key decides the seed, and how long retries wait: a function of what is asked for
 */
public record CompletionQuery(
    String promptId,
    String prompt,
    int[] promptTokenIds,
    int samples,
    int maxTokens,
    SamplingSettings sampling,
    int[] stopTokenIds,
    List<String> stopStrings,
    long key) {

  /** 31 bits, the most that every server takes. */
  int seed() {
    return (int) (key >>> 33);
  }

  boolean isStop(int token) {
    for (int stop : stopTokenIds) {
      if (stop == token) {
        return true;
      }
    }
    return false;
  }
}
