package dev.vireo.jobs.runtime.devices;

import dev.vireo.algorithms.InputException;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.resource.ExecutorResourceRequests;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfileBuilder;
import org.apache.spark.resource.TaskResourceRequests;

/**
 * The executors that a policy's stages ask for where a run wants GPUs: one GPU each, one task on
 * it.
 *
 * <p>Whoever submits may give every executor a GPU; then there is nothing to ask for. Otherwise
 * stages with a policy ask for executors of their own, so that those without one do not hold GPUs.
 * Spark grants that on YARN, Kubernetes and standalone clusters, and only with dynamic allocation.
 */
public final class StageResources {

  /** Spark's name of the resource. */
  static final String GPU = "gpu";

  private static final String EXECUTOR_GPUS = "spark.executor.resource.gpu.amount";
  private static final String TASK_GPUS = "spark.task.resource.gpu.amount";

  /** Spark's own settings of these names may not stand without an amount for all executors. */
  private static final String STAGE_SCRIPT = "spark.vireo.gpu.discoveryScript";

  private static final String STAGE_VENDOR = "spark.vireo.gpu.vendor";
  private static final String DYNAMIC = "spark.dynamicAllocation.enabled";

  /** One profile for an application: two that are equal would get executors of their own each. */
  private static final Map<SparkContext, Optional<ResourceProfile>> PROFILES = new WeakHashMap<>();

  private StageResources() {}

  /**
   * What an application's stages with a policy ask for; empty where the executors are good as they
   * are.
   *
   * @throws InputException if the run wants GPUs and the application cannot get them
   */
  public static Optional<ResourceProfile> of(JavaSparkContext spark) {
    synchronized (PROFILES) {
      return PROFILES.computeIfAbsent(spark.sc(), context -> plan(spark.getConf()));
    }
  }

  /** The same tasks, on such executors. */
  public static <T> JavaRDD<T> on(JavaSparkContext spark, JavaRDD<T> tasks) {
    return of(spark).map(tasks::withResources).orElse(tasks);
  }

  static Optional<ResourceProfile> plan(SparkConf conf) {
    // In this process libtorch has what the machine has.
    if (DeviceChoice.of(conf) != DeviceChoice.GPU || conf.get("spark.master").startsWith("local")) {
      return Optional.empty();
    }
    if (conf.getInt(EXECUTOR_GPUS, 0) > 0) {
      if (conf.getDouble(TASK_GPUS, 0) != 1) {
        throw new InputException(
            "device is gpu, and "
                + TASK_GPUS
                + " is "
                + conf.get(TASK_GPUS, "not set")
                + ": a task needs a GPU of its own; set it to 1");
      }
      return Optional.empty();
    }
    if (!conf.getBoolean(DYNAMIC, false)) {
      throw new InputException(
          "device is gpu, and executors on "
              + conf.get("spark.master")
              + " get none: set "
              + EXECUTOR_GPUS
              + "=1 and "
              + TASK_GPUS
              + "=1 for all executors, or "
              + DYNAMIC
              + "=true, with which stages ask for GPUs by themselves");
    }
    return Optional.of(profile(conf));
  }

  private static ResourceProfile profile(SparkConf conf) {
    int cpus = conf.getInt("spark.task.cpus", 1);
    return new ResourceProfileBuilder()
        .require(
            // Memory is that of the other executors.
            new ExecutorResourceRequests()
                .cores(cpus)
                .resource(GPU, 1, conf.get(STAGE_SCRIPT, ""), conf.get(STAGE_VENDOR, "")))
        .require(new TaskResourceRequests().cpus(cpus).resource(GPU, 1))
        .build();
  }
}
