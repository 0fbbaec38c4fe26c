package dev.vireo.jobs.data.source;

import org.apache.spark.Partitioner;

/**
 * A row's place in its source as one number, which sorts as the source does: the partition it was
 * read in, and how many rows there are before it.
 */
final class RowPlace {
  /** Rows that always travel to the same partition. */
  static final int WINDOW = 256;

  private static final int INDEX_BITS = 40;

  private RowPlace() {}

  static long of(int partition, long index) {
    return ((long) partition << INDEX_BITS) | index;
  }

  static int partition(long place) {
    return (int) (place >>> INDEX_BITS);
  }

  static long index(long place) {
    return place & ((1L << INDEX_BITS) - 1);
  }

  /** Spreads places over partitions, a window of rows at a time. */
  static final class ByWindow extends Partitioner {
    private static final long serialVersionUID = 1L;

    private final int partitions;

    ByWindow(int partitions) {
      this.partitions = partitions;
    }

    @Override
    public int numPartitions() {
      return partitions;
    }

    @Override
    public int getPartition(Object place) {
      long window = (Long) place / WINDOW;
      // A partition's first window is the same multiple of a power of two as all the others'.
      return (int) Math.floorMod(window + RowPlace.partition((Long) place), (long) partitions);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof ByWindow that && partitions == that.partitions;
    }

    @Override
    public int hashCode() {
      return partitions;
    }
  }
}
