package dev.vireo.jobs.torch;

import dev.vireo.jobs.runtime.devices.TaskDevice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.function.Supplier;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.SparkEnv;

/** Starts the worker beside a task of a barrier stage, which has a task for each worker. */
public final class RankWorker {
  private RankWorker() {}

  /**
   * Starts it, and has it load the model and join the others: all tasks call it. It ends when Spark
   * gives the task up.
   *
   * @param model what it loads; asked for once the worker runs
   * @throws dev.vireo.algorithms.InputException if it cannot
   */
  public static TorchWorker start(
      TorchSettings settings, BarrierTaskContext task, Supplier<WorkerModel> model) {
    WorkerPool.closeIdle();
    String where = "rank %d on %s".formatted(task.partitionId(), host());
    TorchWorker worker =
        TorchWorker.start(
            settings, where, TorchWorker.device(SparkEnv.get().conf()), TaskDevice.address());
    try {
      TaskEnd.watch(task, worker);
      worker.begin(model.get(), task.partitionId(), address(settings, task));
      return worker;
    } catch (RuntimeException e) {
      worker.close();
      throw e;
    }
  }

  /** Where rank 0 waits: it tells the other tasks. */
  private static String address(TorchSettings settings, BarrierTaskContext task) {
    return task.allGather(task.partitionId() == 0 ? host() + ":" + port(settings) : "")[0];
  }

  private static int port(TorchSettings settings) {
    if (settings.port() > 0) {
      return settings.port();
    }
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String host() {
    return SparkEnv.get().blockManager().blockManagerId().host();
  }
}
