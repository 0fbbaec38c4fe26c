package dev.vireo.jobs.runtime.stage;

import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Function2;
import scala.collection.Iterator;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * One Spark job, which bears its stage's name and makes a chunk of each partition.
 *
 * @param spark where it runs
 * @param stage the stage's name
 * @param output what is made
 * @param collector hears of each outcome as it comes
 */
record ChunkJob(JavaSparkContext spark, String stage, String output, ChunkCollector collector) {
  private static final ClassTag<ChunkOutcome> OUTCOME = ClassTag$.MODULE$.apply(ChunkOutcome.class);

  /** Runs {@code task} on each partition; returns when all are done, or throws. */
  <R> void run(JavaRDD<R> rows, Function2<TaskContext, Iterator<R>, ChunkOutcome> task) {
    String group = stage + ": " + output;
    spark.setJobGroup(
        group, stage + ": " + rows.getNumPartitions() + " chunks of " + output, false);
    try {
      spark
          .sc()
          .runJob(
              rows.rdd(),
              task,
              new Handler(collector, () -> spark.sc().cancelJobGroup(group)),
              OUTCOME);
    } catch (Exception e) {
      collector.rethrow();
      throw StageException.of(stage + " failed on " + output, e);
    } finally {
      spark.clearJobGroup();
    }
    collector.rethrow();
  }

  /** Runs on the scheduler's thread, once for each task. */
  private static final class Handler extends AbstractFunction2<Object, ChunkOutcome, BoxedUnit> {
    private final ChunkCollector collector;
    private final Runnable cancel;

    Handler(ChunkCollector collector, Runnable cancel) {
      this.collector = collector;
      this.cancel = cancel;
    }

    @Override
    public BoxedUnit apply(Object partition, ChunkOutcome outcome) {
      if (!collector.accept((Integer) partition, outcome)) {
        cancel.run();
      }
      return BoxedUnit.UNIT;
    }
  }
}
