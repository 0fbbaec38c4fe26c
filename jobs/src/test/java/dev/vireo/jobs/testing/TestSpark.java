package dev.vireo.jobs.testing;

import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** Small Spark sessions for tests. */
public final class TestSpark {
  private TestSpark() {}

  /** A session with two tasks at a time, in this process. */
  public static SparkSession local() {
    return session("local[2]");
  }

  /** A session that reaches no further than this machine. */
  public static SparkSession session(String master) {
    return session(SparkSession.builder(), master);
  }

  /** The same, with further settings. */
  public static SparkSession session(SparkSession.Builder builder, String master) {
    return builder
        .master(master)
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.warehouse.dir", "target/spark-warehouse")
        .getOrCreate();
  }

  /** The session's context, as stages want it. */
  public static JavaSparkContext context(SparkSession session) {
    return JavaSparkContext.fromSparkContext(session.sparkContext());
  }
}
