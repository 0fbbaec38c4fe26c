package dev.vireo.jobs.source;

import dev.vireo.algorithms.InputException;
import java.io.Serializable;

/**
 * What an intake holds rows to.
 *
 * @param what what the rows are, in the plural: {@code prompts}
 * @param idField the record's field for its id
 * @param evalFraction share of rows that become eval where the source does not say, by hash of
 *     their id
 * @param duplicates what happens to rows whose id was there before
 * @param maxTokens the limit on a draft's tokens; 0 for none
 * @param tooLong what happens to rows over it
 * @param chunkSize rows in a chunk
 */
public record IntakeRules(
    String what,
    String idField,
    double evalFraction,
    DuplicatePolicy duplicates,
    int maxTokens,
    LengthPolicy tooLong,
    int chunkSize)
    implements Serializable {
  public IntakeRules {
    if (!(evalFraction >= 0 && evalFraction <= 1)) {
      throw new InputException(
          "%s: the eval fraction is %s; it must be between 0 and 1".formatted(what, evalFraction));
    }
    if (maxTokens < 0) {
      throw new InputException(
          "%s: the limit of tokens is %d; it must be at least 1, or 0 for none"
              .formatted(what, maxTokens));
    }
    if (chunkSize < 1) {
      throw new InputException(
          "%s: the chunk size is %d; it must be at least 1".formatted(what, chunkSize));
    }
  }
}
