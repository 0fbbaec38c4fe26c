package dev.vireo.jobs.data.source;

import dev.vireo.algorithms.Counted;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.schemas.DatasetType;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * Makes checked, numbered records of a source's rows, and cuts them into chunks in the order of the
 * source.
 *
 * <p>A source is read as a stream, in packets of some hundred rows that are dealt out to all tasks,
 * however few files there are. What is made of them waits on disk until all rows have been counted,
 * ids that occur twice have been found, and each row knows its chunk. No task holds more than a few
 * packets, or one chunk; the driver gets to know counts for each packet, the first problems, and no
 * row.
 *
 * <p>Close it when the chunks have been written: until then the records are kept.
 *
 * @param <T> class of a record
 */
public final class Intake<T extends SpecificRecordBase> implements AutoCloseable {
  /** How many of several rows that are at fault are named. */
  static final int NAMED = 3;

  /** Tasks for each processor, so that none waits long for the last one. */
  private static final int TASKS = 2;

  private final IntakeRules rules;
  private final JavaRDD<DraftPacket> drafts;
  private final KeptRows<T> kept;
  private final long tooLong;
  private final long duplicates;
  private final long unusable;

  private Intake(
      IntakeRules rules,
      JavaRDD<DraftPacket> drafts,
      KeptRows<T> kept,
      long tooLong,
      long duplicates,
      long unusable) {
    this.rules = rules;
    this.drafts = drafts;
    this.kept = kept;
    this.tooLong = tooLong;
    this.duplicates = duplicates;
    this.unusable = unusable;
  }

  /**
   * Reads and checks all rows.
   *
   * @throws InputException naming the first row that cannot be used, ids that occur twice, or rows
   *     that are too long, unless the rules let them pass
   */
  public static <T extends SpecificRecordBase> Intake<T> of(
      JavaRDD<SourceRow> rows,
      DatasetType<T> type,
      DraftMaker.Opener<T> opener,
      IntakeRules rules) {
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(rows.context());
    var byWindow = new RowPlace.ByWindow(TASKS * spark.defaultParallelism());
    JavaRDD<byte[]> packets =
        Shuffle.by(
                byWindow,
                JavaPairRDD.fromJavaRDD(rows.mapPartitionsWithIndex(RowPacket::pack, true)))
            .values();
    JavaRDD<DraftPacket> drafts =
        packets
            .mapPartitions(part -> drafts(part, type, opener, rules))
            .persist(StorageLevel.DISK_ONLY());
    try {
      PartitionReport report =
          drafts
              .mapPartitions(part -> List.of(PartitionReport.of(part)).iterator())
              .collect()
              .stream()
              .reduce(PartitionReport.NOTHING, PartitionReport::and);
      check(report, rules);
      JavaRDD<DraftPacket> marked = drafts;
      long duplicates = 0;
      if (report.identified()) {
        RepeatedIds ids = new RepeatedIds(drafts, report.total());
        if (rules.duplicates() == DuplicatePolicy.ERROR) {
          refuse(ids, packets, rules);
        } else {
          duplicates = ids.rows();
          marked = duplicates == 0 ? drafts : KeptRows.without(ids.places(), drafts, byWindow);
        }
      }
      KeptRows<T> kept = KeptRows.of(type, marked, rules, report.offsets());
      return new Intake<>(rules, drafts, kept, report.tooLong(), duplicates, report.leftOut());
    } catch (Exception e) { // Spark throws checked exceptions that it does not declare.
      drafts.unpersist(false);
      InputException input = SparkErrors.inputError(e);
      throw input == null ? SparkErrors.<RuntimeException>failure(rules.what(), e) : input;
    }
  }

  private static <T extends SpecificRecordBase> Iterator<DraftPacket> drafts(
      Iterator<byte[]> packets,
      DatasetType<T> type,
      DraftMaker.Opener<T> opener,
      IntakeRules rules) {
    if (!packets.hasNext()) {
      return List.<DraftPacket>of().iterator();
    }
    DraftMaker<T> maker = opener.open();
    RecordBytes<T> encoding = new RecordBytes<>(type);
    return new Mapped<>(
        packets, packet -> DraftPacket.of(RowPacket.of(packet), maker, encoding, rules));
  }

