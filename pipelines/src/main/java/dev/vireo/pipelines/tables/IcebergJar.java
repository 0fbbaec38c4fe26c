package dev.vireo.pipelines.tables;

import dev.vireo.algorithms.InputException;
import dev.vireo.pipelines.spark.SparkVersions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Iceberg's jar for Spark: the launcher has it on its class path, spark-submit where asked. */
final class IcebergJar {

  private static final String CLASS = "org/apache/iceberg/spark/SparkCatalog.class";
  private static final String VERSIONS = "iceberg.properties";

  private IcebergJar() {}

  /**
   * Looks for the jar without loading a class of it.
   *
   * @param loader of the classes that will use it
   * @throws InputException if it is not there
   */
  static void require(ClassLoader loader) {
    if (loader.getResource(CLASS) == null) {
      throw new InputException(
          "Iceberg is not on the class path: add --packages "
              + coordinates(SparkVersions.present().orElse("4.1"))
              + " to spark-submit");
    }
  }

  /** What Maven Central has the jar under, for a version of Spark such as 4.1.0. */
  static String coordinates(String spark) {
    Properties versions = new Properties();
    try (InputStream resource = IcebergJar.class.getResourceAsStream(VERSIONS)) {
      versions.load(resource);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "org.apache.iceberg:iceberg-spark-runtime-%s_%s:%s"
        .formatted(
            spark.replaceFirst("^(\\d+\\.\\d+).*", "$1"),
            versions.getProperty("scala"),
            versions.getProperty("iceberg"));
  }
}
