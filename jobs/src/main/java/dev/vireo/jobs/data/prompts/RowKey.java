package dev.vireo.jobs.data.prompts;

import dev.vireo.jobs.data.source.ColumnPlan;
import dev.vireo.jobs.data.source.SourceRow;
import java.util.Locale;

/**
 * What a row is called and what it is for.
 *
 * @param id its id, or null if the source has no ids
 * @param eval whether it is for evaluation, or null if the source does not say
 * @param problem why the row cannot be used, or null
 */
public record RowKey(String id, Boolean eval, String problem) {
  /**
   * The key of a row.
   *
   * @param idColumn column with ids, or null
   * @param splitColumn column with splits, or null
   */
  public static RowKey of(SourceRow row, ColumnPlan plan, String idColumn, String splitColumn) {
    String id = idColumn == null ? null : plan.value(row, idColumn);
    if (idColumn != null && (id == null || id.isBlank())) {
      return new RowKey(null, null, "has no id in column '%s'".formatted(idColumn));
    }
    if (splitColumn == null) {
      return new RowKey(id, null, null);
    }
    String split = plan.value(row, splitColumn);
    return switch (split == null ? "" : split.strip().toLowerCase(Locale.ROOT)) {
      case "train", "training" -> new RowKey(id, false, null);
      case "eval", "evaluation", "test", "validation", "valid", "val", "dev" ->
          new RowKey(id, true, null);
      default ->
          new RowKey(
              id,
              null,
              "has the split '%s' in column '%s'; it must be train or eval"
                  .formatted(split, splitColumn));
    };
  }
}
