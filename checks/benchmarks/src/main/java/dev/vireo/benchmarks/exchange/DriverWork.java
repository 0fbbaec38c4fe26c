package dev.vireo.benchmarks.exchange;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What this process has done until now: processor time by kind of thread, and bytes read and
 * written, sockets included; Linux only.
 *
 * @param seconds of processor time: {@code main} packs parameters, {@code fold} adds, {@code
 *     unpack} turns results into gradients, {@code network} is Spark's threads for sockets, {@code
 *     other} the virtual machine's own, garbage collection above all
 * @param read bytes read from files and sockets
 * @param written bytes written to files and sockets
 */
record DriverWork(Map<String, Double> seconds, long read, long written) {
  static final String PACK = "main";
  static final String FOLD = "fold";
  static final String UNPACK = "unpack";
  static final String NETWORK = "network";
  static final String OTHER = "other";

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  static DriverWork now() {
    Map<String, Double> seconds = new TreeMap<>();
    double threads = 0;
    for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
      if (thread != null) {
        double used = Math.max(0, THREADS.getThreadCpuTime(thread.getThreadId())) * 1e-9;
        seconds.merge(kind(thread.getThreadName()), used, Double::sum);
        threads += used;
      }
    }
    seconds.put(OTHER, processSeconds() - threads);
    return new DriverWork(seconds, counter("rchar:"), counter("wchar:"));
  }

  /** Since an earlier time. */
  DriverWork since(DriverWork earlier) {
    Map<String, Double> difference = new TreeMap<>();
    seconds.forEach(
        (kind, used) -> difference.put(kind, used - earlier.seconds.getOrDefault(kind, 0.0)));
    return new DriverWork(difference, read - earlier.read, written - earlier.written);
  }

  double seconds(String kind) {
    return seconds.getOrDefault(kind, 0.0);
  }

  private static String kind(String thread) {
    if (thread.equals("main")) {
      return PACK;
    }
    if (thread.startsWith("dag-scheduler-event-loop")) {
      return FOLD;
    }
    return thread.startsWith("task-result-getter") ? UNPACK : NETWORK;
  }

  private static double processSeconds() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        * 1e-9;
  }

  /** The most that the heap's parts have held, each at its own worst time. */
  static long peakHeapBytes() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .mapToLong(pool -> pool.getPeakUsage().getUsed())
        .sum();
  }

  /** Seconds that collections have taken by the clock. */
  static double collectingSeconds() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
            .mapToLong(GarbageCollectorMXBean::getCollectionTime)
            .sum()
        * 1e-3;
  }

  /** The most that has been resident, in bytes. */
  static long peakResidentBytes() {
    return number(Path.of("/proc/self/status"), "VmHWM:") << 10;
  }

  private static long counter(String key) {
    return number(Path.of("/proc/self/io"), key);
  }

  private static long number(Path file, String key) {
    try {
      return Files.readAllLines(file).stream()
          .filter(line -> line.startsWith(key))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(String.format(Locale.ROOT, "Cannot read %s", file), e);
    }
  }
}
