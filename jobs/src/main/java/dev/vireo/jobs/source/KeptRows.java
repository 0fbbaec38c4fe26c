package dev.vireo.jobs.source;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;

/** The rows of an intake that stay, with their ids, apart for training and evaluation. */
final class KeptRows<T extends SpecificRecordBase> {
  /** A record that has its id. */
  private record Kept<T>(T record, boolean eval) {}

  /** What decides which rows stay, and what they are called. */
  private record Selection(IntakeRules rules, long[] offsets, Map<String, Occurrence> repeated)
      implements Serializable {
    <T extends SpecificRecordBase> List<Kept<T>> of(int partition, Iterator<Draft<T>> drafts) {
      List<Kept<T>> kept = new ArrayList<>();
      for (long index = offsets[partition]; drafts.hasNext(); index++) {
        Draft<T> draft = drafts.next();
        Occurrence occurrence = draft.id() == null ? null : repeated.get(draft.id());
        boolean again = occurrence != null && occurrence.first() != index;
        boolean tooLong = rules.maxTokens() > 0 && draft.tokens() > rules.maxTokens();
        if (!again && !tooLong) {
          // Ids made from positions stay the same when rows are added at the end.
          String id = draft.id() == null ? String.format(Locale.ROOT, "%09d", index) : draft.id();
          T record = draft.record();
          record.put(record.getSchema().getField(rules.idField()).pos(), id);
          boolean eval =
              draft.eval() == null ? HashSplit.isHeldOut(id, rules.evalFraction()) : draft.eval();
          kept.add(new Kept<>(record, eval));
        }
      }
      return kept;
    }
  }

  private final JavaRDD<Draft<T>> drafts;
  private final Selection selection;
  private final long[] trainCounts;
  private final long[] evalCounts;

  private KeptRows(
      JavaRDD<Draft<T>> drafts, Selection selection, long[] trainCounts, long[] evalCounts) {
    this.drafts = drafts;
    this.selection = selection;
    this.trainCounts = trainCounts;
    this.evalCounts = evalCounts;
  }

  static <T extends SpecificRecordBase> KeptRows<T> of(
      JavaRDD<Draft<T>> drafts,
      IntakeRules rules,
      long[] offsets,
      Map<String, Occurrence> repeated) {
    Selection selection = new Selection(rules, offsets, Map.copyOf(repeated));
    List<long[]> counts =
        drafts
            .mapPartitionsWithIndex(
                (partition, rows) -> {
                  List<Kept<T>> kept = selection.of(partition, rows);
                  long eval = kept.stream().filter(Kept::eval).count();
                  return List.of(new long[] {kept.size() - eval, eval}).iterator();
                },
                true)
            .collect();
    return new KeptRows<>(
        drafts,
        selection,
        counts.stream().mapToLong(each -> each[0]).toArray(),
        counts.stream().mapToLong(each -> each[1]).toArray());
  }

  long[] chunkSizes(boolean eval) {
    long rows = 0;
    for (long count : eval ? evalCounts : trainCounts) {
      rows += count;
    }
    int size = selection.rules().chunkSize();
    long[] sizes = new long[Math.toIntExact((rows + size - 1) / size)];
    for (int chunk = 0; chunk < sizes.length; chunk++) {
      sizes[chunk] = Math.min(size, rows - (long) chunk * size);
    }
    return sizes;
  }

  JavaRDD<T> chunks(boolean eval) {
    int chunks = chunkSizes(eval).length;
    if (chunks == 0) {
      return JavaSparkContext.fromSparkContext(drafts.context()).emptyRDD();
    }
    Selection select = selection;
    long[] offsets = Intake.offsets(eval ? evalCounts : trainCounts);
    JavaRDD<Tuple2<Long, T>> numbered =
        drafts.mapPartitionsWithIndex(
            (partition, rows) -> {
              List<Tuple2<Long, T>> wanted = new ArrayList<>();
              for (Kept<T> kept : select.of(partition, rows)) {
                if (kept.eval() == eval) {
                  wanted.add(new Tuple2<>(offsets[partition] + wanted.size(), kept.record()));
                }
              }
              return wanted.iterator();
            },
            true);
    return JavaPairRDD.fromJavaRDD(numbered)
        .repartitionAndSortWithinPartitions(new ByChunk(chunks, select.rules().chunkSize()))
        .values();
  }

  /** Puts the rows of a chunk into the partition of its number. */
  private static final class ByChunk extends Partitioner {
    private final int chunks;
    private final int size;

    ByChunk(int chunks, int size) {
      this.chunks = chunks;
      this.size = size;
    }

    @Override
    public int numPartitions() {
      return chunks;
    }

    @Override
    public int getPartition(Object position) {
      return (int) ((Long) position / size);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof ByChunk that && chunks == that.chunks && size == that.size;
    }

    @Override
    public int hashCode() {
      return 31 * chunks + size;
    }
  }
}
