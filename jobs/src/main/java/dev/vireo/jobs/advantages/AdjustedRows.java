package dev.vireo.jobs.advantages;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.adjust.AdjustedGroup;
import java.util.Iterator;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.util.LongAccumulator;

/**
 * The rows of a partition with their results after them. Like Spark's own row iterators it hands
 * out one object again and again, good until the next row.
 */
final class AdjustedRows implements Iterator<InternalRow> {

  private final Iterator<InternalRow> rows;
  private final RowAdjuster adjuster;
  private final LongAccumulator read;
  private final LongAccumulator bad;

  private final GenericInternalRow results = new GenericInternalRow(new Object[4]);
  private final JoinedRow joined = new JoinedRow();

  AdjustedRows(
      Iterator<InternalRow> rows, RowAdjuster adjuster, LongAccumulator read, LongAccumulator bad) {
    this.rows = rows;
    this.adjuster = adjuster;
    this.read = read;
    this.bad = bad;
  }

  @Override
  public boolean hasNext() {
    return rows.hasNext();
  }

  @Override
  public InternalRow next() {
    InternalRow row = rows.next();
    read.add(1);
    try {
      AdjustedGroup group = adjuster.adjust(row);
      results.update(0, UnsafeArrayData.fromPrimitiveArray(group.adjusted()));
      results.setDouble(1, group.mean());
      results.setDouble(2, group.varianceBefore());
      results.setDouble(3, group.varianceAfter());
    } catch (InputException e) {
      bad.add(1);
      for (int i = 0; i < results.numFields(); i++) {
        results.setNullAt(i);
      }
    }
    return joined.apply(row, results);
  }
}
