package dev.vireo.reports.terminal;

import java.util.List;

/** Rows of cells under each other. */
final class Columns {

  private Columns() {}

  /**
   * The rows, a line each, with every column as wide as its widest cell.
   *
   * @param rows the first one has as many cells as any
   */
  static String aligned(List<List<String>> rows) {
    int[] widths = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      // The last cell of a line may be as long as it likes.
      for (int i = 0; i + 1 < row.size(); i++) {
        widths[i] = Math.max(widths[i], SafeText.columns(row.get(i)));
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        line.append(SafeText.padded(row.get(i), widths[i])).append("  ");
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
