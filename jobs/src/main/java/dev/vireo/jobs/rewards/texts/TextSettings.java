package dev.vireo.jobs.rewards.texts;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.source.DuplicatePolicy;
import dev.vireo.jobs.data.source.SourceSettings;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which texts are scored.
 *
 * @param source where they come from
 * @param idColumn column with a unique id; null makes ids from the rows' positions
 * @param promptColumn column with the prompt, text or messages; if it has the usual name it may be
 *     missing, and the completion is the whole text then
 * @param completionColumn column with the completion, text or messages
 * @param otherColumn column with the completion that it is compared with; null for none
 * @param messagesColumn column with whole conversations, whose last message is the assistant's, in
 *     place of both; null for none
 * @param keptColumns further columns to keep
 * @param duplicates what happens to an id that occurs again
 * @param chunkSize texts in a chunk: the unit of work, commit and resume
 */
public record TextSettings(
    SourceSettings source,
    String idColumn,
    String promptColumn,
    String completionColumn,
    String otherColumn,
    String messagesColumn,
    List<String> keptColumns,
    DuplicatePolicy duplicates,
    int chunkSize)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The usual name of prompts. */
  public static final String PROMPT = "prompt";

  /** Checks the columns. */
  public TextSettings {
    keptColumns = List.copyOf(keptColumns);
    if (messagesColumn == null && (completionColumn == null || completionColumn.isBlank())) {
      throw new InputException("texts: name the column of completions, or that of messages");
    }
    if (messagesColumn != null && otherColumn != null) {
      throw new InputException(
          "texts: a conversation has one last answer, and two are compared: give the columns of prompts and of both completions in place of --messages-column");
    }
    if (chunkSize < 1) {
      throw new InputException(
          "texts: the chunk size is %d; it must be at least 1".formatted(chunkSize));
    }
  }

  /** The column with prompts in a source with these columns; null if there is none. */
  String promptColumn(List<String> columns) {
    boolean implied = PROMPT.equals(promptColumn) && !columns.contains(PROMPT);
    return messagesColumn != null || implied ? null : promptColumn;
  }

  /** What scores depend on besides the source's content and the model. */
  Map<String, Object> identity() {
    Map<String, Object> identity = new LinkedHashMap<>();
    identity.put("id-column", idColumn);
    identity.put("messages-column", messagesColumn);
    identity.put("prompt-column", messagesColumn == null ? promptColumn : null);
    identity.put("completion-column", messagesColumn == null ? completionColumn : null);
    if (otherColumn != null) {
      identity.put("other-column", otherColumn);
    }
    identity.put("kept-columns", keptColumns);
    identity.put("duplicates", duplicates);
    identity.put("chunk-size", chunkSize);
    if (source.csvEscape() != null) {
      identity.put("csv-escape", source.csvEscape());
    }
    return identity;
  }
}
