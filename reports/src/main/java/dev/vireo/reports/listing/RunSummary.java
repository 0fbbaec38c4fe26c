package dev.vireo.reports.listing;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.evaluation.ClusteredMean;
import dev.vireo.reports.history.HeldOutResult;
import dev.vireo.reports.history.RunHistory;
import dev.vireo.reports.history.SuiteMetric;
import dev.vireo.store.files.StorageException;
import dev.vireo.store.run.RunDirectory;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * A run in one line.
 *
 * @param path where it is, below the directory that was listed
 * @param pipeline its pipeline's name; empty if it is damaged
 * @param iteration the last iteration with metrics; 0 for none
 * @param planned how many iterations it is to have, if its pipeline has iterations
 * @param reward the last mean reward, if there is one
 * @param best the best held-out result's decisive mean, if there is one
 * @param bestStep the step of that result; 0 without one
 * @param suites metrics of evaluation suites at that step, of each suite that was not measured
 *     there at its last one
 * @param changed when something was last published
 * @param state whether somebody works on it; empty if it is damaged
 * @param problem what is wrong with it, if something is: the rest says nothing then
 */
public record RunSummary(
    String path,
    String pipeline,
    int iteration,
    OptionalInt planned,
    Optional<Double> reward,
    Optional<ClusteredMean> best,
    long bestStep,
    List<SuiteMetric> suites,
    Optional<Instant> changed,
    Optional<RunHistory.State> state,
    Optional<String> problem) {

  /** Reads a run; what is wrong with it is said in the summary. */
  static RunSummary of(String path, RunDirectory run) {
    try {
      return of(path, RunHistory.read(run));
    } catch (InputException | StorageException e) {
      return new RunSummary(
          path,
          "",
          0,
          OptionalInt.empty(),
          Optional.empty(),
          Optional.empty(),
          0,
          List.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.of(e.getMessage()));
    }
  }

  private static RunSummary of(String path, RunHistory history) {
    Optional<HeldOutResult> best = history.best();
    return new RunSummary(
        path,
        history.pipeline(),
        history.lastIteration(),
        history.plannedIterations(),
        history.training().last("reward"),
        best.map(each -> each.means().get(history.decisiveMean())),
        best.map(HeldOutResult::step).orElse(0L),
        suites(history, best),
        history.lastChange(),
        Optional.of(history.state()),
        Optional.empty());
  }

  private static List<SuiteMetric> suites(RunHistory history, Optional<HeldOutResult> best) {
    Map<String, Long> steps = new TreeMap<>();
    for (SuiteMetric metric : history.suites()) {
      // They come in the order of their steps, so that the last one stays without a best.
      boolean taken =
          best.isPresent() && Long.valueOf(best.get().step()).equals(steps.get(metric.suite()));
      if (!taken) {
        steps.put(metric.suite(), metric.step());
      }
    }
    return history.suites().stream()
        .filter(metric -> steps.get(metric.suite()) == metric.step())
        .toList();
  }
}
