package dev.vireo.jobs.store;

import java.io.Serializable;
import java.util.List;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.resource.ResourceProfile;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/** Runs each input as one Spark task of one job, which bears the stage's name. */
final class SparkRunner implements ChunkRunner {
  static final ClassTag<ChunkOutcome> OUTCOME = ClassTag$.MODULE$.apply(ChunkOutcome.class);

  private final JavaSparkContext spark;
  private final ResourceProfile resources;

  /** Runs on {@code spark}, with {@code resources} for each task unless they are null. */
  SparkRunner(JavaSparkContext spark, ResourceProfile resources) {
    this.spark = spark;
    this.resources = resources;
  }

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
    String group = stage + ": " + output;
    JavaRDD<ChunkTask.Input<C>> chunks = spark.parallelize(inputs, inputs.size());
    if (resources != null) {
      chunks = chunks.withResources(resources);
    }
    spark.setJobGroup(group, stage + ": " + inputs.size() + " chunks of " + output, false);
    try {
      spark
          .sc()
          .runJob(
              chunks.rdd(),
              task,
              new Handler(collector, () -> spark.sc().cancelJobGroup(group)),
              OUTCOME);
    } catch (Exception e) {
      collector.rethrow();
      throw failure(stage, output, e);
    } finally {
      spark.clearJobGroup();
    }
    collector.rethrow();
  }

  /** The failure below Spark's own, which lists attempts and stack traces. */
  static RuntimeException failure(String stage, String output, Exception failure) {
    Throwable root = failure;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof StageException known) {
        return new StageException(known.getMessage(), failure);
      }
      root = cause;
    }
    String message = stage + " failed on " + output + ": " + StorageException.firstLine(root);
    return new StageException(message, failure);
  }

  /** Runs on the scheduler's thread, once for each task. */
  static final class Handler extends AbstractFunction2<Object, ChunkOutcome, BoxedUnit> {
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
