package dev.vireo.store.parquet;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.PrimitiveIterator;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.internal.column.columnindex.OffsetIndex;
import org.apache.parquet.internal.filter2.columnindex.RowRanges;

/**
 * Some rows of a file. Of each column only the pages that hold one of them are read: the file's
 * offset index says which they are.
 */
final class RowSelection {

  private final int[] rows;

  /**
   * @param rows distinct numbers of rows in the file, ascending
   */
  RowSelection(int... rows) {
    for (int i = 0; i < rows.length; i++) {
      if (rows[i] < 0 || (i > 0 && rows[i] <= rows[i - 1])) {
        throw new IllegalArgumentException("Not ascending: " + Arrays.toString(rows));
      }
    }
    this.rows = rows.clone();
  }

  /** The pages of a row group that hold selected rows, and these rows alone; empty if none does. */
  Optional<PageReadStore> pages(ParquetFileReader reader, int group) throws IOException {
    long first = 0;
    for (int before = 0; before < group; before++) {
      first += reader.getRowGroups().get(before).getRowCount();
    }
    BlockMetaData block = reader.getRowGroups().get(group);
    long begin = first;
    long end = first + block.getRowCount();
    int[] inside = Arrays.stream(rows).filter(row -> row >= begin && row < end).toArray();
    if (inside.length == 0) {
      return Optional.empty();
    }
    PrimitiveIterator.OfInt places =
        Arrays.stream(inside).map(row -> Math.toIntExact(row - begin)).iterator();
    RowRanges ranges =
        RowRanges.create(block.getRowCount(), places, new RowByRow(block.getRowCount()));
    return Optional.of(reader.readFilteredRowGroup(group, ranges));
  }

  /** Parquet makes ranges of rows from pages only: here each row is a page of its own. */
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
