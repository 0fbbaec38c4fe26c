package dev.vireo.jobs.data.preferences;

import dev.vireo.jobs.data.prompts.Conversation;
import dev.vireo.jobs.data.source.ColumnPlan;
import dev.vireo.jobs.data.source.SourceRow;
import dev.vireo.models.chat.ChatMessage;
import java.util.List;

/**
 * What a row has in a column.
 *
 * @param column the column; null if the source has none
 * @param value text, or the JSON of messages; null if there is none
 */
record Cell(String column, String value) {
  /** A cell of a row that was read by a plan. */
  static Cell of(SourceRow row, ColumnPlan plan, String column) {
    return new Cell(column, column == null ? null : plan.value(row, column));
  }

  /** Whether the source has the column. */
  boolean isThere() {
    return column != null;
  }

  /** Whether it holds messages rather than text. */
  boolean isMessages() {
    return Conversation.isIn(value);
  }

  /** Its messages; a text is one message of the given role. */
  List<ChatMessage> messages(String role) {
    return isMessages() ? Conversation.messages(value) : List.of(new ChatMessage(role, value));
  }

  /** Whether there is a text that says nothing. */
  boolean isBlank() {
    return value != null && value.isBlank();
  }

  /** Why it cannot be used; null if it can, or is not there. */
  String problem() {
    if (!isThere()) {
      return null;
    }
    if (value == null) {
      return "has no value in column '%s'".formatted(column);
    }
    if (value.isBlank()) {
      return "has a blank text in column '%s'; remove the row".formatted(column);
    }
    String mistake = Conversation.mistake(value);
    return mistake == null ? null : "%s (column '%s')".formatted(mistake, column);
  }
}
