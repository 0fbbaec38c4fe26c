package dev.vireo.jobs.torch;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.devices.TaskDevice;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;

/** What can be known of the workers before the first stage. */
public final class TorchCheck {
  private static final String DYNAMIC = "spark.dynamicAllocation.enabled";

  private TorchCheck() {}

  /**
   * Looks whether all workers can run at a time, and lets one task start one, so that a run ends at
   * once where executors lack what a worker needs. Does nothing where the local engine trains.
   *
   * @throws InputException saying what is missing
   */
  public static void run(JavaSparkContext spark) {
    TorchSettings.of(spark.getConf()).ifPresent(settings -> check(spark, settings));
  }

  private static void check(JavaSparkContext spark, TorchSettings settings) {
    if (spark.isLocal() && settings.processes() > spark.defaultParallelism()) {
      throw new InputException(
          "torch.processes is %d, and %s runs %d at a time: the workers of a step run beside each other; set it to at most %d, or the master to local[%d]"
              .formatted(
                  settings.processes(),
                  spark.master(),
                  spark.defaultParallelism(),
                  spark.defaultParallelism(),
                  settings.processes()));
    }
    if (spark.getConf().getBoolean(DYNAMIC, false)) {
      throw new InputException(
          "training-engine is torch, and "
              + DYNAMIC
              + " is true: Spark starts no stage whose tasks need each other then; set it to false,"
              + " and give the executors that torch.processes asks for");
    }
    if (spark.isLocal()) {
      requireFree(settings.port());
    }
    String device = TorchWorker.device(spark.getConf());
    spark.setJobDescription("look for torch");
    String problem = spark.parallelize(List.of(0), 1).map(any -> problem(settings, device)).first();
    spark.setJobDescription(null);
    if (!problem.isEmpty()) {
      throw new InputException(problem);
    }
  }

  /** With a local master the workers meet on this machine; 0 is free at any time. */
  private static void requireFree(int port) {
    try {
      new ServerSocket(port).close();
    } catch (IOException e) {
      throw new InputException(
          "torch.port is %d, where the first worker cannot wait for the others on this machine (%s): name another one, or leave torch.port out, which takes any that is free"
              .formatted(port, e.getMessage()),
          e);
    }
  }

  private static String problem(TorchSettings settings, String device) {
    try {
      return started(settings, device);
    } catch (WorkerLostException e) {
      // One that hangs would hang again; one that was killed may not be.
      return e.getCause() instanceof TimeoutException ? e.getMessage() : again(settings, device);
    }
  }

  private static String again(TorchSettings settings, String device) {
    try {
      return started(settings, device);
    } catch (WorkerLostException e) {
      return e.getMessage();
    }
  }

  private static String started(TorchSettings settings, String device) {
    String where = "on " + SparkEnv.get().blockManager().blockManagerId().host();
    try (TorchWorker worker = TorchWorker.start(settings, where, device, TaskDevice.address())) {
      return "";
    } catch (InputException e) {
      return e.getMessage();
    }
  }
}
