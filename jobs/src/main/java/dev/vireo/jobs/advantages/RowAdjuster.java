package dev.vireo.jobs.advantages;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.adjust.AdjustedGroup;
import dev.vireo.algorithms.adjust.AdjustmentSettings;
import dev.vireo.algorithms.adjust.Ties;
import dev.vireo.jobs.runtime.settings.SettingsMapper;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;

/** Adjusts the group of one row after another. Belongs to one task. */
final class RowAdjuster {

  private final GroupColumns columns;
  private final GroupAdjuster adjuster;

  /**
   * @param settings as JSON, which travels to executors where the record could not
   */
  RowAdjuster(GroupColumns columns, String settings) {
    this.columns = columns;
    try {
      this.adjuster =
          new GroupAdjuster(SettingsMapper.mapper().readValue(settings, AdjustmentSettings.class));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot read the settings " + settings, e);
    }
  }

  /**
   * Adjusts a row's group.
   *
   * @throws InputException saying why it is not a group
   */
  AdjustedGroup adjust(InternalRow row) {
    double[] rewards =
        NumberColumn.numbers(columns.rewards(), row)
            .orElseThrow(() -> new InputException("rewards is null"));
    return adjuster.adjust(
        rewards,
        NumberColumn.numbers(columns.weights(), row),
        NumberColumn.number(columns.lower(), row),
        NumberColumn.number(columns.upper(), row),
        columns.ties() == null || row.isNullAt(columns.ties())
            ? Optional.empty()
            : Optional.of(ties(row.getUTF8String(columns.ties()).toString())));
  }

  private static Ties ties(String text) {
    return switch (text) {
      case "merge" -> Ties.MERGE;
      case "split" -> Ties.SPLIT;
      default -> throw new InputException("ties is '" + text + "', not merge or split");
    };
  }
}
