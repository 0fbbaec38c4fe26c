package dev.vireo.jobs.source;

import dev.vireo.algorithms.InputException;
import java.io.Serializable;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * Makes checked, numbered records of a source's rows, and cuts them into chunks in the order of the
 * source. Nothing but counts, problems and ids that occur twice comes to the driver.
 *
 * <p>Close it when the chunks have been written: it keeps the records in Spark's cache.
 *
 * @param <T> class of a record
 */
public final class Intake<T extends SpecificRecordBase> implements AutoCloseable {
  private static final int NAMED = 3;

  private final JavaRDD<Draft<T>> drafts;
  private final KeptRows<T> kept;
  private final long tooLong;
  private final long duplicates;

  private Intake(JavaRDD<Draft<T>> drafts, KeptRows<T> kept, long tooLong, long duplicates) {
    this.drafts = drafts;
    this.kept = kept;
    this.tooLong = tooLong;
    this.duplicates = duplicates;
  }

  /**
   * Reads and checks all rows.
   *
   * @throws InputException naming the first row that cannot be used, ids that occur twice, or rows
   *     that are too long, unless the rules let them pass
   */
  public static <T extends SpecificRecordBase> Intake<T> of(
      JavaRDD<SourceRow> rows, DraftMaker.Opener<T> opener, IntakeRules rules) {
    JavaRDD<Draft<T>> drafts =
        rows.mapPartitions(partition -> drafts(partition, opener.open()))
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      int maxTokens = rules.maxTokens();
      List<PartitionReport> reports =
          drafts
              .mapPartitions(
                  partition -> List.of(PartitionReport.of(partition, maxTokens)).iterator())
              .collect();
      long tooLong = check(reports, rules);
      long[] offsets = offsets(reports.stream().mapToLong(PartitionReport::rows).toArray());
      Map<String, Occurrence> repeated =
          reports.stream().anyMatch(PartitionReport::identified)
              ? repeated(drafts, offsets, rules)
              : Map.of();
      long duplicates = repeated.values().stream().mapToLong(each -> each.count() - 1).sum();
      KeptRows<T> kept = KeptRows.of(drafts, rules, offsets, repeated);
      return new Intake<>(drafts, kept, tooLong, duplicates);
    } catch (RuntimeException e) {
      drafts.unpersist(false);
      InputException input = SparkErrors.inputError(e);
      throw input == null ? e : input;
    }
  }

  private static <T extends SpecificRecordBase> Iterator<Draft<T>> drafts(
      Iterator<SourceRow> rows, DraftMaker<T> maker) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public Draft<T> next() {
        SourceRow row = rows.next();
        return row.problem() == null ? maker.make(row) : Draft.bad(row, row.problem());
      }
    };
  }

  /** Throws what is wrong with the rows; returns how many are too long where that may be. */
  private static long check(List<PartitionReport> reports, IntakeRules rules) {
    for (PartitionReport report : reports) {
      if (report.problem() != null) {
        throw new InputException("Cannot read %s: %s".formatted(rules.what(), report.problem()));
      }
    }
    long tooLong = reports.stream().mapToLong(PartitionReport::tooLong).sum();
    if (tooLong > 0 && rules.tooLong() == LengthPolicy.ERROR) {
      throw new InputException(
          "%d %s are longer than %d tokens, first %s; raise the limit or drop them"
              .formatted(
                  tooLong,
                  rules.what(),
                  rules.maxTokens(),
                  reports.stream()
                      .flatMap(report -> report.tooLongPlaces().stream())
                      .limit(NAMED)
                      .collect(Collectors.joining(", "))));
    }
    return tooLong;
  }

  /** Ids that occur more than once. */
  private static <T extends SpecificRecordBase> Map<String, Occurrence> repeated(
      JavaRDD<Draft<T>> drafts, long[] offsets, IntakeRules rules) {
    JavaRDD<Tuple2<String, Occurrence>> ids =
        drafts.mapPartitionsWithIndex(
            (partition, rows) -> occurrences(rows, offsets[partition]), true);
    JavaPairRDD<String, Occurrence> repeated =
        JavaPairRDD.fromJavaRDD(ids)
            .reduceByKey(Occurrence::merge, Math.max(1, drafts.getNumPartitions()))
            .filter(id -> id._2().count() > 1);
    if (rules.duplicates() == DuplicatePolicy.KEEP_FIRST) {
      return repeated.collectAsMap();
    }
    List<Tuple2<String, Occurrence>> named = repeated.takeOrdered(NAMED, new ByPlace());
    if (named.isEmpty()) {
      return Map.of();
    }
    long count = named.size() < NAMED ? named.size() : repeated.count();
    throw new InputException(
        "%s: %d ids occur more than once, first %s; make them unique or keep the first of each"
            .formatted(
                rules.what(),
                count,
                named.stream()
                    .map(id -> "'%s' (%s)".formatted(id._1(), id._2()))
                    .collect(Collectors.joining(", "))));
  }

  private static <T extends SpecificRecordBase> Iterator<Tuple2<String, Occurrence>> occurrences(
      Iterator<Draft<T>> drafts, long offset) {
    return new Iterator<>() {
      private long index = offset;

      @Override
      public boolean hasNext() {
        return drafts.hasNext();
      }

      @Override
      public Tuple2<String, Occurrence> next() {
        Draft<T> draft = drafts.next();
        return new Tuple2<>(draft.id(), Occurrence.of(index++, draft.where()));
      }
    };
  }

  private static final class ByPlace
      implements Comparator<Tuple2<String, Occurrence>>, Serializable {
    @Override
    public int compare(Tuple2<String, Occurrence> one, Tuple2<String, Occurrence> other) {
      return Long.compare(one._2().first(), other._2().first());
    }
  }

  /** For each partition, how many rows there are before it. */
  static long[] offsets(long[] counts) {
    long[] offsets = new long[counts.length];
    for (int i = 1; i < counts.length; i++) {
      offsets[i] = offsets[i - 1] + counts[i - 1];
    }
    return offsets;
  }

  /** Rows that were left out for their length. */
  public long tooLong() {
    return tooLong;
  }

  /** Rows that were left out since their id was there before. */
  public long duplicates() {
    return duplicates;
  }

  /** Rows in each chunk of the rows for training, or of those for evaluation. */
  public long[] chunkSizes(boolean eval) {
    return kept.chunkSizes(eval);
  }

  /** The rows for training, or those for evaluation: a partition is a chunk, in order. */
  public JavaRDD<T> chunks(boolean eval) {
    return kept.chunks(eval);
  }

  @Override
  public void close() {
    drafts.unpersist(false);
  }
}