  /** Throws what is wrong with the rows. */
  private static void check(PartitionReport report, IntakeRules rules) {
    if (report.problem() != null) {
      throw new InputException(
          "Cannot read %s: %s".formatted(rules.what(), report.problem().text()));
    }
    if (report.tooLong() > 0 && rules.tooLong() == LengthPolicy.ERROR) {
      throw new InputException(
          "%s %s; %s"
              .formatted(
                  rules.limit().exceeding(report.tooLong(), rules.what()),
                  report.tooLongPlaces().stream()
                      .map(PlacedText::text)
                      .collect(Collectors.joining(", ")),
                  rules.limit().advice()));
    }
  }

  /** Throws if an id occurs more than once. */
  private static void refuse(RepeatedIds ids, JavaRDD<byte[]> packets, IntakeRules rules) {
    List<Occurrence> first = ids.first(NAMED);
    if (first.isEmpty()) {
      return;
    }
    long count = first.size() < NAMED ? first.size() : ids.count();
    Set<Long> places = new TreeSet<>();
    first.forEach(id -> places.addAll(List.of(id.first(), id.second())));
    Map<Long, String> texts = texts(packets, places);
    throw new InputException(
        "%s: %s %s; make them unique or keep the first of each"
            .formatted(
                rules.what(),
                Counted.of(count, "id occurs more than once:", "ids occur more than once, first"),
                first.stream().map(id -> named(id, texts)).collect(Collectors.joining(", "))));
  }

  private static String named(Occurrence id, Map<Long, String> texts) {
    String more = id.count() > 2 ? " and " + (id.count() - 2) + " more" : "";
    return "'%s' (%s, %s%s)"
        .formatted(id.id(), texts.get(id.first()), texts.get(id.second()), more);
  }

  /** What a few places are called, by looking for them among all rows. */
  private static Map<Long, String> texts(JavaRDD<byte[]> packets, Set<Long> places) {
    return packets
        .flatMapToPair(
            bytes -> {
              RowPacket packet = RowPacket.of(bytes);
              return places.stream()
                  .filter(place -> packet.holds(place))
                  .map(place -> new Tuple2<>(place, packet.row(place).where()))
                  .iterator();
            })
        .collectAsMap();
  }

  /** Rows that were left out for their length. */
  public long tooLong() {
    return tooLong;
  }

  /** Rows that were left out since their id was there before. */
  public long duplicates() {
    return duplicates;
  }

  /** Rows that were left out since nothing can be made of them. */
  public long unusable() {
    return unusable;
  }

  /** What was left out, as the totals of a dataset's first chunk hold it. */
  public Map<String, Double> leftOut() {
    Map<String, Double> leftOut = new TreeMap<>();
    leftOut.put("dropped/too_long", (double) tooLong);
    leftOut.put("dropped/duplicates", (double) duplicates);
    if (unusable > 0) {
      leftOut.put("dropped/unusable", (double) unusable);
    }
    return leftOut;
  }

  /**
   * Checks that there are rows for training.
   *
   * @param path where they come from
   * @throws InputException if all were left out or are held out
   */
  public void requireRows(String path) {
    if (chunkSizes(false).length == 0) {
      throw new InputException(
          "No %s are left to train on: of those in %s, %s too long%s, the others are held out"
              .formatted(
                  rules.what(),
                  path,
                  Counted.of(tooLong, "is", "are"),
                  unusable == 0 ? "" : ", of %d nothing can be learned".formatted(unusable)));
    }
  }

  /**
   * Says what was left out, where anything was.
   *
   * @param tokens the most that a row may have
   * @param cut whether longer ones were cut, and only those left out of which nothing remained
   */
  public void report(int tokens, boolean cut, Progress progress) {
    if (unusable > 0) {
      progress.message(
          "%s left out: %d of which nothing can be learned".formatted(rules.what(), unusable));
    }
    if (tooLong + duplicates == 0) {
      return;
    }
    String length = cut ? "%d with nothing to learn within %s" : "%d of more than %s";
    progress.message(
        "%s left out: %s, %s seen before"
            .formatted(
                rules.what(),
                length.formatted(tooLong, Counted.of(tokens, "tokens")),
                Counted.of(duplicates, "whose id was", "whose ids were")));
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
