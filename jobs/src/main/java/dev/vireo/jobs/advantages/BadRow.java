package dev.vireo.jobs.advantages;

import dev.vireo.algorithms.InputException;
import java.io.Serializable;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.functions;

/**
 * A row that is not a group.
 *
 * @param file its file's name
 * @param row its number in the file, from 1
 * @param reason what is wrong
 */
record BadRow(String file, long row, String reason) implements Serializable {

  private static final Comparator<BadRow> ORDER =
      Comparator.comparing(BadRow::file).thenComparingLong(BadRow::row);

  /**
   * The first bad rows of a dataset, in order of file and row: a second look at it, only at the
   * columns of the groups.
   */
  static List<BadRow> first(int limit, Dataset<Row> groups, String settings) {
    List<String> names = GroupColumns.present(groups.schema());
    List<Column> selected = new ArrayList<>(names.stream().map(functions::col).toList());
    selected.add(groups.metadataColumn("_metadata").getField("file_name"));
    selected.add(groups.metadataColumn("_metadata").getField("row_index"));
    Dataset<Row> placed = groups.select(selected.toArray(Column[]::new));
    GroupColumns columns = GroupColumns.of(placed.schema(), "");
    int file = names.size();
    return placed
        .queryExecution()
        .toRdd()
        .toJavaRDD()
        .mapPartitions(
            rows -> bad(rows, new RowAdjuster(columns, settings), file, limit).iterator())
        .collect()
        .stream()
        .sorted(ORDER)
        .limit(limit)
        .toList();
  }

  private static List<BadRow> bad(
      Iterator<InternalRow> rows, RowAdjuster adjuster, int file, int limit) {
    List<BadRow> bad = new ArrayList<>();
    while (rows.hasNext() && bad.size() < limit) {
      InternalRow row = rows.next();
      try {
        adjuster.adjust(row);
      } catch (InputException e) {
        bad.add(
            new BadRow(
                plain(row.getUTF8String(file).toString()),
                row.getLong(file + 1) + 1,
                e.getMessage()));
      }
    }
    return bad;
  }

  /** A file's name, which Spark writes as a URI does. */
  private static String plain(String name) {
    return URI.create("file:///" + name).getPath().substring(1);
  }

  @Override
  public String toString() {
    return file + " row " + row + ": " + reason;
  }
}
