package dev.vireo.reports.tracking;

import dev.vireo.reports.history.HeldOutResult;
import dev.vireo.reports.history.RunHistory;
import dev.vireo.reports.history.StageRecord;
import dev.vireo.reports.history.StepNumbers;
import dev.vireo.reports.history.StepSeries;
import dev.vireo.schemas.Datasets;
import dev.vireo.store.run.Partition;
import dev.vireo.store.run.RunDirectory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;

/** A run's measurements: all, or those of one publication. */
final class Measurements {

  private static final String STEP = "/step-";

  private Measurements() {}

  /** All that a run has published. */
  static List<Measurement> of(RunHistory history) {
    Map<String, Long> times = new HashMap<>();
    history.stages().forEach(stage -> times.put(stage.path(), millis(stage)));
    List<Measurement> all = new ArrayList<>();
    LongUnaryOperator saved = checkpointTimes(times, "checkpoints");
    history
        .training()
        .steps()
        .forEach(
            step ->
                all.add(
                    training(
                        step,
                        step.iteration() == 0
                            ? saved.applyAsLong(step.step())
                            : times.getOrDefault(metrics(step.iteration()), 0L))));
    for (StepSeries phase : history.phases()) {
      LongUnaryOperator ofPhase = checkpointTimes(times, "fine-tuned/" + phase.name());
      for (StepNumbers step : phase.steps()) {
        all.add(
            new Measurement(
                Measurement.phase(phase.name()),
                0,
                step.step(),
                ofPhase.applyAsLong(step.step()),
                step.values()));
      }
    }
    for (HeldOutResult result : history.evaluations()) {
      all.add(
          evaluation(
              result,
              RunHistory.evaluated(history.run(), result.step())
                  .map(Instant::toEpochMilli)
                  .orElse(0L)));
    }
    return all;
  }

  /** Those of one iteration; empty if it has not ended. */
  static Optional<List<Measurement>> ofIteration(RunDirectory run, int iteration) {
    String path = metrics(iteration);
    return ended(run, run.partition(Datasets.METRICS, iteration), path)
        .map(
            millis ->
                RunHistory.metrics(run, iteration).stream()
                    .map(step -> training(step, millis))
                    .toList());
  }

  /** The one of an evaluation; empty if it is not published. */
  static Optional<List<Measurement>> ofEvaluation(RunDirectory run, long step) {
    return RunHistory.evaluated(run, step)
        .map(Instant::toEpochMilli)
        .flatMap(
            millis ->
                RunHistory.evaluation(run, step)
                    .map(result -> List.of(evaluation(result, millis))));
  }

  private static Optional<Long> ended(RunDirectory run, Partition<?> partition, String path) {
    return partition.manifest().map(manifest -> millis(new StageRecord(path, manifest)));
  }

  private static Measurement training(StepNumbers step, long millis) {
    return new Measurement(Measurement.TRAIN, step.iteration(), step.step(), millis, step.values());
  }

  private static Measurement evaluation(HeldOutResult result, long millis) {
    SortedMap<String, Double> means = new TreeMap<>();
    result.means().forEach((name, mean) -> means.put(name, mean.mean()));
    return new Measurement(Measurement.EVAL, 0, result.step(), millis, means);
  }

  private static String metrics(int iteration) {
    return Datasets.METRICS.name() + "/iteration=" + iteration;
  }

  private static long millis(StageRecord stage) {
    return stage.ended().map(Instant::toEpochMilli).orElse(0L);
  }

  /** From a step to when the first checkpoint that has it behind it was saved. */
  private static LongUnaryOperator checkpointTimes(Map<String, Long> times, String folder) {
    TreeMap<Long, Long> saved = new TreeMap<>();
    times.forEach(
        (path, millis) -> {
          if (path.startsWith(folder + STEP)) {
            saved.put(Long.parseLong(path.substring(folder.length() + STEP.length())), millis);
          }
        });
    return step -> {
      Map.Entry<Long, Long> checkpoint = saved.ceilingEntry(step);
      return checkpoint == null ? 0 : checkpoint.getValue();
    };
  }
}
