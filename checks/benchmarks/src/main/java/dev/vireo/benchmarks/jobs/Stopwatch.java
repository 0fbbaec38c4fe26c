package dev.vireo.benchmarks.jobs;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The best time of each part of something that is done again and again. */
final class Stopwatch {
  private final Map<String, Double> best = new LinkedHashMap<>();

  /** Does a part. */
  <T> T time(String part, Supplier<T> work) {
    long start = System.nanoTime();
    T result = work.get();
    best.merge(part, (System.nanoTime() - start) * 1e-9, Math::min);
    return result;
  }

  /** Prints all parts on one line. */
  void print(String name) {
    String parts =
        best.entrySet().stream()
            .map(part -> String.format(Locale.ROOT, "%s %.3f s", part.getKey(), part.getValue()))
            .collect(Collectors.joining(", "));
    System.out.printf(Locale.ROOT, "  %-28s %s%n", name, parts);
  }
}
