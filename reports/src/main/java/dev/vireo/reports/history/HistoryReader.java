package dev.vireo.reports.history;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Metric;
import dev.vireo.store.manifest.CanonicalJson;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.Publication;
import dev.vireo.store.run.RunDirectory;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a run's history from its manifests, metrics, evaluations and step logs. */
final class HistoryReader {

  private static final Pattern NUMBERED = Pattern.compile("(?:step|iteration)=(\\d{1,18})");
  private static final Pattern CHECKPOINT =
      Pattern.compile("(?:checkpoints|fine-tuned/(?<phase>[^/]+))/step-(?<step>\\d{1,18})");

  /** A checkpoint's log of the steps behind it; those of earlier builds have it at their top. */
  private static final List<String> STEP_LOGS = List.of("training-state/steps.json", "steps.json");

  private HistoryReader() {}

  static RunHistory read(RunDirectory run, JsonNode settings) {
    List<StageRecord> stages = stages(run);
    List<SuiteMetric> suites = SuiteReader.read(run, stages);
    StepSeries training = new StepSeries("", metrics(run, stages));
    return new RunHistory(
        run,
        settings,
        training.steps().isEmpty() ? logged(run, stages, "") : training,
        phases(run, stages),
        evaluations(run, stages, suites),
        suites,
        stages,
        RunHistory.isActive(run));
  }

  private static List<StageRecord> stages(RunDirectory run) {
    return Publication.all(run).stream()
        .flatMap(
            publication ->
                publication
                    .manifest()
                    .map(manifest -> new StageRecord(publication.path(), manifest))
                    .stream())
        .sorted(Comparator.comparing(stage -> stage.ended().orElse(Instant.EPOCH)))
        .toList();
  }

  private static List<StepNumbers> metrics(RunDirectory run, List<StageRecord> stages) {
    return numbered(stages, Datasets.METRICS.name()).keySet().parallelStream()
        .flatMap(iteration -> metrics(run, Math.toIntExact(iteration)).stream())
        .toList();
  }

  /** The steps of one iteration; none if it has not ended. */
  static List<StepNumbers> metrics(RunDirectory run, int iteration) {
    return run.partition(Datasets.METRICS, iteration)
        .published()
        .map(HistoryReader::steps)
        .orElse(List.of());
  }

  private static List<StepNumbers> steps(DatasetHandle<Metric> metrics) {
    TreeMap<Integer, TreeMap<Integer, Map<String, Double>>> steps = new TreeMap<>();
    for (Metric row : metrics.readAll()) {
      steps
          .computeIfAbsent(row.getIteration(), i -> new TreeMap<>())
          .computeIfAbsent(row.getStep(), s -> new TreeMap<>())
          .put(row.getName(), row.getValue());
    }
    List<StepNumbers> numbers = new ArrayList<>();
    steps.forEach(
        (iteration, ofIteration) ->
            ofIteration.forEach(
                (step, values) -> numbers.add(StepNumbers.of(iteration, step, values))));
    return numbers;
  }

  private static List<HeldOutResult> evaluations(
      RunDirectory run, List<StageRecord> stages, List<SuiteMetric> suites) {
    SortedMap<Long, HeldOutResult> results = new TreeMap<>();
    numbered(stages, Datasets.EVALUATIONS.name()).entrySet().parallelStream()
        .map(each -> EvaluationReader.read(run, each.getKey(), each.getValue().manifest()))
        .toList()
        .forEach(result -> results.put(result.step(), result));
    suites.forEach(
        metric ->
            results.computeIfAbsent(
                metric.step(), step -> new HeldOutResult(step, new TreeMap<>())));
    return results.values().stream().map(result -> result.and(suites)).toList();
  }

  /** The partitions of a dataset that the manifests name, by their number. */
  private static TreeMap<Long, StageRecord> numbered(List<StageRecord> stages, String dataset) {
    TreeMap<Long, StageRecord> numbered = new TreeMap<>();
    for (StageRecord stage : stages) {
      Matcher matcher = NUMBERED.matcher(stage.manifest().partition());
      if (stage.path().startsWith(dataset + "/") && matcher.matches()) {
        numbered.put(Long.parseLong(matcher.group(1)), stage);
      }
    }
    return numbered;
  }

  private static List<StepSeries> phases(RunDirectory run, List<StageRecord> stages) {
    return stages.stream()
        .map(stage -> CHECKPOINT.matcher(stage.path()))
        .filter(Matcher::matches)
        .map(matcher -> matcher.group("phase"))
        .filter(phase -> phase != null)
        .distinct()
        .sorted()
        .map(phase -> logged(run, stages, phase))
        .toList();
  }

  /**
   * The steps that the latest checkpoint of a phase has in its log.
   *
   * @param phase empty for the run's own checkpoints
   */
  private static StepSeries logged(RunDirectory run, List<StageRecord> stages, String phase) {
    TreeMap<Long, String> checkpoints = new TreeMap<>();
    for (StageRecord stage : stages) {
      Matcher matcher = CHECKPOINT.matcher(stage.path());
      if (matcher.matches()
          && phase.equals(Optional.ofNullable(matcher.group("phase")).orElse(""))) {
        checkpoints.put(Long.parseLong(matcher.group("step")), stage.path());
      }
    }
    return new StepSeries(
        phase,
        checkpoints.descendingMap().values().stream()
            .flatMap(path -> log(run, path).stream())
            .findFirst()
            .orElse(List.of()));
  }

  private static Optional<List<StepNumbers>> log(RunDirectory run, String checkpoint) {
    return STEP_LOGS.stream()
        .flatMap(file -> run.read(checkpoint + "/" + file).stream())
        .findFirst()
        .map(bytes -> CanonicalJson.parse(new String(bytes, StandardCharsets.UTF_8)))
        .map(log -> steps(log.path("metrics")));
  }

  private static List<StepNumbers> steps(JsonNode metrics) {
    List<StepNumbers> steps = new ArrayList<>();
    for (JsonNode step : metrics) {
      TreeMap<String, Double> values = new TreeMap<>();
      step.properties().forEach(each -> values.put(each.getKey(), number(each.getValue())));
      steps.add(new StepNumbers(0, steps.size() + 1, values));
    }
    return steps;
  }

  /** JSON has no NaN: it is a string there. */
  private static double number(JsonNode value) {
    return value.isNumber() ? value.asDouble() : Double.NaN;
  }
}
