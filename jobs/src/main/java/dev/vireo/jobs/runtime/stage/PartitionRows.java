package dev.vireo.jobs.runtime.stage;

import java.io.Serializable;
import java.util.Iterator;

/**
 * A chunk whose content is a partition of an RDD. On the driver it is empty and only says how large
 * it will be; in a task its rows can be taken, once.
 *
 * @param <R> class of the RDD's rows
 */
public final class PartitionRows<R> implements Serializable {
  private static final long serialVersionUID = 1L;

  private final long size;
  private final transient Iterator<R> rows;

  PartitionRows(long size, Iterator<R> rows) {
    this.size = size;
    this.rows = rows;
  }

  /** How large it is, in whatever the stage counts. */
  public long size() {
    return size;
  }

  /** The rows, in the partition's order. */
  public Iterator<R> rows() {
    if (rows == null) {
      throw new IllegalStateException("Rows of a partition are only there in its task");
    }
    return rows;
  }
}
