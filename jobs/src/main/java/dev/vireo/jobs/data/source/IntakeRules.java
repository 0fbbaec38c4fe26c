package dev.vireo.jobs.data.source;

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
 * @param limit the limit on a draft's tokens
 * @param tooLong what happens to rows over it
 * @param chunkSize rows in a chunk
 */
public record IntakeRules(
    String what,
    String idField,
    double evalFraction,
    DuplicatePolicy duplicates,
    TokenLimit limit,
    LengthPolicy tooLong,
    int chunkSize)
    implements Serializable {
  public IntakeRules {
    if (!(evalFraction >= 0 && evalFraction <= 1)) {
      throw new InputException(
          "%s: the eval fraction is %s; it must be between 0 and 1".formatted(what, evalFraction));
    }
    if (chunkSize < 1) {
      throw new InputException(
          "%s: the chunk size is %d; it must be at least 1".formatted(what, chunkSize));
    }
  }

  /** These rules with a further limit. */
  public IntakeRules within(TokenLimit other) {
    return new IntakeRules(
        what, idField, evalFraction, duplicates, limit.and(other), tooLong, chunkSize);
  }
}
