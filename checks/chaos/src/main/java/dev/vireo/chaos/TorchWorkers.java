package dev.vireo.chaos;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The workers of torch that a driver's executors start, in the order in which they are seen. */
final class TorchWorkers {

  /** After so long a worker hangs: far more than one takes to start on a busy machine. */
  static final int TIMEOUT_SECONDS = 180;

  private static final long POLL_MILLIS = 20;

  private final Driver driver;

  /** Each with the processor time it had used when it was last looked at. */
  private final Map<ProcessHandle, Duration> seen = new LinkedHashMap<>();

  TorchWorkers(Driver driver) {
    this.driver = driver;
  }

  /**
   * Settings of a run whose steps and scores are made by two workers.
   *
   * @param sharding replicated or full
   * @throws NotHere if there is no Python for them
   */
  static String[] settings(String sharding) {
    Path python = Path.of(System.getenv("VIREO_TORCH"), "bin", "python");
    if (!Files.isExecutable(python)) {
      throw new NotHere("there is no " + python + ", which checks/torch/environment makes");
    }
    return new String[] {
      "training-engine=torch",
      "torch.python='" + python + "'",
      "torch.processes=2",
      "torch.sharding=" + sharding,
      "torch.timeout-seconds=" + TIMEOUT_SECONDS
    };
  }

  /** How many there have been. */
  int count() {
    return seen.size();
  }

  /** All that there have been. */
  List<ProcessHandle> all() {
    return List.copyOf(seen.keySet());
  }

  /** Waits for the driver's end; what each worker had used by then. */
  List<Duration> used() throws InterruptedException {
    while (driver.isAlive()) {
      look();
      Thread.sleep(POLL_MILLIS);
    }
    return List.copyOf(seen.values());
  }

  /**
   * Waits until a worker has used so much processor time.
   *
   * @param number of the worker, from 0
   * @return empty if it, or the driver, ended before
   */
  Optional<ProcessHandle> reaches(int number, Duration moment) throws InterruptedException {
    while (driver.isAlive()) {
      look();
      if (number < seen.size()) {
        ProcessHandle worker = all().get(number);
        if (!worker.isAlive()) {
          return Optional.empty();
        }
        if (seen.get(worker).compareTo(moment) >= 0) {
          return Optional.of(worker);
        }
      }
      Thread.sleep(POLL_MILLIS);
    }
    return Optional.empty();
  }

  private void look() {
    for (ProcessHandle child : driver.children()) {
      if (!seen.containsKey(child) && isWorker(child)) {
        seen.put(child, Duration.ZERO);
      }
    }
    seen.replaceAll((worker, before) -> worker.info().totalCpuDuration().orElse(before));
  }

  private static boolean isWorker(ProcessHandle process) {
    String[] arguments = process.info().arguments().orElse(new String[0]);
    return Arrays.asList(arguments).contains("vireo_torch");
  }
}
