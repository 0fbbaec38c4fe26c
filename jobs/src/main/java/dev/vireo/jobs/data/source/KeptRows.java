package dev.vireo.jobs.data.source;

import dev.vireo.schemas.DatasetType;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.PartitionPruningRDD;
import scala.Tuple2;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction1;

/**
 * The rows of an intake that stay, with their ids, cut into chunks: those for training first and
 * then those for evaluation, each in the order of the source.
 */
final class KeptRows<T extends SpecificRecordBase> {
  /** What decides what a row is called and which split it belongs to. */
  private record Naming(IntakeRules rules, long[] offsets) implements Serializable {
    long index(long place) {
      return offsets[RowPlace.partition(place)] + RowPlace.index(place);
    }

    boolean isEval(DraftPacket packet, int row) {
      Boolean given = packet.eval(row);
      if (given != null || rules.evalFraction() == 0) {
        return given != null && given;
      }
      String id = packet.ids()[row];
      return HashSplit.isHeldOut(
          id == null ? id(index(packet.place(row))) : id, rules.evalFraction());
    }

    /** Ids made from positions stay the same when rows are added at the end. */
    static String id(long index) {
      return String.format(Locale.ROOT, "%09d", index);
    }
  }

  /** What a packet holds of each split. */
  private record Count(long first, long train, long eval) implements Serializable {}

  /** For each packet, how many rows of each split stay before it. */
  private record Positions(long[] first, long[] train, long[] eval) implements Serializable {
    static Positions of(List<Count> counts) {
      Count[] sorted = counts.toArray(Count[]::new);
      Arrays.sort(sorted, Comparator.comparingLong(Count::first));
      int size = sorted.length;
      Positions before = new Positions(new long[size], new long[size + 1], new long[size + 1]);
      for (int i = 0; i < size; i++) {
        before.first[i] = sorted[i].first();
        before.train[i + 1] = before.train[i] + sorted[i].train();
        before.eval[i + 1] = before.eval[i] + sorted[i].eval();
      }
      return before;
    }

    long total(boolean ofEval) {
      return (ofEval ? eval : train)[first.length];
    }

    long before(long packet, boolean ofEval) {
      return (ofEval ? eval : train)[Arrays.binarySearch(first, packet)];
    }
  }

  private final DatasetType<T> type;
  private final Naming naming;
  private final JavaRDD<DraftPacket> drafts;
  private final Positions positions;
  private JavaRDD<byte[]> cut;

  private KeptRows(
      DatasetType<T> type, Naming naming, JavaRDD<DraftPacket> drafts, Positions positions) {
    this.type = type;
    this.naming = naming;
    this.drafts = drafts;
    this.positions = positions;
  }

  /**
   * Counts what is kept.
   *
   * @param drafts all rows; those that stay say so
   * @param offsets for each of the source's partitions, how many rows there are before it
   */
  static <T extends SpecificRecordBase> KeptRows<T> of(
      DatasetType<T> type, JavaRDD<DraftPacket> drafts, IntakeRules rules, long[] offsets) {
    Naming naming = new Naming(rules, offsets);
    List<Count> counts = drafts.map(packet -> count(packet, naming)).collect();
    return new KeptRows<>(type, naming, drafts, Positions.of(counts));
  }

  private static Count count(DraftPacket packet, Naming naming) {
    long train = 0;
    long eval = 0;
    for (int row = 0; row < packet.size(); row++) {
      if (packet.isKept(row)) {
        boolean held = naming.isEval(packet, row);
        eval += held ? 1 : 0;
        train += held ? 0 : 1;
      }
    }
    return new Count(packet.first(), train, eval);
  }

  /** Drafts of which those rows are marked that repeat an id; both are where their place says. */
  static JavaRDD<DraftPacket> without(
      JavaRDD<Long> repeated, JavaRDD<DraftPacket> drafts, Partitioner byPlace) {
    JavaRDD<Long> beside =
        Shuffle.by(byPlace, repeated.mapToPair(place -> new Tuple2<>(place, true))).keys();
    return beside.zipPartitions(
        drafts,
        (places, packets) -> {
          Map<Long, BitSet> windows = new HashMap<>();
          while (places.hasNext()) {
            long place = places.next();
            windows
                .computeIfAbsent(place / RowPlace.WINDOW, window -> new BitSet())
                .set((int) (place % RowPlace.WINDOW));
          }
          BitSet none = new BitSet();
          return new Mapped<>(
              packets,
              packet ->
                  packet.without(
                      windows.getOrDefault(packet.first() / RowPlace.WINDOW, none),
                      (int) (packet.first() % RowPlace.WINDOW)));
        });
  }

