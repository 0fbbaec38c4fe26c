package dev.vireo.reports.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.reports.history.RunHistory;
import dev.vireo.store.run.RunDirectory;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A run as trackers see it.
 *
 * @param name the last part of its directory's name
 * @param uri where it is
 * @param settings its configuration in one level, by dotted keys; without the places it is tracked
 * @param model the URI of its latest policy; empty if it has none yet
 * @param measurements in the order in which they were published
 */
public record TrackedRun(
    String name,
    String uri,
    SortedMap<String, String> settings,
    Optional<String> model,
    RunState state,
    List<Measurement> measurements) {

  private static final String CHECKPOINTS = "checkpoints";
  private static final String STEP = "step-";

  public TrackedRun {
    settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
    measurements = measurements.stream().sorted(Measurement.ORDER).toList();
  }

  /** A run as it stands. */
  public static TrackedRun of(RunHistory history) {
    return of(
        history, history.active() ? RunState.RUNNING : RunState.FINISHED, Measurements.of(history));
  }

  /** A run with these measurements. */
  static TrackedRun of(RunHistory history, RunState state, List<Measurement> measurements) {
    return new TrackedRun(
        history.name(),
        history.run().uri(),
        flat(history.settings()),
        model(history.run()),
        state,
        measurements);
  }

  private static Optional<String> model(RunDirectory run) {
    return run.list(CHECKPOINTS).stream()
        .filter(name -> name.matches(STEP + "\\d{1,18}"))
        .max(Comparator.comparingLong(name -> Long.parseLong(name.substring(STEP.length()))))
        .map(name -> run.uri(CHECKPOINTS + "/" + name));
  }

  private static SortedMap<String, String> flat(JsonNode settings) {
    SortedMap<String, String> flat = new TreeMap<>();
    settings
        .properties()
        .forEach(
            each -> {
              if (!each.getKey().equals("tracking")) {
                flatten(each.getKey(), each.getValue(), flat);
              }
            });
    return flat;
  }

  private static void flatten(String key, JsonNode value, SortedMap<String, String> flat) {
    if (value.isObject()) {
      value.properties().forEach(each -> flatten(key + "." + each.getKey(), each.getValue(), flat));
    } else if (value.isArray() && !value.isEmpty() && value.get(0).isContainerNode()) {
      for (int i = 0; i < value.size(); i++) {
        flatten(key + "." + i, value.get(i), flat);
      }
    } else if (!value.isNull() && !(value.isArray() && value.isEmpty())) {
      flat.put(key, value.isTextual() ? value.textValue() : value.toString());
    }
  }
}
