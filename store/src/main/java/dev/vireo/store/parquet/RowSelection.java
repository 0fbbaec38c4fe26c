package dev.vireo.store.parquet;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.internal.column.columnindex.OffsetIndex;
import org.apache.parquet.internal.filter2.columnindex.RowRanges;

/**
 * Some rows of a file. Of each column, only the pages that contain one of them are read, which the
 * file's offset index locates.
 */
final class RowSelection {

  private final int[] rows;

  /**
   * @param rows distinct row indices in the file, ascending
   */
  RowSelection(int... rows) {
    for (int i = 0; i < rows.length; i++) {
      if (rows[i] < 0 || (i > 0 && rows[i] <= rows[i - 1])) {
        throw new IllegalArgumentException("Not ascending: " + Arrays.toString(rows));
      }
    }
    this.rows = rows.clone();
  }

  /** The selected rows of a row group, by their index within it. */
  int[] within(ParquetFileReader reader, int group) {
    long first = 0;
    for (int before = 0; before < group; before++) {
      first += reader.getRowGroups().get(before).getRowCount();
    }
    long begin = first;
    long end = first + reader.getRowGroups().get(group).getRowCount();
    return Arrays.stream(rows)
        .filter(row -> row >= begin && row < end)
        .map(row -> Math.toIntExact(row - begin))
        .toArray();
  }

  /**
   * The pages of a row group that contain some of its rows, filtered to these rows; one more row
   * may be included.
   *
   * @param rows one row, or several that do not include the last of the group
   */
  private static PageReadStore pages(ParquetFileReader reader, int group, int... rows)
      throws IOException {
    int count = Math.toIntExact(reader.getRowGroups().get(group).getRowCount());
    IntStream places = Arrays.stream(rows);
    if (rows.length > 1) {
      // Parquet's readers treat the last requested row as the end of the column and do not load its
      // page. Request one more row, which is never read, so that they do.
      places = IntStream.concat(places, IntStream.of(rows[rows.length - 1] + 1));
    }
    return reader.readFilteredRowGroup(
        group, RowRanges.create(count, places.iterator(), new RowByRow(count)));
  }

  /** Receives the pages of rows that were found. */
  interface Taker {
    void take(PageReadStore pages, int rows) throws IOException;
  }

  /** Finds selected rows of a row group, in order. */
  static void find(ParquetFileReader reader, int group, int[] rows, Taker taker)
      throws IOException {
    int last = rows[rows.length - 1];
    boolean apart = rows.length > 1 && last == reader.getRowGroups().get(group).getRowCount() - 1;
    int[] first = apart ? Arrays.copyOf(rows, rows.length - 1) : rows;
    taker.take(pages(reader, group, first), first.length);
    if (apart) {
      taker.take(pages(reader, group, last), 1);
    }
  }

  /** An index in which every row is a page, because Parquet builds row ranges only from pages. */
  private record RowByRow(long rows) implements OffsetIndex {
    @Override
    public int getPageCount() {
      return Math.toIntExact(rows);
    }

    @Override
    public long getOffset(int page) {
      return 0;
    }

    @Override
    public int getCompressedPageSize(int page) {
      return 0;
    }

    @Override
    public long getFirstRowIndex(int page) {
      return page;
    }
  }
}
