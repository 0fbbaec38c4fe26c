package dev.vireo.pipelines.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.evaluation.EvaluationResult;
import dev.vireo.jobs.evaluation.EvaluationSettings;
import dev.vireo.jobs.evaluation.PublishedEvaluations;
import dev.vireo.jobs.policy.CheckpointStore;
import dev.vireo.jobs.policy.SupersededCheckpoints;
import dev.vireo.jobs.runtime.settings.SettingsMapper;
import dev.vireo.jobs.selection.CandidateRound;
import dev.vireo.jobs.training.TrainSupervised;
import dev.vireo.jobs.training.UpdateCritic;
import dev.vireo.jobs.training.UpdatePolicy;
import dev.vireo.schemas.Datasets;
import dev.vireo.store.run.DriverPresence;
import dev.vireo.store.run.Leftovers;
import dev.vireo.store.run.Partition;
import dev.vireo.store.run.Removable;
import dev.vireo.store.run.RunDirectory;
import dev.vireo.store.run.RunRecord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Finds and deletes what a run directory no longer needs: superseded checkpoints, what killed
 * writers left, and rollouts where they are given up. What remains is what a resumed run needs.
 */
public final class RunCleaner {

  private static final String GIVEN_UP = "rollouts before the iteration given";

  private final RunDirectory run;
  private final int stepsPerIteration;

  /** Of the critic, where the run has one. */
  private final int criticSteps;

  /** How far the policy that samples is behind the one that is updated. */
  private final int lag;

  /** Iterations after which the policy becomes the reference; 0 if it never does. */
  private final int roundIterations;

  private final List<Removable> found = new ArrayList<>();
  private final List<Partition<?>> givenUp = new ArrayList<>();

  private RunCleaner(RunDirectory run, JsonNode settings) {
    this.run = run;
    int prompts = settings.path("prompts-per-iteration").asInt();
    this.stepsPerIteration = steps(settings.path("update"), prompts);
    this.lag = settings.path("rollouts").path("lag").asInt();
    this.criticSteps = steps(settings.path("critic").path("update"), prompts);
    JsonNode iterative = settings.path("iterative");
    this.roundIterations =
        iterative.path("refresh-reference").asBoolean() ? iterative.path("every").asInt() : 0;
  }

  /**
   * The cleaner of a run directory that no driver is working on.
   *
   * @throws InputException if it is not one, or a driver is at work
   */
  public static RunCleaner of(RunDirectory run) {
    RunRecord record =
        RunRecord.read(run)
            .orElseThrow(
                () ->
                    new InputException(
                        run + " is not a run directory: it has no " + RunRecord.FILE));
    List<String> drivers = DriverPresence.drivers(run);
    if (!drivers.isEmpty()) {
      throw new InputException(
          "A driver is working on "
              + run
              + ": wait for it or stop it; if it was killed on another machine, delete its note "
              + drivers.get(0));
    }
    try {
      return new RunCleaner(run, SettingsMapper.mapper().readTree(record.configuration()));
    } catch (JsonProcessingException e) {
      throw new InputException(RunRecord.FILE + " is damaged: " + e.getOriginalMessage(), e);
    }
  }

  private static int steps(JsonNode update, int prompts) {
    int groups = update.path("groups-per-step").asInt();
    int updates = update.path("updates-per-iteration").asInt();
    int steps = groups == 0 ? 1 : (prompts + groups - 1) / groups;
    return Math.max(1, updates * steps);
  }

  /**
   * Finds superseded checkpoints; see {@link CheckpointSettings}.
   *
   * @param evaluation how the best checkpoint is chosen; empty if nobody knows, and the best by
   *     each reward stays
   */
  public RunCleaner checkpoints(int keep, Optional<EvaluationSettings> evaluation) {
    Predicate<String> decides =
        mean -> evaluation.map(settings -> settings.decisiveMean().equals(mean)).orElse(true);
    SupersededCheckpoints checkpoints = new SupersededCheckpoints(run, UpdatePolicy.FOLDER);
    found.addAll(checkpoints.unfinished());
    Set<Long> kept = new HashSet<>(best(decides));
    reference().ifPresent(kept::add);
    int sampling = keep == 0 ? 0 : Math.max(keep, 1 + lag);
    found.addAll(checkpoints.ofIterations(sampling, stepsPerIteration, Long.MAX_VALUE, kept));
    SupersededCheckpoints critics = new SupersededCheckpoints(run, UpdateCritic.FOLDER);
    found.addAll(critics.unfinished());
    found.addAll(critics.ofIterations(keep, criticSteps, Long.MAX_VALUE, Set.of()));
    for (String phase : run.list(TrainSupervised.FOLDER)) {
      SupersededCheckpoints fineTuned =
          new SupersededCheckpoints(run, TrainSupervised.FOLDER + "/" + phase);
      found.addAll(fineTuned.unfinished());
      found.addAll(keep == 0 ? List.of() : fineTuned.ofOneWork());
    }
    return this;
  }

