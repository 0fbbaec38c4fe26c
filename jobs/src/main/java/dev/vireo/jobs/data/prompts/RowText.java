package dev.vireo.jobs.data.prompts;

import dev.vireo.jobs.data.source.ColumnPlan;
import dev.vireo.jobs.data.source.SourceRow;
import java.util.List;

/** A text made of a row's columns. */
public final class RowText {
  private final String what;
  private final TextTemplate template;
  private final ColumnPlan plan;

  /**
   * @param what what the text is, for messages: {@code prompt}
   */
  public RowText(String what, TextTemplate template, ColumnPlan plan) {
    this.what = what;
    this.template = template;
    this.plan = plan;
  }

  /** Why there is no such text in the row; null if there is one. */
  public String problem(SourceRow row) {
    List<String> columns = template.columns();
    boolean blank = true;
    for (String column : columns) {
      String value = plan.value(row, column);
      if (value == null) {
        return "has no value in column '%s'".formatted(column);
      }
      blank &= value.isBlank();
      if (!template.isColumn() && Conversation.isIn(value)) {
        return "has messages (column '%s') where text is expected; set messages-column: %s, or name a field, {%s.0.content}"
            .formatted(column, column, column);
      }
    }
    return blank ? "has a blank %s (column '%s')".formatted(what, columns.get(0)) : null;
  }

  /** Whether the text is one column, and holds messages. */
  public boolean isMessages(SourceRow row) {
    return template.isColumn() && Conversation.isIn(of(row));
  }

  /** The first column. */
  public String column() {
    return template.columns().get(0);
  }

  public String of(SourceRow row) {
    return template.fill(
        template.columns().stream().map(column -> plan.value(row, column)).toArray(String[]::new));
  }
}
