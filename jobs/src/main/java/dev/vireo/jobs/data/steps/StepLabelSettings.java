package dev.vireo.jobs.data.steps;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.source.DuplicatePolicy;
import dev.vireo.jobs.data.source.IntakeRules;
import dev.vireo.jobs.data.source.LengthPolicy;
import dev.vireo.jobs.data.source.SourceFormat;
import dev.vireo.jobs.data.source.SourceSettings;
import dev.vireo.jobs.data.source.TokenLimit;
import dev.vireo.jobs.runtime.settings.HomePath;
import dev.vireo.jobs.runtime.settings.Require;
import dev.vireo.store.manifest.DecidesNothing;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where completions with labelled steps come from, and how they become tokens.
 *
 * @param path a file, a folder, a pattern, or a table's name; null for none
 * @param format the format; AUTO goes by the file extensions
 * @param idColumn column with a unique id; null makes ids from the rows' positions
 * @param promptColumn column with the prompt's text
 * @param stepsColumn column with the list of the completion's steps
 * @param labelColumn column with the list of their labels: {@code true} or {@code false}, or a
 *     number from 0 to 1; -1 or null where a step was not judged
 * @param separator the text that is put after each step, at whose end the step is judged
 * @param duplicates what happens to an id that occurs again
 * @param maxCompletionTokens most tokens of a completion, separators included; the rest is cut off;
 *     0 for any
 * @param maxTokens most tokens of prompt and completion; the rest is cut off; 0 for what the
 *     model's context holds
 * @param chunkSize completions in a chunk file
 */
public record StepLabelSettings(
    @DecidesNothing String path,
    SourceFormat format,
    String idColumn,
    String promptColumn,
    String stepsColumn,
    String labelColumn,
    String separator,
    DuplicatePolicy duplicates,
    int maxCompletionTokens,
    int maxTokens,
    int chunkSize)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public StepLabelSettings {
    path = HomePath.expand(path);
    for (String column : new String[] {promptColumn, stepsColumn, labelColumn}) {
      if (column == null || column.isBlank()) {
        throw new InputException("set prompt-column, steps-column and label-column");
      }
    }
    if (separator == null || separator.isEmpty()) {
      throw new InputException("separator is empty; it must be the text after each step");
    }
    Require.atLeast("max-completion-tokens", maxCompletionTokens, 0);
    Require.atLeast("max-tokens", maxTokens, 0);
    Require.atLeast("chunk-size", chunkSize, 1);
  }

  /** TRL's columns and separator; only the path is missing. */
  public static StepLabelSettings defaults() {
    return new StepLabelSettings(
        null,
        SourceFormat.AUTO,
        null,
        "prompt",
        "completions",
        "labels",
        "\n",
        DuplicatePolicy.ERROR,
        0,
        0,
        1000);
  }

  /**
   * The same for a dataset of labels that a run has made.
   *
   * @param dataset its folder
   * @param column the column with its labels
   */
  public StepLabelSettings of(String dataset, String column) {
    return new StepLabelSettings(
        dataset,
        SourceFormat.PARQUET,
        "example_id",
        "prompt",
        "completions",
        column,
        separator,
        duplicates,
        maxCompletionTokens,
        maxTokens,
        chunkSize);
  }

  /** Where the rows come from. */
  SourceSettings source() {
    return new SourceSettings(path, format, null);
  }

  /** What the rows are held to: what is too long is cut. */
  IntakeRules rules() {
    return new IntakeRules(
        "step labels", "example_id", 0, duplicates, TokenLimit.NONE, LengthPolicy.DROP, chunkSize);
  }

  /** Most tokens of prompt and completion in a model's context. */
  public int maxTokens(int context) {
    return maxTokens == 0 ? context : Math.min(maxTokens, context);
  }

  /** What the examples depend on besides the source's content and the recipe. */
  Map<String, Object> identity() {
    Map<String, Object> identity = new LinkedHashMap<>();
    identity.put("id-column", idColumn);
    identity.put("prompt-column", promptColumn);
    identity.put("steps-column", stepsColumn);
    identity.put("label-column", labelColumn);
    identity.put("separator", separator);
    identity.put("duplicates", duplicates);
    identity.put("max-completion-tokens", maxCompletionTokens);
    identity.put("max-tokens", maxTokens);
    identity.put("chunk-size", chunkSize);
    return identity;
  }
}
