package dev.vireo.jobs.training;

import dev.vireo.algorithms.loss.Sums;
import dev.vireo.jobs.runtime.devices.StageResources;
import dev.vireo.jobs.runtime.pool.ModelPool;
import dev.vireo.jobs.runtime.pool.ModelVersion;
import dev.vireo.jobs.runtime.pool.Role;
import dev.vireo.models.parameters.ParameterSet;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.Partitioner;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction1;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * One Spark job of two stages per step: a task per shard cuts its gradient into slices, and a task
 * per slice adds that slice of all shards, in shard order. The driver gets the sums of the slices
 * alone, one gradient in all, however many shards there are.
 *
 * <p>Each element is added in the same order as by {@link DriverFold}, so the bits are the same.
 * Executors exchange slices by Spark's shuffle, which writes every shard's gradient to its
 * executor's local disk, 4 bytes a parameter; the files go once the step is done.
 */
public final class SliceFold implements GradientExchange {

  /** Up to here Spark's shuffle writes a slice as it comes, and holds none of them in memory. */
  private static final int SLICES_AT_MOST = 200;

  /** Elements of a slice, which is one array; larger models have more slices than shards. */
  private static final long LONGEST_SLICE = 1L << 28;

  private final JavaSparkContext spark;

  public SliceFold(JavaSparkContext spark) {
    this.spark = spark;
  }

  @Override
  public ShardGradient sum(String name, ModelVersion parameters, List<? extends ShardTask> shards) {
    int slices = slices(parameters.parameters().size(), shards.size());
    JavaRDD<ShardTask> tasks =
        StageResources.on(spark, spark.parallelize(List.<ShardTask>copyOf(shards), shards.size()));
    JavaPairRDD<Integer, Piece> pieces =
        tasks
            .mapPartitionsToPair(shard -> cut(parameters, shard.next(), slices))
            .partitionBy(new BySlice(slices));
    JavaRDD<Slice> sums =
        StageResources.on(spark, pieces.mapPartitions(slice -> List.of(add(slice)).iterator()));
    Whole whole = new Whole();
    try {
      spark.sc().setJobDescription(name);
      MemoryWatch.over(
          () ->
              spark
                  .sc()
                  .runJob(
                      sums.rdd(),
                      new FirstSlice(),
                      whole,
                      ClassTag$.MODULE$.<Slice>apply(Slice.class)));
    } finally {
      sums.rdd().cleanShuffleDependencies(false);
    }
    return whole.total();
  }

  /** One for each shard, unless the slices would be too long or too many. */
  static int slices(long elements, int shards) {
    long least = (elements + LONGEST_SLICE - 1) / LONGEST_SLICE;
    return (int) Math.max(least, Math.min(shards, SLICES_AT_MOST));
  }

  /**
   * A slice of a shard's gradient.
   *
   * @param shard place of the shard
   * @param from place of the slice's first element in the gradient
   * @param sizes of the gradient's parameters; none where the shard had nothing to do
   * @param part the slice as one array, and with the first of them the shard's sums
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Piece(int shard, long from, int[] sizes, ShardGradient part)
      implements Serializable {}

  /**
   * A slice of the sum.
   *
   * @param from place of its first element
   * @param sizes of the whole sum's parameters
   * @param part the slice as one array, and with the first of them the sums of all shards
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Slice(long from, int[] sizes, ShardGradient part) implements Serializable {}

  /** On the executor that has a shard. */
  private static Iterator<Tuple2<Integer, Piece>> cut(
      ModelVersion parameters, ShardTask shard, int slices) {
    int place = TaskContext.getPartitionId();
    ShardGradient gradient =
        ModelPool.with(Role.ofTrained(parameters.head()), parameters, shard::run);
    return IntStream.range(0, slices)
        .mapToObj(slice -> new Tuple2<>(slice, piece(place, gradient, slice, slices)))
        .iterator();
  }

  private static Piece piece(int shard, ShardGradient gradient, int slice, int slices) {
    long length = gradient.gradient().size();
    long from = length * slice / slices;
    long to = length * (slice + 1) / slices;
    ParameterSet part =
        from == to ? ParameterSet.empty() : ParameterSet.of(gradient.gradient().slice(from, to));
    return new Piece(
        shard,
        from,
        gradient.gradient().sizes(),
        new ShardGradient(part, slice == 0 ? gradient.sums() : new Sums()));
  }

  /** On the executor that has a slice, whose pieces come in any order. */
  private static Slice add(Iterator<Tuple2<Integer, Piece>> pieces) {
    InOrder fold = new InOrder();
    long from = 0;
    int[] sizes = {};
    while (pieces.hasNext()) {
      Piece piece = pieces.next()._2();
      if (piece.sizes().length > 0) {
        from = piece.from();
        sizes = piece.sizes();
      }
      fold.add(piece.shard(), piece.part());
    }
    return new Slice(from, sizes, fold.total());
  }

  /** Which slice goes where. */
  private static final class BySlice extends Partitioner {
    private static final long serialVersionUID = 1L;
    private final int slices;

    BySlice(int slices) {
      this.slices = slices;
    }

    @Override
    public int numPartitions() {
      return slices;
    }

    @Override
    public int getPartition(Object key) {
      return (Integer) key;
    }
  }

  /** A task's result. */
  private static final class FirstSlice
      extends AbstractFunction1<scala.collection.Iterator<Slice>, Slice> implements Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public Slice apply(scala.collection.Iterator<Slice> slice) {
      return slice.next();
    }
  }

  /** Runs on the driver, one call at a time, in the order in which tasks finish. */
  private static final class Whole extends AbstractFunction2<Object, Slice, BoxedUnit> {
    private ParameterSet gradient = ParameterSet.empty();
    private Sums sums = new Sums();

    @Override
    public BoxedUnit apply(Object number, Slice slice) {
      if (gradient.isEmpty()) {
        gradient = ParameterSet.zeros(slice.sizes());
      }
      if (!slice.part().gradient().isEmpty()) {
        gradient.put(slice.from(), slice.part().gradient().at(0));
      }
      if ((Integer) number == 0) {
        sums = slice.part().sums();
      }
      return BoxedUnit.UNIT;
    }

    ShardGradient total() {
      return new ShardGradient(gradient, sums);
    }
  }
}
