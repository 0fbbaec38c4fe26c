package dev.vireo.reports.page;

import dev.vireo.reports.history.RunHistory;
import dev.vireo.reports.history.StageRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  static final String STEP_TIME = "step_time";
  private static final String TOKENS = "tokens";
  private static final String UPDATE = "update-policy";

  /** The stages of a run, the longest first. */
  static List<StageTime> of(RunHistory history) {
    double steps =
        history.training().of(STEP_TIME).values().stream()
            .filter(Double::isFinite)
            .mapToDouble(Double::doubleValue)
            .sum();
    Map<StageRecord, Double> before = trainingBefore(history.stages());
    return history.stages().stream()
        .collect(Collectors.groupingBy(StageRecord::stage, TreeMap::new, Collectors.toList()))
        .entrySet()
        .stream()
        .map(
            each -> {
              boolean timed = each.getKey().equals(UPDATE) && steps > 0;
              double training =
                  timed
                      ? steps
                      : each.getValue().stream()
                          .mapToDouble(s -> before.getOrDefault(s, 0.0))
                          .sum();
              return of(each.getKey(), each.getValue(), training);
            })
        .sorted(Comparator.comparingDouble(StageTime::seconds).reversed())
        .toList();
  }

  private static StageTime of(String stage, List<StageRecord> records, double training) {
    double seconds =
        training + records.stream().mapToDouble(record -> inSeconds(record.took())).sum();
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

  /**
   * A checkpoint's own times are those of writing it. What led to it is what passed since the
   * publication before, unless the steps were timed.
   */
  private static Map<StageRecord, Double> trainingBefore(List<StageRecord> stages) {
    Map<StageRecord, Double> training = new HashMap<>();
    Optional<Instant> previous = Optional.empty();
    for (StageRecord stage : stages) {
      if (stage.path().matches("(checkpoints|fine-tuned)/.*")
          && !stage.path().endsWith("-000000")) {
        training.put(
            stage,
            inSeconds(
                previous.flatMap(from -> stage.began().map(to -> Duration.between(from, to)))));
      }
      previous = stage.ended().or(stage::began);
    }
    return training;
  }

  private static double inSeconds(Optional<Duration> duration) {
    return duration
        .filter(each -> !each.isNegative())
        .map(each -> each.toNanos() * 1e-9)
        .orElse(0.0);
  }
}
