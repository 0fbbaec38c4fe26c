package dev.vireo.jobs.runtime.devices;

import dev.vireo.algorithms.InputException;
import dev.vireo.models.engine.Compute;
import dev.vireo.models.parameters.FloatFormat;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;

/** Where and how a task computes. */
public final class TaskCompute {

  private static final String PRODUCTS = "spark.vireo.products";

  private TaskCompute() {}

  /** Writes the format of products into settings that reach every executor. */
  public static void into(SparkConf conf, FloatFormat products) {
    conf.set(PRODUCTS, products.name());
  }

  /**
   * The device of the calling thread's task, and the run's format of products; float32 outside of
   * Spark.
   *
   * @throws InputException if the run wants a GPU and there is none
   */
  public static Compute here() {
    return new Compute(TaskDevice.here(), products());
  }

  /** The run's format of products; float32 outside of Spark. */
  public static FloatFormat products() {
    SparkEnv spark = SparkEnv.get();
    return spark == null
        ? FloatFormat.FLOAT32
        : FloatFormat.valueOf(spark.conf().get(PRODUCTS, FloatFormat.FLOAT32.name()));
  }
}
