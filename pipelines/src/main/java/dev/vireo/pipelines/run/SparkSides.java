package dev.vireo.pipelines.run;

import dev.vireo.jobs.runtime.StageContext;
import java.util.Locale;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Spark's jobs of two threads: each has a tag by which its jobs are found, and a pool of its own,
 * between which a fair scheduler shares the slots. Sharing decides when a task starts, never what
 * it computes.
 */
record SparkSides(StageContext context) implements Ahead.Jobs {

  private static final String POOL = "spark.scheduler.pool";

  @Override
  public void of(Ahead.Side side) {
    JavaSparkContext spark = context.spark();
    // A new thread inherits the tags of the one that made it.
    spark.clearJobTags();
    spark.addJobTag(tag(side));
    spark.setLocalProperty(POOL, side == Ahead.Side.NOW ? null : tag(side));
  }

  @Override
  public void stop(Ahead.Side side) {
    context.spark().cancelJobsWithTag(tag(side));
  }

  @Override
  public void ofNeither() {
    context.spark().clearJobTags();
  }

  private static String tag(Ahead.Side side) {
    return "vireo-" + side.name().toLowerCase(Locale.ROOT);
  }
}
