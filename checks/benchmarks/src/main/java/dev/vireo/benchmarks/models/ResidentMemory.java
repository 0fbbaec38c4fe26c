package dev.vireo.benchmarks.models;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process has in memory, as Linux counts it; in MiB. */
final class ResidentMemory {
  private ResidentMemory() {}

  static long now() {
    return mebibytes("VmRSS:");
  }

  static long largest() {
    return mebibytes("VmHWM:");
  }

  private static long mebibytes(String key) {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith(key))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
