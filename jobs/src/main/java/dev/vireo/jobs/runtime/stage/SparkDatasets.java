package dev.vireo.jobs.runtime.stage;

import dev.vireo.store.run.DatasetHandle;
import org.apache.spark.api.java.JavaSparkContext;

/** Published datasets as Spark sees them. */
public final class SparkDatasets {
  /** Spark's setting for the size up to which the driver does light work itself. */
  private static final String DRIVER_BYTES = "spark.vireo.driverBytes";

  /** The driver reads so much in the time that a Spark job takes to start. */
  private static final String SMALL = "4m";

  private SparkDatasets() {}

  /** Whether work that takes little longer than reading is done sooner without a Spark job. */
  public static boolean isSmall(DatasetHandle<?> dataset, JavaSparkContext spark) {
    return dataset.bytes() <= spark.getConf().getSizeAsBytes(DRIVER_BYTES, SMALL);
  }
}
