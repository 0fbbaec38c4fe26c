package dev.vireo.pipelines.display;

import dev.vireo.jobs.runtime.progress.SignalWarning;
import dev.vireo.jobs.runtime.progress.StageStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What is known of a run so far: all that a display shows. Not safe for several threads. */
final class RunBoard {

  /** Rate of a stage that samples, among its numbers. */
  private static final String TOKENS_PER_SECOND = "tokens/s";

  private final int iterations;
  private final String decisive;
  private final Instant began;
  private final Map<String, List<Double>> histories = new TreeMap<>();
  private final List<Double> heldOut = new ArrayList<>();
  private final List<SignalWarning> warnings = new ArrayList<>();
  private Optional<StageStatus> stage = Optional.empty();
  private Optional<Double> rate = Optional.empty();
  private Optional<Instant> firstIteration = Optional.empty();
  private double best = Double.NaN;
  private long bestStep;
  private int iteration;
  private int last;
  private int ended;

  /**
   * A board of a run that is about to begin.
   *
   * @param iterations how many there will be; 0 if the pipeline has none
   * @param decisive the mean of an evaluation that is shown: {@code reward}, or {@code
   *     rewards/NAME}
   */
  RunBoard(int iterations, String decisive, Instant began) {
    this.iterations = iterations;
    this.decisive = decisive;
    this.began = began;
  }

  /** A stage has begun, or has come further. */
  void stage(StageStatus status, Instant now) {
    boolean another =
        stage.filter(before -> before.stage().equals(status.stage())).isEmpty()
            || stage.get().iteration() != status.iteration()
            || status.done() < stage.get().done();
    if (another && status.iteration() == 0) {
      histories.keySet().removeIf(name -> !isOfIterations(name));
    }
    // A stage that was done before took no time.
    if (!status.skipped()) {
      Optional.ofNullable(status.metrics().get(TOKENS_PER_SECOND))
          .ifPresent(each -> rate = Optional.of(each));
    }
    if (isAhead(status)) {
      return;
    }
    stage = Optional.of(status);
    if (status.iteration() > 0 && status.step() == StageStatus.NO_STEP) {
      iteration = Math.max(iteration, status.iteration());
      firstIteration = firstIteration.or(() -> Optional.of(now));
    }
    if (status.iteration() == 0 && status.metrics().containsKey("loss")) {
      status.metrics().forEach((name, value) -> history("step/" + name).add(value));
    }
  }

  /** Whether it is of a later iteration than the one under way, whose rollouts are made ahead. */
  private boolean isAhead(StageStatus status) {
    return stage.filter(under -> under.iteration() > last).isPresent()
        && status.iteration() > stage.get().iteration();
  }

  /** A policy was judged on held-out prompts. */
  void judged(StageStatus status) {
    Double accuracy = status.metrics().get(decisive);
    if (accuracy == null || accuracy.isNaN()) {
      return;
    }
    heldOut.add(accuracy);
    if (Double.isNaN(best) || accuracy >= best) {
      best = accuracy;
      bestStep = status.step();
    }
  }

  /** An iteration has ended. */
  void iterationEnded(int number, Map<String, Double> metrics) {
    iteration = number;
    ended++;
    iterationDone(number, metrics);
  }

  /** An iteration had ended before. */
  void iterationDone(int number, Map<String, Double> metrics) {
    last = number;
    metrics.forEach((name, value) -> history(name).add(value));
  }

  void warned(SignalWarning warning) {
    warnings.add(warning);
  }

  private List<Double> history(String name) {
    return histories.computeIfAbsent(name, each -> new ArrayList<>());
  }

  private static boolean isOfIterations(String name) {
    return !name.startsWith("step/");
  }

  int iterations() {
    return iterations;
  }

  /** The iteration under way; 0 before the first. */
  int iteration() {
    return iteration;
  }

  Optional<StageStatus> stage() {
    return stage;
  }

  /** Tokens per second when last sampled. */
  Optional<Double> rate() {
    return rate;
  }

  List<SignalWarning> warnings() {
    return warnings;
  }

  /** Values of a metric of iterations, or of {@code step/METRIC} of the steps going on. */
  List<Double> values(String name) {
    return histories.getOrDefault(name, List.of());
  }

  /** Names of the reward functions that iterations measured. */
  List<String> rewardFunctions() {
    return histories.keySet().stream()
        .filter(name -> name.startsWith("rewards/") && name.endsWith("/mean"))
        .map(name -> name.substring("rewards/".length(), name.length() - "/mean".length()))
        .toList();
  }

  /** The held-out mean's own name. */
  String decisive() {
    return decisive.replaceFirst("^rewards/", "");
  }

  List<Double> heldOut() {
    return heldOut;
  }

  /** The best held-out mean; NaN if there is none. */
  double best() {
    return best;
  }

  /** Optimizer steps behind the policy that was best. */
  long bestStep() {
    return bestStep;
  }

  Duration elapsed(Instant now) {
    return Duration.between(began, now);
  }

  /** Time that is left, if iterations go on as they went in this process. */
  Optional<Duration> left(Instant now) {
    if (iterations > 0 && iteration > 0) {
      return ended == 0
          ? Optional.empty()
          : firstIteration.map(
              first ->
                  Duration.between(first, now)
                      .multipliedBy(Math.max(0, iterations - iteration))
                      .dividedBy(ended));
    }
    return stage
        .filter(status -> !status.open() && status.done() > 0 && status.done() <= status.total())
        .map(
            status ->
                status
                    .elapsed()
                    .multipliedBy(status.total() - status.done())
                    .dividedBy(status.done()));
  }
}
