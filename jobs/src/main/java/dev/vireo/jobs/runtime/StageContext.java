package dev.vireo.jobs.runtime;

import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.store.run.RunDirectory;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * What every stage of a run shares.
 *
 * @param session Spark
 * @param run where datasets and checkpoints lie
 * @param seed the run's seed
 * @param progress hears how far a stage has come
 */
public record StageContext(SparkSession session, RunDirectory run, long seed, Progress progress) {

  /** Spark's own context. */
  public JavaSparkContext spark() {
    return JavaSparkContext.fromSparkContext(session.sparkContext());
  }
}
