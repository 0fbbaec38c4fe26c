package dev.vireo.jobs.runtime.stage;

import java.io.Serializable;
import java.util.List;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.resource.ResourceProfile;

/** Runs each input as one Spark task of one job, which bears the stage's name. */
final class SparkRunner implements ChunkRunner {
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
    JavaRDD<ChunkTask.Input<C>> chunks = spark.parallelize(inputs, inputs.size());
    if (resources != null) {
      chunks = chunks.withResources(resources);
    }
    new ChunkJob(spark, stage, output, collector).run(chunks, task);
  }
}
