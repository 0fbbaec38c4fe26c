package dev.vireo.jobs.data.preferences;

import dev.vireo.algorithms.InputException;
import dev.vireo.schemas.UnpairedExample;
import dev.vireo.store.manifest.CanonicalJson;
import dev.vireo.store.parquet.TokenLists;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * Gives every example another one's completion. Rows travel by their place in the dataset alone, so
 * that neither partitions nor executors decide anything.
 *
 * <p>By hash: all rows are put in the order of the hash of their prompt, then of their id, so that
 * those of one prompt are together. With m the most rows of any prompt, each row takes the
 * completion of the row m places further on, around the end: that is another prompt's as long as m
 * is at most half of all rows, and each completion is taken once.
 */
final class MismatchedCompletions {
  private final JavaRDD<UnpairedExample> rows;
  private final Layout layout;
  private long ofOwnPrompt;

  /** Where each chunk's rows are in the dataset. */
  private record Layout(long[] offsets) implements Serializable {
    static Layout of(long[] sizes) {
      long[] offsets = new long[sizes.length + 1];
      for (int chunk = 0; chunk < sizes.length; chunk++) {
        offsets[chunk + 1] = offsets[chunk] + sizes[chunk];
      }
      return new Layout(offsets);
    }

    long rows() {
      return offsets[offsets.length - 1];
    }

    int chunks() {
      return offsets.length - 1;
    }

    int chunkOf(long place) {
      int found = Arrays.binarySearch(offsets, place);
      return found >= 0 ? found : -found - 2;
    }
  }

  /** The completion of another example. */
  private record Partner(String id, int[] tokens) implements Serializable {}

  /**
   * @param rows all examples, a chunk a partition
   * @param sizes rows of each chunk, none of them empty
   */
  MismatchedCompletions(JavaRDD<UnpairedExample> rows, long[] sizes) {
    this.rows = rows;
    this.layout = Layout.of(sizes);
    if (layout.rows() < 2) {
      throw new InputException(
          "There is only one unpaired example; KTO's baseline needs at least two, or"
              + " unpaired.partners: none");
    }
  }

  /** How many examples have got a completion of their own prompt by {@link #byHash}. */
  long ofOwnPrompt() {
    return ofOwnPrompt;
  }

  /** The rows with the completion before them in their block of consecutive rows. */
  JavaRDD<UnpairedExample> byBlocks(int blockSize) {
    long all = layout.rows();
    JavaPairRDD<Long, Partner> chosen =
        places()
            .mapToPair(
                row -> {
                  long start = row._1() - row._1() % blockSize;
                  long size = Math.min(blockSize, all - start);
                  return new Tuple2<>(start + (row._1() - start + 1) % size, partner(row._2()));
                });
    return withPartners(chosen);
  }

  /** The rows with the completion of another prompt. */
  JavaRDD<UnpairedExample> byHash() {
    long all = layout.rows();
    JavaPairRDD<String, Long> keys =
        places()
            .mapToPair(
                row -> {
                  UnpairedExample example = row._2();
                  String prompt = CanonicalJson.hash(example.getPromptTokenIds().toString());
                  String id = CanonicalJson.hash(example.getExampleId());
                  return new Tuple2<>(prompt + id, row._1());
                });
    int hash = CanonicalJson.hash("").length();
    long most =
        keys.mapToPair(key -> new Tuple2<>(key._1().substring(0, hash), 1L))
            .reduceByKey(Long::sum)
            .values()
            .reduce(Math::max);
    long shift = Math.min(most, all / 2);
    ofOwnPrompt = Math.max(0, 2 * most - all);
    JavaPairRDD<Long, Long> sorted =
        keys.sortByKey(true, layout.chunks())
            .values()
            .zipWithIndex()
            .mapToPair(row -> new Tuple2<>(row._2(), row._1()));
    JavaPairRDD<Long, Long> receivers = sorted;
    JavaPairRDD<Long, Long> partners =
        sorted.mapToPair(row -> new Tuple2<>(Math.floorMod(row._1() - shift, all), row._2()));
    JavaPairRDD<Long, Long> partnerToReceiver =
        partners.join(receivers, layout.chunks()).values().mapToPair(pair -> pair);
    JavaPairRDD<Long, Partner> completions =
        places().mapToPair(row -> new Tuple2<>(row._1(), partner(row._2())));
    return withPartners(
        completions
            .join(partnerToReceiver, layout.chunks())
            .values()
            .mapToPair(pair -> new Tuple2<>(pair._2(), pair._1())));
  }

  /** Rows keyed by their places. */
  private JavaPairRDD<Long, UnpairedExample> places() {
    Layout chunks = layout;
    return rows.mapPartitionsWithIndex(
            (chunk, examples) -> new Placed(examples, chunks.offsets()[chunk]), true)
        .mapToPair(row -> row);
  }

  private static Partner partner(UnpairedExample example) {
    return new Partner(example.getExampleId(), TokenLists.ints(example.getCompletionTokenIds()));
  }

  /** Puts each partner next to its example, whose place is the key. */
  private JavaRDD<UnpairedExample> withPartners(JavaPairRDD<Long, Partner> partners) {
    JavaRDD<Partner> beside =
        partners.repartitionAndSortWithinPartitions(new ByChunk(layout)).values();
    return rows.zipPartitions(beside, WithPartners::new);
  }

  /** Numbers a chunk's rows. */
  private static final class Placed implements Iterator<Tuple2<Long, UnpairedExample>> {
    private final Iterator<UnpairedExample> rows;
    private long place;

    Placed(Iterator<UnpairedExample> rows, long first) {
      this.rows = rows;
      this.place = first;
    }

    @Override
    public boolean hasNext() {
      return rows.hasNext();
    }

    @Override
    public Tuple2<Long, UnpairedExample> next() {
      return new Tuple2<>(place++, rows.next());
    }
  }

  /** A chunk's rows with each one's partner. */
  private record WithPartners(Iterator<UnpairedExample> rows, Iterator<Partner> partners)
      implements Iterator<UnpairedExample> {
    @Override
    public boolean hasNext() {
      return rows.hasNext();
    }

    @Override
    public UnpairedExample next() {
      UnpairedExample row = rows.next();
      Partner partner = partners.next();
      row.setKlExampleId(partner.id());
      row.setKlCompletionTokenIds(TokenLists.list(partner.tokens()));
      return row;
    }
  }

  private static final class ByChunk extends Partitioner {
    private static final long serialVersionUID = 1L;

    private final Layout layout;

    ByChunk(Layout layout) {
      this.layout = layout;
    }

    @Override
    public int numPartitions() {
      return layout.chunks();
    }

    @Override
    public int getPartition(Object place) {
      return layout.chunkOf((Long) place);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof ByChunk that
          && Arrays.equals(layout.offsets(), that.layout.offsets());
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(layout.offsets());
    }
  }
}
