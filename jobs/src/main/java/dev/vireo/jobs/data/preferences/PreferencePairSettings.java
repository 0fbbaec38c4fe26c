package dev.vireo.jobs.data.preferences;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.prompts.ChatSettings;
import dev.vireo.jobs.data.source.DuplicatePolicy;
import dev.vireo.jobs.data.source.IntakeRules;
import dev.vireo.jobs.data.source.LengthPolicy;
import dev.vireo.jobs.data.source.SourceFormat;
import dev.vireo.jobs.data.source.SourceSettings;
import dev.vireo.jobs.runtime.settings.HomePath;
import dev.vireo.store.manifest.DecidesNothing;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where pairs of completions come from and which rules they must follow.
 *
 * <p>Where they come from the same rows as the prompts, give both the same id column, split column
 * and eval fraction: the rows that are held out there are left out here.
 *
 * @param path a file, a folder, a pattern, or a table's name; null for none
 * @param format the format; AUTO goes by the file extensions
 * @param csvEscape the character before a quote within quotes, in CSV; null for a quote
 * @param layout what its rows contain; of questions with solutions, columns are not read as named
 *     below
 * @param idColumn column with a unique id of the pair; null makes ids from the rows' positions
 * @param promptColumn column with the prompt, text or messages; null, or the usual name with no
 *     such column, if both completions begin with the prompt
 * @param chosenColumn column with the preferred completion, text or messages
 * @param rejectedColumn column with the other one
 * @param marginColumn column with the number by which the chosen one is better; null for none
 * @param chat how messages, and plain texts that are wrapped, go through the policy's chat template
 * @param assistantOnly whether a completion of several turns is learned from at the assistant's
 *     tokens alone, and not at those of users and tools between them
 * @param splitColumn column that says {@code train} or {@code eval}; null for none
 * @param evalFraction share of rows to leave out, by the hash of their id
 * @param duplicates what happens to an id that occurs again
 * @param sequenceEnds which special tokens are put at the ends
 * @param maxTokens longest prompt and completion together, in tokens; 0 for any that fit into the
 *     policy's context
 * @param tooLong what happens to longer ones
 * @param unusable what happens to pairs of which nothing can be learned: both sides are the same,
 *     or one is empty
 * @param chunkSize pairs in a chunk file
 */
public record PreferencePairSettings(
    @DecidesNothing String path,
    SourceFormat format,
    String csvEscape,
    PreferenceLayout layout,
    String idColumn,
    String promptColumn,
    String chosenColumn,
    String rejectedColumn,
    String marginColumn,
    ChatSettings chat,
    boolean assistantOnly,
    String splitColumn,
    double evalFraction,
    DuplicatePolicy duplicates,
    SequenceEnds sequenceEnds,
    int maxTokens,
    LongExamples tooLong,
    LengthPolicy unusable,
    int chunkSize)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The settings' section. */
  static final String SECTION = "preferences";

  private static final String PROMPT = "prompt";

  public PreferencePairSettings {
    path = HomePath.expand(path);
    new SourceSettings(path, format, csvEscape);
    if (isBlank(chosenColumn) || isBlank(rejectedColumn)) {
      throw new InputException("set chosen-column and rejected-column");
    }
    if (chosenColumn.equals(rejectedColumn)) {
      throw new InputException(
          "chosen-column and rejected-column are both '%s'; name two columns"
              .formatted(chosenColumn));
    }
    if (assistantOnly && layout == PreferenceLayout.GSM8K_SOLUTIONS) {
      throw new InputException(
          "assistant-only is true, but layout gsm8k-solutions has completions of one turn; leave it out");
    }
    rules(evalFraction, duplicates, maxTokens, tooLong, chunkSize);
  }

  /** The defaults; only the path is missing. */
  public static PreferencePairSettings defaults() {
    return new PreferencePairSettings(
        null,
        SourceFormat.AUTO,
        null,
        PreferenceLayout.PAIRS,
        null,
        PROMPT,
        "chosen",
        "rejected",
        null,
        ChatSettings.defaults(),
        false,
        null,
        0,
        DuplicatePolicy.ERROR,
        SequenceEnds.TOKENIZER,
        0,
        LongExamples.ERROR,
        LengthPolicy.ERROR,
        1000);
  }

  /** These, but that pairs that are too long, or teach nothing, are left out. */
  public PreferencePairSettings dropping() {
    return new PreferencePairSettings(
        path,
        format,
        csvEscape,
        layout,
        idColumn,
        promptColumn,
        chosenColumn,
        rejectedColumn,
        marginColumn,
        chat,
        assistantOnly,
        splitColumn,
        evalFraction,
        duplicates,
        sequenceEnds,
        maxTokens,
        LongExamples.DROP,
        LengthPolicy.DROP,
        chunkSize);
  }

  /** These, with the columns that the layout makes of a row. */
  PreferencePairSettings ofLayout() {
    return layout == PreferenceLayout.PAIRS
        ? this
        : new PreferencePairSettings(
            path,
            format,
            csvEscape,
            layout,
            null,
            SolutionPairs.QUESTION,
            SolutionPairs.CHOSEN,
            SolutionPairs.REJECTED,
            null,
            chat,
            assistantOnly,
            null,
            evalFraction,
            duplicates,
            sequenceEnds,
            maxTokens,
            tooLong,
            unusable,
            chunkSize);
  }

  /** Where the rows come from. */
  SourceSettings source() {
    return new SourceSettings(path, format, csvEscape);
  }

  /** The column with prompts in a source with these columns; null if they are implied. */
  String promptColumn(List<String> columns) {
    return PROMPT.equals(promptColumn) && !columns.contains(PROMPT) ? null : promptColumn;
  }

  ExampleLimit limit(int context) {
    return ExampleLimit.of(maxTokens, context, tooLong);
  }

  /**
   * What pairs are held to.
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
        "pairs", SECTION, "pair_id", evalFraction, duplicates, maxTokens, tooLong, chunkSize);
  }

  /** Whether the policy's longest sequence decides what the pairs hold. */
  boolean isCutBy(int context) {
    return tooLong != LongExamples.ERROR && (maxTokens == 0 || maxTokens > context);
  }

  /** What the pairs depend on besides the source's content: neither its place nor its format. */
  Map<String, Object> identity() {
    Map<String, Object> identity = new LinkedHashMap<>();
    identity.put("id-column", idColumn);
    identity.put("prompt-column", promptColumn);
    identity.put("chosen-column", chosenColumn);
    identity.put("rejected-column", rejectedColumn);
    identity.put("margin-column", marginColumn);
    identity.put("chat", chat);
    identity.put("split-column", splitColumn);
    identity.put("eval-fraction", splitColumn == null ? evalFraction : 0.0);
    identity.put("duplicates", duplicates);
    identity.put("sequence-ends", sequenceEnds);
    identity.put("max-tokens", maxTokens);
    identity.put("too-long", tooLong);
    identity.put("chunk-size", chunkSize);
    if (unusable != LengthPolicy.ERROR) {
      identity.put("unusable", unusable);
    }
    if (csvEscape != null) {
      identity.put("csv-escape", csvEscape);
    }
    if (layout != PreferenceLayout.PAIRS) {
      identity.put("layout", layout);
    }
    if (assistantOnly) {
      identity.put("assistant-only", true);
    }
    return identity;
  }

  private static boolean isBlank(String column) {
    return column == null || column.isBlank();
  }
}
