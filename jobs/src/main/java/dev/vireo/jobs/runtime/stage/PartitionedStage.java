package dev.vireo.jobs.runtime.stage;

import dev.vireo.store.run.DatasetHandle;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction2;

/**
 * Runs a {@link ChunkStage} whose chunks are the partitions of an RDD, for work that needs Spark's
 * own operators before the rows of a chunk are there: a shuffle, or a DataFrame.
 *
 * <pre>{@code
 * ChunkStage<PartitionRows<Row>, Rewards> stage = ChunkStage.of(output, fingerprint);
 * PartitionedStage.run(stage, rows, sizes, (index, chunk) -> ChunkResult.of(...chunk.rows()...));
 * }</pre>
 *
 * The RDD must hold the same rows in the same partitions each time, or resuming would mix chunks.
 */
public final class PartitionedStage {
  private PartitionedStage() {}

  /**
   * Makes the chunks that are not there, and publishes them all. Partitions whose chunk is there
   * are not computed.
   *
   * @param sizes how large each chunk is, in whatever the stage counts: one for each partition
   * @throws RuntimeException as {@link ChunkStage#run} does
   */
  public static <R, T extends SpecificRecordBase> DatasetHandle<T> run(
      ChunkStage<PartitionRows<R>, T> stage,
      JavaRDD<R> rows,
      long[] sizes,
      ChunkFunction<PartitionRows<R>, T> function) {
    if (rows.getNumPartitions() != sizes.length) {
      throw new IllegalArgumentException(
          "There are " + rows.getNumPartitions() + " partitions for " + sizes.length + " chunks");
    }
    List<PartitionRows<R>> chunks =
        Arrays.stream(sizes).mapToObj(size -> new PartitionRows<R>(size, null)).toList();
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(rows.context());
    return stage.run(chunks, function, ChunkStage.provenance(spark), new Runner<>(spark, rows));
  }

  /** Runs one job over the RDD; the inputs are its partitions, in order. */
  private record Runner<R>(JavaSparkContext spark, JavaRDD<R> rows) implements ChunkRunner {
    @Override
    public <C extends Serializable, T extends SpecificRecordBase> void run(
        String stage,
        String output,
        List<ChunkTask.Input<C>> inputs,
        ChunkTask<C, T> task,
        ChunkCollector collector) {
      if (inputs.isEmpty()) {
        return;
      }
      boolean[] present = new boolean[inputs.size()];
      inputs.forEach(input -> present[input.index()] = input.present());
      new ChunkJob(spark, stage, output, collector)
          .run(rows, new PartitionTask<R, C, T>(task, present));
    }
  }

  /** Puts a chunk's task behind the partition that holds the chunk's rows. */
  private static final class PartitionTask<R, C extends Serializable, T extends SpecificRecordBase>
      extends AbstractFunction2<TaskContext, Iterator<R>, ChunkOutcome> implements Serializable {
    private static final long serialVersionUID = 1L;

    private final ChunkTask<C, T> task;
    private final boolean[] present;

    PartitionTask(ChunkTask<C, T> task, boolean[] present) {
      this.task = task;
      this.present = present;
    }

    @Override
    @SuppressWarnings("unchecked") // The chunks of a partitioned stage are PartitionRows.
    public ChunkOutcome apply(TaskContext context, Iterator<R> rows) {
      int index = context.partitionId();
      C chunk = (C) new PartitionRows<>(0, CollectionConverters.asJava(rows));
      return task.apply(new ChunkTask.Input<>(index, chunk, present[index]));
    }
  }
}
