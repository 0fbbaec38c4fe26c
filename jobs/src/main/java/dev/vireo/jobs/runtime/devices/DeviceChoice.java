package dev.vireo.jobs.runtime.devices;

import org.apache.spark.SparkConf;

/** Where a run's policies compute. It decides no more than rounding, so no fingerprint holds it. */
public enum DeviceChoice {
  /** On a GPU where libtorch sees one, else on the CPU. */
  AUTO,

  /** On the CPU, whatever there is. */
  CPU,

  /** On a GPU; a task that has none fails. */
  GPU;

  private static final String SETTING = "spark.vireo.device";

  /** Writes the choice into settings that reach every executor. */
  public void into(SparkConf conf) {
    conf.set(SETTING, name());
  }

  /** The choice of an application. */
  public static DeviceChoice of(SparkConf conf) {
    return valueOf(conf.get(SETTING, AUTO.name()));
  }
}
