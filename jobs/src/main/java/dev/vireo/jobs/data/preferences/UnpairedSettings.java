package dev.vireo.jobs.data.preferences;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.prompts.ChatSettings;
import dev.vireo.jobs.data.source.DuplicatePolicy;
import dev.vireo.jobs.data.source.IntakeRules;
import dev.vireo.jobs.data.source.SourceFormat;
import dev.vireo.jobs.data.source.SourceSettings;
import dev.vireo.jobs.runtime.settings.HomePath;
import dev.vireo.jobs.runtime.settings.Require;
import dev.vireo.store.manifest.DecidesNothing;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where completions with a verdict each come from and which rules they must follow. A source
 * without the completion column but with the chosen and the rejected one is a source of pairs: each
 * makes a desirable and an undesirable example.
 *
 * @param path a file, a folder, a pattern, or a table's name; null for none
 * @param format the format; AUTO goes by the file extensions
 * @param csvEscape the character before a quote within quotes, in CSV; null for a quote
 * @param idColumn column with a unique id; null makes ids from the rows' positions
 * @param promptColumn column with the prompt, text or messages; for pairs it may be null, or
 *     missing if it has the usual name: both completions then begin with the prompt
 * @param completionColumn column with the completion, text or messages
 * @param labelColumn column that says whether the completion is desirable: {@code true} or {@code
 *     false}, 1 or 0; read unless the loss asks for ratings
 * @param ratingColumn column with what the completion is worth, a number; read only if the loss
 *     asks for ratings
 * @param chosenColumn for pairs, the column with the preferred completion
 * @param rejectedColumn for pairs, the column with the other one
 * @param chat how messages, and plain texts that are wrapped, go through the policy's chat template
 * @param splitColumn column that says {@code train} or {@code eval}; null for none
 * @param evalFraction share of rows to leave out, by the hash of their id
 * @param duplicates what happens to an id that occurs again
 * @param partners whose completion serves as the mismatched one
 * @param blockSize examples in a block, if partners come from blocks
 * @param maxTokens longest prompt and completion together, in tokens; 0 for any that fit into the
 *     policy's context
 * @param tooLong what happens to longer ones
 * @param chunkSize examples in a chunk file
 */
public record UnpairedSettings(
    @DecidesNothing String path,
    SourceFormat format,
    String csvEscape,
    String idColumn,
    String promptColumn,
    String completionColumn,
    String labelColumn,
    String ratingColumn,
    String chosenColumn,
    String rejectedColumn,
    ChatSettings chat,
    String splitColumn,
    double evalFraction,
    DuplicatePolicy duplicates,
    Partners partners,
    int blockSize,
    int maxTokens,
    LongExamples tooLong,
    int chunkSize)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The settings' section. */
  static final String SECTION = "unpaired";

  private static final String PROMPT = "prompt";

  public UnpairedSettings {
    path = HomePath.expand(path);
    new SourceSettings(path, format, csvEscape);
    for (String column :
        new String[] {completionColumn, labelColumn, ratingColumn, chosenColumn, rejectedColumn}) {
      if (column == null || column.isBlank()) {
        throw new InputException(
            "set completion-column and label-column, rating-column, chosen-column and"
                + " rejected-column");
      }
    }
    Require.atLeast("block-size", blockSize, 2);
    rules(evalFraction, duplicates, maxTokens, tooLong, chunkSize);
  }

  /** The defaults; only the path is missing. */
  public static UnpairedSettings defaults() {
    return new UnpairedSettings(
        null,
        SourceFormat.AUTO,
        null,
        null,
        PROMPT,
        "completion",
        "label",
        "rating",
        "chosen",
        "rejected",
        ChatSettings.defaults(),
        null,
        0,
        DuplicatePolicy.ERROR,
        Partners.HASH,
        8,
        0,
        LongExamples.ERROR,
        1000);
  }

  /**
   * These, but without mismatched completions, and that examples that are too long are left out.
   */
  public UnpairedSettings forRewards() {
    return new UnpairedSettings(
        path,
        format,
        csvEscape,
        idColumn,
        promptColumn,
        completionColumn,
        labelColumn,
        ratingColumn,
        chosenColumn,
        rejectedColumn,
        chat,
        splitColumn,
        evalFraction,
        duplicates,
        Partners.NONE,
        blockSize,
        maxTokens,
        LongExamples.DROP,
        chunkSize);
  }

  /** Where the rows come from. */
  SourceSettings source() {
    return new SourceSettings(path, format, csvEscape);
  }

  /** The column with the verdicts. */
  String verdictColumn(Verdict verdict) {
    return verdict == Verdict.RATING ? ratingColumn : labelColumn;
  }

  /** Whether a source with these columns has pairs. */
  boolean isPairs(List<String> columns) {
    return !columns.contains(completionColumn)
        && columns.contains(chosenColumn)
        && columns.contains(rejectedColumn);
  }

  /** The column with prompts in a source with these columns; null if they are implied. */
  String promptColumn(List<String> columns) {
    boolean implied = isPairs(columns) && PROMPT.equals(promptColumn) && !columns.contains(PROMPT);
    return implied ? null : promptColumn;
  }

  ExampleLimit limit(int context) {
    return ExampleLimit.of(maxTokens, context, tooLong);
  }

  /**
   * What examples are held to.
   *
   * @param context the policy's longest sequence
   */
  IntakeRules rules(int context) {
    return rules(evalFraction, duplicates, maxTokens, tooLong, chunkSize)
        .within(ExampleLimit.ofContext(SECTION, context));
  }

  private static IntakeRules rules(
      double evalFraction,
      DuplicatePolicy duplicates,
      int maxTokens,
      LongExamples tooLong,
      int chunkSize) {
    return ExampleLimit.rules(
        "unpaired examples",
        SECTION,
        "example_id",
        evalFraction,
        duplicates,
        maxTokens,
        tooLong,
        chunkSize);
  }

  /** What the examples depend on besides the source's content: neither its place nor its format. */
  Map<String, Object> identity(Verdict verdict) {
    Map<String, Object> identity = new LinkedHashMap<>();
    identity.put("id-column", idColumn);
    identity.put("prompt-column", promptColumn);
    identity.put("completion-column", completionColumn);
    identity.put("label-column", labelColumn);
    identity.put("chosen-column", chosenColumn);
    identity.put("rejected-column", rejectedColumn);
    identity.put("chat", chat);
    identity.put("split-column", splitColumn);
    identity.put("eval-fraction", splitColumn == null ? evalFraction : 0.0);
    identity.put("duplicates", duplicates);
    identity.put("partners", partners);
    identity.put("block-size", partners == Partners.BLOCKS ? blockSize : 0);
    identity.put("max-tokens", maxTokens);
    identity.put("too-long", tooLong);
    identity.put("chunk-size", chunkSize);
    if (csvEscape != null) {
      identity.put("csv-escape", csvEscape);
    }
    if (verdict == Verdict.RATING) {
      identity.remove("label-column");
      identity.put("rating-column", ratingColumn);
    }
    return identity;
  }
}
