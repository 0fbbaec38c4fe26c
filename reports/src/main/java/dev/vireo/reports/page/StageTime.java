package dev.vireo.reports.page;

import dev.vireo.reports.history.RunHistory;
import dev.vireo.reports.history.StageRecord;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a stage took over a whole run.
 *
 * @param stage its published name
 * @param publications how often it published
 * @param seconds of all of them together
 * @param tokensPerSecond where the stage counts tokens
 */
record StageTime(String stage, int publications, double seconds, OptionalDouble tokensPerSecond) {

  private static final String TOKENS = "tokens";

  /** The stages of a run, the longest first. */
  static List<StageTime> of(RunHistory history) {
    return history.stages().stream()
        .collect(Collectors.groupingBy(StageRecord::stage, TreeMap::new, Collectors.toList()))
        .entrySet()
        .stream()
        .map(each -> of(each.getKey(), each.getValue()))
        .sorted(Comparator.comparingDouble(StageTime::seconds).reversed())
        .toList();
  }

  private static StageTime of(String stage, List<StageRecord> records) {
    double seconds = records.stream().mapToDouble(record -> inSeconds(record.took())).sum();
    double tokens =
        records.stream()
            .mapToDouble(record -> record.manifest().totals().getOrDefault(TOKENS, 0.0))
            .sum();
    return new StageTime(
        stage,
        records.size(),
        seconds,
        tokens > 0 && seconds > 0 ? OptionalDouble.of(tokens / seconds) : OptionalDouble.empty());
  }

  private static double inSeconds(Optional<Duration> duration) {
    return duration
        .filter(each -> !each.isNegative())
        .map(each -> each.toNanos() * 1e-9)
        .orElse(0.0);
  }
}
