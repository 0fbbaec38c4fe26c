package dev.vireo.jobs.runtime.stage;

import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;

/** Hadoop's settings on the driver. */
public final class SparkHadoop {
  private SparkHadoop() {}

  /** Those of the running session; without one, as a session would have them. */
  public static Configuration configuration() {
    return SparkSession.getDefaultSession()
        .map(session -> session.sparkContext().hadoopConfiguration())
        .getOrElse(() -> SparkHadoopUtil.get().newConfiguration(new SparkConf()));
  }
}
