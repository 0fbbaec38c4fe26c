package dev.vireo.store.parquet;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * A range of consecutive rows, which make up a chunk.
 *
 * @param from index of the first row, from 0
 * @param to index after the last row
 */
public record RowRange(int from, int to) implements Serializable {
  /** Rejects a range that ends before it begins. */
  public RowRange {
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("Invalid range: " + from + " to " + to);
    }
  }

  /** Number of rows. */
  public int size() {
    return to - from;
  }

  /** Splits rows into ranges of {@code chunkRows}; the last may be shorter. */
  public static List<RowRange> cut(int rows, int chunkRows) {
    if (chunkRows < 1) {
      throw new IllegalArgumentException("A chunk has at least one row, not " + chunkRows);
    }
    List<RowRange> ranges = new ArrayList<>();
    for (int from = 0; from < rows; from += chunkRows) {
      ranges.add(new RowRange(from, Math.min(rows, from + chunkRows)));
    }
    return ranges;
  }
}
