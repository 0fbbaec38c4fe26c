package dev.vireo.jobs.data.source;

import java.io.Serializable;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * The ids that occur more than once. All ids are sorted, spread over partitions and where need be
 * on disk, so that equal ones are side by side: nothing is held of those that went by.
 */
final class RepeatedIds {
  /** As many ids as fit into a task's memory with ease. */
  private static final int IDS_IN_PARTITION = 500_000;

  private final JavaPairRDD<String, Long> sorted;

  /**
   * Sorts the ids.
   *
   * @param rows how many rows there are
   */
  RepeatedIds(JavaRDD<DraftPacket> drafts, long rows) {
    JavaPairRDD<String, Long> ids =
        drafts.flatMapToPair(
            packet ->
                IntStream.range(0, packet.size())
                    .filter(row -> packet.ids()[row] != null)
                    .mapToObj(row -> new Tuple2<>(packet.ids()[row], packet.place(row)))
                    .iterator());
    int partitions = (int) (drafts.getNumPartitions() + rows / IDS_IN_PARTITION);
    this.sorted =
        Shuffle.sorted(new HashPartitioner(partitions), ids, Comparator.<String>naturalOrder());
  }

  /** How many rows have an id that was there before. */
  long rows() {
    return repeated().mapToDouble(id -> id.count() - 1).sum().longValue();
  }

  /** How many ids occur more than once. */
  long count() {
    return repeated().count();
  }

  /** Those of them that occur first, in the order of the source. */
  List<Occurrence> first(int most) {
    return repeated().takeOrdered(most, new ByPlace());
  }

  /** The places of rows whose id was seen before. */
  JavaRDD<Long> places() {
    return sorted.mapPartitions(Again::new);
  }

  private JavaRDD<Occurrence> repeated() {
    return sorted.mapPartitions(Runs::new).filter(id -> id.count() > 1);
  }

  private static final class ByPlace implements Comparator<Occurrence>, Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public int compare(Occurrence one, Occurrence other) {
      return Long.compare(one.first(), other.first());
    }
  }

  /** Each id of a sorted partition, with all of its places taken together. */
  private static final class Runs implements Iterator<Occurrence> {
    private final Iterator<Tuple2<String, Long>> ids;
    private Occurrence next;

    Runs(Iterator<Tuple2<String, Long>> ids) {
      this.ids = ids;
      this.next = ids.hasNext() ? once(ids.next()) : null;
    }

    private static Occurrence once(Tuple2<String, Long> id) {
      return Occurrence.once(id._1(), id._2());
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public Occurrence next() {
      if (next == null) {
        throw new NoSuchElementException();
      }
      Occurrence run = next;
      next = null;
      while (next == null && ids.hasNext()) {
        Tuple2<String, Long> id = ids.next();
        if (id._1().equals(run.id())) {
          run = run.and(id._2());
        } else {
          next = once(id);
        }
      }
      return run;
    }
  }

  /** Of each id of a sorted partition all places but the first in the source. */
  private static final class Again implements Iterator<Long> {
    private final Iterator<Tuple2<String, Long>> ids;
    private String id;
    private long first;
    private Long next;

    Again(Iterator<Tuple2<String, Long>> ids) {
      this.ids = ids;
      advance();
    }

    private void advance() {
      next = null;
      while (next == null && ids.hasNext()) {
        Tuple2<String, Long> pair = ids.next();
        if (pair._1().equals(id)) {
          next = Math.max(first, pair._2());
          first = Math.min(first, pair._2());
        } else {
          id = pair._1();
          first = pair._2();
        }
      }
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public Long next() {
      if (next == null) {
        throw new NoSuchElementException();
      }
      Long place = next;
      advance();
      return place;
    }
  }
}
