package dev.vireo.jobs.gradient;

import dev.vireo.jobs.runtime.devices.StageResources;
import dev.vireo.jobs.runtime.pool.PolicySlots;
import dev.vireo.jobs.runtime.pool.PolicyVersion;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
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

  private final JavaSparkContext spark;

  public SliceFold(JavaSparkContext spark) {
    this.spark = spark;
  }

  @Override
  public ShardGradient sum(
      String name, PolicyVersion parameters, List<? extends ShardTask> shards) {
    int slices = Math.min(shards.size(), SLICES_AT_MOST);
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
                      sums.rdd(), new Only(), whole, ClassTag$.MODULE$.<Slice>apply(Slice.class)));
    } finally {
      sums.rdd().cleanShuffleDependencies(false);
    }
    return whole.total();
  }

  /**
   * A slice of a shard's gradient.
   *
   * @param shard place of the shard
   * @param from place of the slice's first element in the gradient
   * @param length of the gradient; 0 where the shard had nothing to do
   * @param part the slice, and with the first of them the shard's sums
   */
  private record Piece(int shard, int from, int length, ShardGradient part)
      implements Serializable {}

  /**
   * A slice of the sum.
   *
   * @param from place of its first element
   * @param length of the whole sum
   * @param part the slice, and with the first of them the sums of all shards
   */
  private record Slice(int from, int length, ShardGradient part) implements Serializable {}

  /** On the executor that has a shard. */
  private static Iterator<Tuple2<Integer, Piece>> cut(
      PolicyVersion parameters, ShardTask shard, int slices) {
    int place = TaskContext.getPartitionId();
    ShardGradient gradient = PolicySlots.with(parameters, shard::run);
    return IntStream.range(0, slices)
        .mapToObj(slice -> new Tuple2<>(slice, piece(place, gradient, slice, slices)))
        .iterator();
  }

  private static Piece piece(int shard, ShardGradient gradient, int slice, int slices) {
    int length = gradient.gradient().length;
    int from = (int) ((long) length * slice / slices);
    int to = (int) ((long) length * (slice + 1) / slices);
    float[] part = new float[to - from];
    System.arraycopy(gradient.gradient(), from, part, 0, part.length);
    return new Piece(
        shard, from, length, new ShardGradient(part, slice == 0 ? gradient.sums() : Map.of()));
  }

  /** On the executor that has a slice, whose pieces come in any order. */
  private static Slice add(Iterator<Tuple2<Integer, Piece>> pieces) {
    InOrder fold = new InOrder();
    int from = 0;
    int length = 0;
    while (pieces.hasNext()) {
      Piece piece = pieces.next()._2();
      if (piece.length() > 0) {
        from = piece.from();
        length = piece.length();
      }
      fold.add(piece.shard(), piece.part());
    }
    return new Slice(from, length, fold.total());
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
  private static final class Only extends AbstractFunction1<scala.collection.Iterator<Slice>, Slice>
      implements Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public Slice apply(scala.collection.Iterator<Slice> slice) {
      return slice.next();
    }
  }

  /** Runs on the driver, one call at a time, in the order in which tasks finish. */
  private static final class Whole extends AbstractFunction2<Object, Slice, BoxedUnit> {
    private float[] gradient = {};
    private Map<String, Double> sums = Map.of();

    @Override
    public BoxedUnit apply(Object number, Slice slice) {
      if (gradient.length == 0) {
        gradient = new float[slice.length()];
      }
      float[] part = slice.part().gradient();
      System.arraycopy(part, 0, gradient, slice.from(), part.length);
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