  /** The step of the policy that the next iteration is held against. */
  private Optional<Long> reference() {
    if (roundIterations == 0) {
      return Optional.empty();
    }
    int iterations =
        run.list(Datasets.METRICS.name()).stream()
            .filter(name -> name.matches("iteration=\\d{1,9}"))
            .mapToInt(name -> Integer.parseInt(name.substring(name.indexOf('=') + 1)))
            .filter(each -> run.partition(Datasets.METRICS, each).manifest().isPresent())
            .max()
            .orElse(0);
    return Optional.of((long) iterations / roundIterations * roundIterations * stepsPerIteration);
  }

  /** Steps of the checkpoints that did best by any of the means. */
  private Set<Long> best(Predicate<String> decides) {
    List<PublishedEvaluations.Published> evaluations = PublishedEvaluations.of(run);
    Set<String> means = new TreeSet<>();
    evaluations.forEach(each -> means.addAll(each.result().means().keySet()));
    return means.stream()
        .filter(decides)
        .flatMap(mean -> best(evaluations, mean).stream())
        .collect(Collectors.toSet());
  }

  private Optional<Long> best(List<PublishedEvaluations.Published> evaluations, String mean) {
    return BestPolicy.evaluation(evaluations, mean, Long.MAX_VALUE, (step, hash) -> isThere(step))
        .map(EvaluationResult::step);
  }

  private boolean isThere(long step) {
    return step == 0
        || new CheckpointStore(run)
            .find(UpdatePolicy.folder(step))
            .filter(policy -> !CheckpointStore.isCleaned(policy.folder()))
            .isPresent();
  }

  /**
   * Finds what writers that are gone left.
   *
   * @param abandoned whether nobody will continue with the run: chunks of unfinished partitions go
   *     too
   */
  public RunCleaner leftovers(boolean abandoned) {
    found.addAll(Leftovers.of(run, abandoned));
    return this;
  }

  /**
   * Finds the rollouts, those of the rounds that they were selected from among them, and their
   * log-probabilities under the reference policy, of the iterations before one. Their manifests
   * stay, so that a resumed run does not ask for them again.
   *
   * @throws InputException if one of the iterations is not finished
   */
  public RunCleaner rolloutsBefore(int iteration) {
    for (int each = 1; each < iteration; each++) {
      if (run.partition(Datasets.METRICS, each).manifest().isEmpty()) {
        throw new InputException(
            "Iteration %d is not finished, and its rollouts are needed: --rollouts-before may be at most %d"
                .formatted(each, each));
      }
      giveUp(run.partition(Datasets.ROLLOUTS, each), "");
      giveUp(run.partition(Datasets.LOGPROBS, each), "");
      for (String round : run.list(CandidateRound.FOLDER)) {
        String folder = CandidateRound.FOLDER + "/" + round;
        giveUp(run.child(folder).partition(Datasets.ROLLOUTS, each), folder + "/");
      }
    }
    return this;
  }

  /**
   * @param folder of the partition's run directory within the run
   */
  private void giveUp(Partition<?> partition, String folder) {
    List<Removable> rows =
        partition.rows(GIVEN_UP).stream()
            .map(row -> new Removable(folder + row.path(), row.bytes(), row.reason()))
            .toList();
    if (!rows.isEmpty()) {
      givenUp.add(partition);
      found.addAll(rows);
    }
  }

  /** What was found, in the order in which it was asked for. */
  public List<Removable> found() {
    return List.copyOf(found);
  }

  /** Deletes what was found. */
  public void delete() {
    givenUp.forEach(Partition::markCleaned);
    found.forEach(removable -> run.delete(removable.path()));
  }
}
