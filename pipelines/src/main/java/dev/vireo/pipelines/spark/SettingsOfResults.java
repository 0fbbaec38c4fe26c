package dev.vireo.pipelines.spark;

import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.JavaSerializer;

/**
 * Which of Spark's settings decide what a run computes, and what they are: the same on every
 * machine, regardless of a cluster's {@code spark-defaults.conf}.
 *
 * <p>Of Spark SQL's settings those that say how fast and where are left to the cluster. All others
 * have Spark's own defaults: case, ANSI mode, time zone, what is read as what, how files are
 * written, and whether a corrupt file is passed over without a word.
 */
final class SettingsOfResults {

  private static final String SQL = "spark.sql.";

  /** Beginnings of Spark SQL's settings that decide no result. */
  private static final List<String> FREE =
      List.of(
          "adaptive.",
          "autoBroadcastJoinThreshold",
          "broadcastTimeout",
          "catalog.",
          "catalogImplementation",
          "defaultCatalog",
          "event.",
          "extensions",
          "files.maxPartitionBytes",
          "files.maxPartitionNum",
          "files.minPartitionNum",
          "files.openCostInBytes",
          "hive.",
          "queryExecutionListeners",
          "redaction.",
          "shuffle.partitions",
          "sources.parallelPartitionDiscovery.",
          "streaming.",
          "ui.",
          "warehouse.dir");

  private SettingsOfResults() {}

  /**
   * Gives a session these settings.
   *
   * @param conf of the session to be; what spark-submit gave this process is forgotten where it
   *     decides results, as every session of the application reads it again
   */
  static void into(SparkConf conf) {
    for (scala.Tuple2<String, String> setting : conf.getAll()) {
      if (decides(setting._1())) {
        conf.remove(setting._1());
        System.clearProperty(setting._1());
      }
    }
    // Parameters and gradients travel as records, which other serializers do not know.
    conf.set("spark.serializer", JavaSerializer.class.getName());
  }

  static boolean decides(String setting) {
    return setting.startsWith(SQL)
        && FREE.stream().noneMatch(free -> setting.startsWith(free, SQL.length()));
  }
}
