package dev.vireo.reports.history;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.evaluation.Patience;
import dev.vireo.schemas.Datasets;
import dev.vireo.store.run.DriverPresence;
import dev.vireo.store.run.Partition;
import dev.vireo.store.run.PublishedFolder;
import dev.vireo.store.run.RunDirectory;
import dev.vireo.store.run.RunRecord;
import dev.vireo.store.study.StudyFile;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/**
 * A run as it stands: all that it has published, read once.
 *
 * @param run where it is
 * @param settings the configuration it was last worked on with
 * @param training the steps of the pipeline's own training; without steps before the first
 * @param phases the phases of supervised fine-tuning, in order of their names
 * @param evaluations held-out results, in order of their steps, with the metrics of suites
 * @param suites metrics of evaluation suites, suite by suite, in order of their steps
 * @param stages all publications, in order of their ends; those without a time come first
 * @param active whether a driver is at work on it, as far as can be told
 */
public record RunHistory(
    RunDirectory run,
    JsonNode settings,
    StepSeries training,
    List<StepSeries> phases,
    List<HeldOutResult> evaluations,
    List<SuiteMetric> suites,
    List<StageRecord> stages,
    boolean active) {

  /** What is to be expected of a run. */
  public enum State {
    /** A driver is at work on it, as far as can be told. */
    RUNNING,
    /** Nothing is left to do. */
    FINISHED,
    /** It has begun, and nobody goes on: between two commands, or for good. */
    STOPPED
  }

  /** The record that pipelines of policies leave when they are done. */
  private static final String RESULT = "result.json";

  /** What the pipeline that trains no policy makes, and nothing after it. */
  private static final Set<String> LAST_OF_REWARD_MODELS =
      Set.of("train-mllib", "save-reward-model");

  public RunHistory {
    phases = List.copyOf(phases);
    evaluations = List.copyOf(evaluations);
    suites = List.copyOf(suites);
    stages = List.copyOf(stages);
  }

  /**
   * Reads a run.
   *
   * @throws InputException if there is no run, or a file of it is damaged
   */
  public static RunHistory read(RunDirectory run) {
    return HistoryReader.read(run, RunRecord.require(run).settings());
  }

  /** The steps of one iteration; none if it has not ended. */
  public static List<StepNumbers> metrics(RunDirectory run, int iteration) {
    return HistoryReader.metrics(run, iteration);
  }

  /** One evaluation; empty if it is not published. */
  public static Optional<HeldOutResult> evaluation(RunDirectory run, long step) {
    List<SuiteMetric> suites = SuiteReader.read(run, step);
    Optional<HeldOutResult> heldOut =
        run.partition(Datasets.EVALUATIONS, Long.toString(step))
            .manifest()
            .map(manifest -> EvaluationReader.read(run, step, manifest));
    return heldOut.isEmpty() && suites.isEmpty()
        ? Optional.empty()
        : Optional.of(heldOut.orElse(new HeldOutResult(step, new TreeMap<>())).and(suites));
  }

  /** When an evaluation was published, on held-out prompts or else on a suite. */
  public static Optional<Instant> evaluated(RunDirectory run, long step) {
    Partition<?> heldOut = run.partition(Datasets.EVALUATIONS, Long.toString(step));
    return heldOut
        .manifest()
        .or(() -> SuiteReader.manifest(run, step))
        .map(manifest -> new StageRecord(heldOut.path(), manifest))
        .map(stage -> stage.ended().orElse(Instant.EPOCH));
  }

  /** The last part of the run directory's name. */
  public String name() {
    String uri = run.uri();
    return uri.substring(uri.lastIndexOf('/') + 1);
  }

  /** The pipeline's name, such as {@code grpo}. */
  public String pipeline() {
    return settings.path("pipeline").asText("grpo");
  }

  /** How many iterations the configuration asks for, if the pipeline has iterations. */
  public OptionalInt plannedIterations() {
    JsonNode iterations = settings.path("iterations");
    return iterations.isInt() ? OptionalInt.of(iterations.asInt()) : OptionalInt.empty();
  }

  /** The last iteration with metrics; 0 if there is none. */
  public int lastIteration() {
    return training.steps().isEmpty()
        ? 0
        : training.steps().get(training.steps().size() - 1).iteration();
  }

  /** The mean of an evaluation that decides which checkpoint is best. */
  public String decisiveMean() {
    JsonNode evaluation = settings.path("evaluation");
    String accuracy = evaluation.path("accuracy").asText("");
    return evaluation
        .path("best")
        .asText(accuracy.isEmpty() || accuracy.equals("null") ? "reward" : "rewards/" + accuracy);
  }

  /** The best held-out result; of equals the later one. */
  public Optional<HeldOutResult> best() {
    String mean = decisiveMean();
    return evaluations.stream()
        .filter(each -> each.means().containsKey(mean))
        .filter(each -> !Double.isNaN(each.means().get(mean).mean()))
        .max(
            Comparator.<HeldOutResult>comparingDouble(each -> each.means().get(mean).mean())
                .thenComparingLong(HeldOutResult::step));
  }

  /** Whether somebody is at work on it, and if not, whether anything is left to do. */
  public State state() {
    if (active) {
      return State.RUNNING;
    }
    boolean finished =
        plannedIterations().isPresent()
            ? lastIteration() >= plannedIterations().getAsInt() || hasEndedEarly()
            : run.exists(RESULT)
                || PublishedFolder.find(run, StudyFile.FOLDER).isPresent()
                || stages.stream().anyMatch(each -> LAST_OF_REWARD_MODELS.contains(each.stage()));
    return finished ? State.FINISHED : State.STOPPED;
  }

  /** Whether evaluations have not become better for as long as the settings wait. */
  private boolean hasEndedEarly() {
    String mean = decisiveMean();
    List<Double> values =
        evaluations.stream()
            .filter(each -> each.means().containsKey(mean))
            .map(each -> each.means().get(mean).mean())
            .toList();
    return Patience.isOver(values, settings.path("evaluation").path("patience").asInt());
  }

  /** When something was last published. */
  public Optional<Instant> lastChange() {
    return stages.stream().flatMap(stage -> stage.ended().stream()).max(Comparator.naturalOrder());
  }

  static boolean isActive(RunDirectory run) {
    return !DriverPresence.drivers(run).isEmpty();
  }
}
