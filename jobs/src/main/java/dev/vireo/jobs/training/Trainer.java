package dev.vireo.jobs.training;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.policy.CheckpointStore;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.policy.StepLog;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.torch.TorchSettings;
import dev.vireo.models.training.AdamWSettings;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.run.RunDirectory;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Optimizer steps, one after the other, and a checkpoint every so often: by the local engine, or by
 * workers of torch where the run asks for them. It continues from the latest checkpoint that the
 * same work has left, so a killed stage loses at most the steps since then.
 */
public final class Trainer {

  /**
   * What a stage wants done.
   *
   * @param fingerprint everything its result depends on
   * @param iteration the iteration it belongs to; 0 if to none
   * @param steps number of steps
   * @param checkpoints where its checkpoints lie
   * @param checkpointEvery steps between checkpoints; 0 keeps only the last
   * @param optimizer AdamW's settings
   * @param continuesOptimizer whether the starting checkpoint's optimizer state is taken over
   * @param countsAsReinforcement whether the steps add to the policy's step
   */
  record Work(
      Fingerprint fingerprint,
      int iteration,
      int steps,
      CheckpointSeries checkpoints,
      int checkpointEvery,
      AdamWSettings optimizer,
      boolean continuesOptimizer,
      boolean countsAsReinforcement)
      implements Serializable {

    /** Whether a checkpoint is due after so many steps of the work. */
    boolean isDue(int steps) {
      return checkpointEvery > 0 && steps % checkpointEvery == 0;
    }

    /**
     * The log of a checkpoint.
     *
     * @param before steps of reinforcement behind the policy that the work began with
     * @param metrics of the work's steps so far
     */
    StepLog log(long before, List<Map<String, Double>> metrics) {
      return new StepLog(
          before + (countsAsReinforcement ? metrics.size() : 0), metrics.size(), metrics);
    }

    /**
     * Takes a step. What is wrong with its numbers is said with the step and the policy, since its
     * tasks know the numbers alone.
     *
     * @param step of the work, from 1
     * @param policy that the work began with
     * @throws InputException naming them
     */
    <T> T take(int step, PolicyCheckpoint policy, Supplier<T> taking) {
      try {
        return taking.get();
      } catch (Exception e) {
        // Spark's own is checked, and thrown undeclared; what a task found is its cause.
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
          if (cause instanceof InputException fault) {
            throw new InputException(
                "%s, step %d from %s: %s"
                    .formatted(fingerprint.stage(), step, policy, fault.getMessage()),
                fault);
          }
        }
        throw e;
      }
    }

    /** The same by workers of torch, whose sums round otherwise. */
    private Work by(TorchSettings workers) {
      return new Work(
          workers.in(fingerprint),
          iteration,
          steps,
          checkpoints,
          checkpointEvery,
          optimizer,
          continuesOptimizer,
          countsAsReinforcement);
    }
  }

  /**
   * Where training ended.
   *
   * @param checkpoint the policy
   * @param log the stage's steps
   * @param seconds duration of each step that ran just now, the last ones of the log
   */
  public record Outcome(PolicyCheckpoint checkpoint, StepLog log, List<Double> seconds) {}

  /**
   * Where steps go on.
   *
   * @param checkpoint with the parameters
   * @param log the stage's steps so far
   * @param optimizer whether the optimizer's state is that of the checkpoint, and not a fresh one
   */
  record Start(PolicyCheckpoint checkpoint, StepLog log, boolean optimizer)
      implements Serializable {}

  private final StageContext context;
  private final PolicyCheckpoint from;
  private final CheckpointStore store;
  private final Optional<TorchSettings> torch;

  /** Trains a policy: all of its parameters, or the adapter alone where it is one. */
  Trainer(StageContext context, PolicyCheckpoint from) {
    this.context = context;
    this.from = from;
    this.store = new CheckpointStore(context.run(), from.under());
    this.torch = TorchSettings.of(context.spark().getConf());
  }

  /**
   * The finished work, or the work done now.
   *
   * @param recipe asked for only if there is something left to do
   * @param stop may end the work early
   * @throws dev.vireo.algorithms.InputException if a checkpoint after one of its steps was made
   *     from something else
   */
  <E> Outcome run(Work asked, Supplier<Recipe<E>> recipe, StopCondition stop) {
    Work work = torch.map(workers -> asked.by(workers)).orElse(asked);
    there(context.run(), work).forEach(path -> store.refuseOthers(path, work.fingerprint()));
    return store
        .find(work.checkpoints().at(work.steps()), work.fingerprint())
        .map(found -> new Outcome(found.checkpoint(), found.log(), List.of()))
        .orElseGet(() -> train(work, recipe.get(), stop));
  }

  private <E> Outcome train(Work work, Recipe<E> recipe, StopCondition stop) {
    context.run().requireOwnWork(work.fingerprint().stage());
    Start start = start(store, context.run(), work, from);
    return torch.isPresent()
        ? new TorchTraining(context, from, torch.get()).train(work, start, recipe, stop)
        : new LocalTraining(context, from).train(work, start, recipe, stop);
  }

  /** Where the work goes on, after what has been published of it. */
  static Start start(CheckpointStore store, RunDirectory run, Work work, PolicyCheckpoint from) {
    return latest(store, run, work)
        .map(found -> new Start(found.checkpoint(), found.log(), true))
        .orElseGet(() -> new Start(from, StepLog.none(), work.continuesOptimizer()));
  }

  /**
   * The latest checkpoint that the same work has left, whatever the distance between checkpoints
   * was when it began.
   */
  private static Optional<CheckpointStore.Found> latest(
      CheckpointStore store, RunDirectory run, Work work) {
    String last = work.checkpoints().at(work.steps());
    return there(run, work).stream()
        .filter(path -> !path.equals(last))
        .map(path -> store.find(path, work.fingerprint()))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** The folders after the work's steps that are there, the latest first. */
  private static List<String> there(RunDirectory run, Work work) {
    Set<String> names = Set.copyOf(run.list(work.checkpoints().folder()));
    return IntStream.iterate(work.steps(), step -> step > 0, step -> step - 1)
        .mapToObj(work.checkpoints()::at)
        .filter(path -> names.contains(Path.of(path).getFileName().toString()))
        .toList();
  }
}
