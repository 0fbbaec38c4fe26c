package dev.vireo.models.sampling;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.sampling.SamplingSettings;
import dev.vireo.models.tokenizer.StopStrings;
import java.util.Objects;

/**
 * How completions are drawn.
 *
 * @param firstSample index of a group's first completion, which decides its randomness
 * @param groupSize completions per prompt
 * @param maxNewTokens the longest completion, the stop token included
 * @param sampling temperature and what is cut off
 * @param stopTokenIds tokens that end a completion
 * @param stopStrings texts that end one
 * @param seed of the run
 * @param iteration of the run
 */
public record SampleRequest(
    int firstSample,
    int groupSize,
    int maxNewTokens,
    SamplingSettings sampling,
    int[] stopTokenIds,
    StopStrings stopStrings,
    long seed,
    int iteration) {
  /**
   * @throws InputException if a number is not positive
   */
  public SampleRequest {
    Objects.requireNonNull(sampling, "sampling");
    Objects.requireNonNull(stopStrings, "stopStrings");
    if (firstSample < 0) {
      throw new InputException("first sample " + firstSample + " is negative");
    }
    if (groupSize < 1) {
      throw new InputException("group size " + groupSize + " is not positive");
    }
    if (maxNewTokens < 1) {
      throw new InputException("max new tokens " + maxNewTokens + " is not positive");
    }
    stopTokenIds = stopTokenIds.clone();
  }

  /** Groups whose completions count from 0. */
  public SampleRequest(
      int groupSize,
      int maxNewTokens,
      SamplingSettings sampling,
      int[] stopTokenIds,
      StopStrings stopStrings,
      long seed,
      int iteration) {
    this(0, groupSize, maxNewTokens, sampling, stopTokenIds, stopStrings, seed, iteration);
  }

  /** Completions that no text ends. */
  public SampleRequest(
      int groupSize,
      int maxNewTokens,
      SamplingSettings sampling,
      int[] stopTokenIds,
      long seed,
      int iteration) {
    this(groupSize, maxNewTokens, sampling, stopTokenIds, StopStrings.none(), seed, iteration);
  }

  @Override
  public int[] stopTokenIds() {
    return stopTokenIds.clone();
  }

  /** Whether a token ends a completion. */
  boolean endsAt(int token) {
    for (int stop : stopTokenIds) {
      if (stop == token) {
        return true;
      }
    }
    return false;
  }
}
