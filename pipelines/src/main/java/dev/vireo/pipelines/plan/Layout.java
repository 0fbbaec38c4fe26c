package dev.vireo.pipelines.plan;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.settings.Require;
import java.util.OptionalInt;

/**
 * Where a run is to run.
 *
 * @param master {@code local}, {@code yarn}, {@code k8s}, or {@code k8s://} and an address
 * @param executors virtual machines besides the driver's; 1 if there is only one machine
 * @param cores tasks at a time in each
 */
public record Layout(String master, int executors, int cores) {

  /** Executors on a cluster, unless told otherwise. */
  private static final int EXECUTORS = 2;

  /** Cores of each, unless told otherwise. */
  private static final int CORES = 2;

  public Layout {
    if (!master.equals("local")
        && !master.equals("yarn")
        && !master.equals("k8s")
        && !master.startsWith("k8s://")) {
      throw new InputException(
          "master is " + master + "; it must be local, yarn, k8s or k8s:// and an address");
    }
    Require.atLeast("executors", executors, 1);
    Require.atLeast("executor-cores", cores, 1);
    if (master.equals("local") && executors > 1) {
      throw new InputException(
          "executors is "
              + executors
              + ", but a local run is a single process; give --master yarn or k8s");
    }
  }

  /**
   * A layout of which not everything is said.
   *
   * @param executors empty for the usual
   * @param cores empty for all of this machine's, or on a cluster for the usual
   */
  public static Layout of(String master, OptionalInt executors, OptionalInt cores) {
    boolean local = master.equals("local");
    int usualCores = local ? Runtime.getRuntime().availableProcessors() : CORES;
    return new Layout(master, executors.orElse(local ? 1 : EXECUTORS), cores.orElse(usualCores));
  }

  /** Whether driver and executor are one process. */
  public boolean local() {
    return master.equals("local");
  }

  /** Tasks that run at a time in all executors, if there are as many. */
  int given() {
    return Math.multiplyExact(executors, cores);
  }

  /** How many of them so many tasks use. */
  int used(int tasks) {
    return Math.max(1, Math.min(given(), tasks));
  }

  /** Tasks of a job that run at a time in one executor. */
  int slots(int tasks) {
    return Math.max(1, Math.min(cores, (tasks + executors - 1) / executors));
  }
}
