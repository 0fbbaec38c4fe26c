package dev.vireo.reports.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.reports.history.RunHistory;
import dev.vireo.reports.history.StageRecord;
import dev.vireo.reports.history.StepNumbers;
import dev.vireo.reports.history.StepSeries;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Metrics as the page draws them: a column of steps, and a column of numbers for each metric. */
final class CurveData {

  /** What a run's manifests and metrics say of its speed, under names like those of metrics. */
  static final String SAMPLED = "throughput/sampled_tokens_per_second";

  static final String TRAINED = "throughput/trained_tokens_per_second";
  static final String ITERATION = "time/iteration";
  static final String STAGE = "time/";

  private static final String STEP_TIME = "step_time";
  private static final String TRAINED_TOKENS = "trained_tokens";
  private static final Map<String, String> TIMED =
      Map.of(
          "collect-rollouts", "sampling",
          "score-rewards", "rewards",
          "adjust-rewards", "advantages",
          "score-logprobs", "reference",
          "metrics", "metrics");

  private CurveData() {}

  /** The curves of a stretch of training as they are. */
  static ObjectNode json(StepSeries series) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("name", series.name());
    ArrayNode steps = json.putArray("step");
    ArrayNode iterations = json.putArray("iteration");
    for (StepNumbers each : series.steps()) {
      steps.add(each.step());
      iterations.add(each.iteration());
    }
    ObjectNode metrics = json.putObject("metrics");
    for (String name : series.metrics()) {
      ArrayNode values = metrics.putArray(name);
      for (StepNumbers each : series.steps()) {
        values.add(Numbers.json(each.values().getOrDefault(name, Double.NaN)));
      }
    }
    return json;
  }

  /** The steps of a run's own training, with its speed at the first step of each iteration. */
  static StepSeries withSpeed(RunHistory history) {
    Map<Integer, Map<String, Double>> speeds = speeds(history);
    Map<Integer, Long> first = new LinkedHashMap<>();
    history.training().steps().forEach(each -> first.putIfAbsent(each.iteration(), each.step()));
    List<StepNumbers> steps =
        history.training().steps().stream()
            .map(each -> withSpeed(each, speeds, first.get(each.iteration())))
            .toList();
    return new StepSeries(history.training().name(), steps);
  }

  private static StepNumbers withSpeed(
      StepNumbers numbers, Map<Integer, Map<String, Double>> speeds, long first) {
    TreeMap<String, Double> values = new TreeMap<>(numbers.values());
    if (numbers.step() == first) {
      values.putAll(speeds.getOrDefault(numbers.iteration(), Map.of()));
    }
    double time = values.getOrDefault(STEP_TIME, 0.0);
    Double tokens = values.get(TRAINED_TOKENS);
    if (time > 0 && tokens != null) {
      values.put(TRAINED, tokens / time);
    }
    return new StepNumbers(numbers.iteration(), numbers.step(), values);
  }

  private static Map<Integer, Map<String, Double>> speeds(RunHistory history) {
    Map<Integer, Map<String, Double>> speeds = new TreeMap<>();
    Map<Integer, StageRecord> begun = new TreeMap<>();
    for (StageRecord stage : history.stages()) {
      if (stage.iteration().isEmpty() || !TIMED.containsKey(stage.stage())) {
        continue;
      }
      int iteration = stage.iteration().getAsInt();
      Map<String, Double> speed = speeds.computeIfAbsent(iteration, i -> new TreeMap<>());
      String name = TIMED.get(stage.stage());
      if (name.equals("metrics")) {
        between(begun.get(iteration), stage).ifPresent(all -> speed.put(ITERATION, all));
      } else {
        stage.took().ifPresent(took -> speed.put(STAGE + name, seconds(took)));
      }
      if (name.equals("sampling")) {
        begun.put(iteration, stage);
        stage.perSecond("tokens").ifPresent(tokens -> speed.put(SAMPLED, tokens));
      }
    }
    return speeds;
  }

  private static Optional<Double> between(StageRecord first, StageRecord last) {
    return first == null
        ? Optional.empty()
        : first
            .began()
            .flatMap(from -> last.ended().map(to -> seconds(Duration.between(from, to))))
            .filter(each -> each >= 0);
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() * 1e-9;
  }
}
