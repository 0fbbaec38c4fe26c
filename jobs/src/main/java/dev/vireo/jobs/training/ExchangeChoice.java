package dev.vireo.jobs.training;

import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Where a step's gradients are added. The bits are the same, so no fingerprint holds it;
 * docs/SCALING.md has what each costs.
 */
public enum ExchangeChoice {
  /** On the driver, which gets every shard's gradient. */
  DRIVER,

  /** On the executors, slice by slice; they exchange gradients through their local disks. */
  SLICES;

  private static final String SETTING = "spark.vireo.gradientExchange";

  /** Writes the choice into settings. */
  public void into(SparkConf conf) {
    conf.set(SETTING, name());
  }

  /**
   * The exchange that an application has chosen. With a local master it is always the driver's:
   * driver and tasks share a process there, and hand arrays over.
   */
  static GradientExchange on(JavaSparkContext spark) {
    boolean slices = spark.getConf().get(SETTING, DRIVER.name()).equals(SLICES.name());
    return slices && !spark.isLocal() ? new SliceFold(spark) : new DriverFold(spark);
  }
}
