package dev.vireo.jobs.runtime.devices;

import ai.djl.Device;
import dev.vireo.algorithms.InputException;
import dev.vireo.models.torch.Autograd;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.resource.ResourceInformation;

/**
 * The device that a task computes on: the GPU that Spark gave it and no other task, where Spark
 * hands them out.
 */
public final class TaskDevice {

  private TaskDevice() {}

  /**
   * The device of the calling thread's task; outside of a task the one that auto means.
   *
   * @throws InputException if the run wants a GPU and there is none
   */
  public static Device here() {
    SparkEnv spark = SparkEnv.get();
    DeviceChoice choice = spark == null ? DeviceChoice.AUTO : DeviceChoice.of(spark.conf());
    return choose(choice, address(), Autograd::gpuCount);
  }

  /**
   * Lets one task find its device, so that a run for GPUs ends at once where executors have none.
   *
   * @throws InputException in the words of {@link #here()}
   */
  public static void check(JavaSparkContext spark) {
    if (DeviceChoice.of(spark.getConf()) != DeviceChoice.GPU) {
      return;
    }
    spark.setJobDescription("look for a GPU");
    String problem =
        StageResources.on(spark, spark.parallelize(List.of(0), 1)).map(any -> problem()).first();
    spark.setJobDescription(null);
    if (!problem.isEmpty()) {
      throw new InputException(problem);
    }
  }

  private static String problem() {
    try {
      here();
      return "";
    } catch (InputException e) {
      String host = SparkEnv.get().blockManager().blockManagerId().host();
      return e.getMessage() + " (executor " + SparkEnv.get().executorId() + " on " + host + ")";
    }
  }

  /** Address of the GPU that Spark gave the calling thread's task; empty where it gives none. */
  public static Optional<String> address() {
    TaskContext task = TaskContext.get();
    ResourceInformation gpus = task == null ? null : task.resourcesJMap().get(StageResources.GPU);
    return gpus == null || gpus.addresses().length == 0
        ? Optional.empty()
        : Optional.of(gpus.addresses()[0]);
  }

  /**
   * The rule.
   *
   * @param address of the GPU that Spark gave the task, a number as in {@code nvidia-smi}
   * @param gpus how many libtorch sees; asked only where it matters
   */
  static Device choose(DeviceChoice choice, Optional<String> address, IntSupplier gpus) {
    if (choice == DeviceChoice.CPU) {
      return Device.cpu();
    }
    int seen = gpus.getAsInt();
    if (seen == 0) {
      if (choice == DeviceChoice.AUTO) {
        return Device.cpu();
      }
      throw new InputException(
          "device is gpu, and libtorch sees no GPU"
              + address.map(given -> ", though Spark gave the task GPU " + given).orElse("")
              + ": use nodes with CUDA's libtorch (PYTORCH_LIBRARY_PATH and PYTORCH_FLAVOR, see"
              + " docs/OPERATIONS.md), or device: auto");
    }
    int number = address.map(TaskDevice::number).orElse(0);
    if (number >= seen) {
      throw new InputException(
          "Spark gave the task GPU "
              + number
              + ", and libtorch sees "
              + seen
              + ", counted from 0: the discovery script must number GPUs as the process sees them"
              + " (CUDA_VISIBLE_DEVICES)");
    }
    return Device.gpu(number);
  }

  private static int number(String address) {
    try {
      return Integer.parseUnsignedInt(address.strip());
    } catch (NumberFormatException e) {
      throw new InputException(
          "Spark gave the task GPU '"
              + address
              + "', which is not a number: the discovery script must print indices, as conf/find-gpus"
              + " does",
          e);
    }
  }
}
