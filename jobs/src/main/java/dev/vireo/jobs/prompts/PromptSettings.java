package dev.vireo.jobs.prompts;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.source.SourceFormat;
import java.io.Serializable;
import java.util.List;

/**
 * Where prompts come from.
 *
 * @param path a file, a folder, a pattern or a table's name
 * @param format what it is written in; auto goes by the path's ending
 * @param idColumn names each prompt; null makes names from the rows' places
 * @param prompt the prompt's text: a column's name in braces stands for its value
 * @param answerColumn the reference answer; null for none
 * @param splitColumn says train or eval for each row; null splits by evalFraction
 * @param evalFraction share of prompts held out, chosen by a hash of their names
 * @param attributes further columns that rewards may read
 * @param maxTokens longest prompt in tokens; 0: what leaves room for one new token
 * @param tooLong what happens to a longer prompt
 * @param duplicates what happens to the second prompt of a name
 * @param chunkRows prompts in one file
 */
public record PromptSettings(
    String path,
    SourceFormat format,
    String idColumn,
    String prompt,
    String answerColumn,
    String splitColumn,
    double evalFraction,
    List<String> attributes,
    int maxTokens,
    Misfit tooLong,
    Misfit duplicates,
    int chunkRows)
    implements Serializable {

  public PromptSettings {
    if (!(evalFraction >= 0 && evalFraction < 1)) {
      throw new InputException(
          "eval-fraction is " + evalFraction + "; it must be at least 0 and under 1");
    }
    if (maxTokens < 0) {
      throw new InputException("max-tokens is " + maxTokens + "; it must not be negative");
    }
    if (chunkRows < 1) {
      throw new InputException("chunk-rows is " + chunkRows + "; it must be at least 1");
    }
    attributes = List.copyOf(attributes);
  }

  /** Columns {@code prompt} and {@code answer}, five in a hundred prompts held out. */
  public static PromptSettings defaults() {
    return new PromptSettings(
        null,
        SourceFormat.AUTO,
        null,
        "{prompt}",
        "answer",
        null,
        0.05,
        List.of(),
        0,
        Misfit.ERROR,
        Misfit.ERROR,
        4096);
  }
}
