package dev.vireo.jobs.prompts;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.source.SourceFormat;
import java.io.Serializable;

/**
 * Where worked examples come from.
 *
 * @param path a file, a folder, a pattern or a table's name
 * @param format what it is written in; auto goes by the path's ending
 * @param idColumn names each example; null makes names from the rows' places
 * @param prompt the given text: a column's name in braces stands for its value
 * @param completion the text to be learnt, likewise; the end of the sequence is added
 * @param maxTokens longest example in tokens; 0: the policy's context
 * @param tooLong what happens to a longer example
 * @param chunkRows examples in one file
 */
public record DemonstrationSettings(
    String path,
    SourceFormat format,
    String idColumn,
    String prompt,
    String completion,
    int maxTokens,
    Misfit tooLong,
    int chunkRows)
    implements Serializable {

  public DemonstrationSettings {
    if (maxTokens < 0) {
      throw new InputException("max-tokens is " + maxTokens + "; it must not be negative");
    }
    if (chunkRows < 1) {
      throw new InputException("chunk-rows is " + chunkRows + "; it must be at least 1");
    }
  }

  /** Columns {@code prompt} and {@code completion}. */
  public static DemonstrationSettings defaults() {
    return new DemonstrationSettings(
        null, SourceFormat.AUTO, null, "{prompt}", "{completion}", 0, Misfit.ERROR, 4096);
  }
}