  /** Rows in each chunk of a split: all are full but the last. */
  long[] chunkSizes(boolean eval) {
    int size = naming.rules().chunkSize();
    long rows = positions.total(eval);
    long[] sizes = new long[chunkCount(eval)];
    for (int chunk = 0; chunk < sizes.length; chunk++) {
      sizes[chunk] = Math.min(size, rows - (long) chunk * size);
    }
    return sizes;
  }

  private int chunkCount(boolean eval) {
    int size = naming.rules().chunkSize();
    return Math.toIntExact((positions.total(eval) + size - 1) / size);
  }

  /** The rows of a split: a partition is a chunk, in order. */
  JavaRDD<T> chunks(boolean eval) {
    int train = chunkCount(false);
    int chunks = chunkCount(eval);
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(drafts.context());
    if (chunks == 0) {
      return spark.emptyRDD();
    }
    int from = eval ? train : 0;
    cut = cut == null ? cut(spark) : cut;
    PartitionPruningRDD<byte[]> wanted =
        PartitionPruningRDD.create(cut.rdd(), new Among(from, from + chunks));
    DatasetType<T> records = type;
    String idField = naming.rules().idField();
    return new JavaRDD<>(wanted, ClassTag$.MODULE$.<byte[]>apply(byte[].class))
        .mapPartitions(
            rows -> {
              RecordBytes<T> bytes = new RecordBytes<>(records);
              int idPosition = records.schema().getField(idField).pos();
              return new Mapped<>(rows, row -> named(row, bytes, idPosition));
            });
  }

  private static <T extends SpecificRecordBase> T named(
      byte[] row, RecordBytes<T> bytes, int idPosition) {
    T made = bytes.record(row, Long.BYTES);
    if (made.get(idPosition).toString().isEmpty()) {
      made.put(idPosition, Naming.id(ByteBuffer.wrap(row).getLong()));
    }
    return made;
  }

  /**
   * Both splits' chunks, one after the other: each row's record keyed by its place in the source.
   */
  private JavaRDD<byte[]> cut(JavaSparkContext spark) {
    Naming names = naming;
    int trainChunks = chunkCount(false);
    long evalFrom = (long) trainChunks * names.rules().chunkSize();
    Broadcast<Positions> before = spark.broadcast(positions);
    JavaPairRDD<Long, byte[]> numbered =
        drafts.flatMapToPair(
            packet -> {
              long train = before.value().before(packet.first(), false);
              long eval = evalFrom + before.value().before(packet.first(), true);
              List<Tuple2<Long, byte[]>> rows = new ArrayList<>(packet.size());
              for (int row = 0; row < packet.size(); row++) {
                if (packet.isKept(row)) {
                  long position = names.isEval(packet, row) ? eval++ : train++;
                  byte[] made = packet.records()[row];
                  ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + made.length);
                  bytes.putLong(names.index(packet.place(row))).put(made);
                  rows.add(new Tuple2<>(position, bytes.array()));
                }
              }
              return rows.iterator();
            });
    ByChunk byChunk = new ByChunk(trainChunks + chunkCount(true), names.rules().chunkSize());
    return Shuffle.sorted(byChunk, numbered, Comparator.<Long>naturalOrder()).values();
  }

  /** A range of partitions. */
  private static final class Among extends AbstractFunction1<Object, Object>
      implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int from;
    private final int to;

    Among(int from, int to) {
      this.from = from;
      this.to = to;
    }

    @Override
    public Object apply(Object partition) {
      return (Integer) partition >= from && (Integer) partition < to;
    }
  }

  /** Puts the rows of a chunk into the partition of its number. */
  private static final class ByChunk extends Partitioner {
    private static final long serialVersionUID = 1L;

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
