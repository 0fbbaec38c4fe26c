package dev.vireo.jobs.training;

import dev.vireo.algorithms.loss.Loss;
import dev.vireo.jobs.policy.CheckpointStore;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.policy.PolicyForm;
import dev.vireo.jobs.policy.StepLog;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.progress.StageProgress;
import dev.vireo.jobs.runtime.progress.StageStatus;
import dev.vireo.models.checkpoint.OptimizerState;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.models.training.AdamW;
import dev.vireo.models.training.AdamWSettings;
import dev.vireo.store.manifest.Fingerprint;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Optimizer steps, one after the other: parameters out by broadcast, gradients of the shards in,
 * AdamW on the driver, a checkpoint every so often. It continues from the latest checkpoint that
 * the same work has left, so a killed stage loses at most the steps since then.
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
      boolean countsAsReinforcement) {}

  /**
   * Where training ended.
   *
   * @param checkpoint the policy
   * @param log the stage's steps
   * @param seconds duration of each step that ran just now, the last ones of the log
   */
  public record Outcome(PolicyCheckpoint checkpoint, StepLog log, List<Double> seconds) {}

  /** Metrics that are looked at while steps go by. */
  private static final List<String> FIRST =
      List.of("loss", "grad_norm", "mean_token_accuracy", "rewards/accuracies", "rewards/margins");

  private final StageContext context;
  private final PolicyCheckpoint from;
  private final CheckpointStore store;
  private final GradientExchange exchange;

  /** Trains a policy: all of its parameters, or the adapter alone where it is one. */
  Trainer(StageContext context, PolicyCheckpoint from) {
    this.context = context;
    this.from = from;
    this.store = new CheckpointStore(context.run(), from.under());
    this.exchange = ExchangeChoice.on(context.spark());
  }

  /**
   * The finished work, or the work done now.
   *
   * @param recipe asked for only if there is something left to do
   * @param stop may end the work early
   * @throws dev.vireo.algorithms.InputException if a checkpoint after one of its steps was made
   *     from something else
   */
  <E> Outcome run(Work work, Supplier<Recipe<E>> recipe, StopCondition stop) {
    there(work).forEach(path -> store.refuseOthers(path, work.fingerprint()));
    return store
        .find(work.checkpoints().at(work.steps()), work.fingerprint())
        .map(found -> new Outcome(found.checkpoint(), found.log(), List.of()))
        .orElseGet(() -> train(work, recipe.get(), stop));
  }

  private <E> Outcome train(Work work, Recipe<E> recipe, StopCondition stop) {
    context.run().requireOwnWork(work.fingerprint().stage());
    Optional<CheckpointStore.Found> resumed = latest(work);
    PolicyCheckpoint start = resumed.map(CheckpointStore.Found::checkpoint).orElse(from);
    PolicyForm form = start.form();
    ParameterSet parameters = form.parameters(start.local());
    OptimizerState state =
        resumed.isPresent() || work.continuesOptimizer()
            ? form.optimizerState(start.local())
            : OptimizerState.initial(parameters);
    AdamW optimizer = new AdamW(work.optimizer(), state);
    StepLog before = resumed.map(CheckpointStore.Found::log).orElse(StepLog.none());
    List<Map<String, Double>> metrics = new ArrayList<>(before.metrics());
    List<Double> seconds = new ArrayList<>();
    int done = before.stageSteps();
    StageProgress progress =
        StageProgress.start(
            context.progress(),
            StageProgress.Subject.of(work.fingerprint().stage(), work.iteration()).after(done),
            stop.decidesTheEnd() ? StageStatus.OPEN : work.steps(),
            "steps");
    PolicyCheckpoint latest = start;
    Instant published = Instant.now();
    boolean ended = false;
    try {
      for (int step = done; step < work.steps() && !ended; step++) {
        long began = System.nanoTime();
        Map<String, Double> measured = step(work, step, recipe, form, parameters, optimizer);
        metrics.add(measured);
        seconds.add((System.nanoTime() - began) * 1e-9);
        ended = stop.ends(step + 1, parameters);
        boolean last = ended || step + 1 == work.steps();
        boolean due = work.checkpointEvery() > 0 && (step + 1) % work.checkpointEvery() == 0;
        if (last || due) {
          latest =
              store.publish(
                  // An early end is the end: it takes the name of the last step.
                  work.checkpoints().at(last ? work.steps() : step + 1),
                  work.fingerprint(),
                  published,
                  new CheckpointStore.Content(
                      form,
                      parameters,
                      optimizer.state(),
                      new StepLog(
                          from.step() + (work.countsAsReinforcement() ? step + 1 : 0),
                          step + 1,
                          metrics)));
          published = Instant.now();
        }
        progress.advance(1, shown(measured));
      }
    } catch (RuntimeException e) {
      progress.fail();
      throw e;
    }
    progress.finish(metrics.isEmpty() ? Map.of() : shown(metrics.get(metrics.size() - 1)));
    return new Outcome(
        latest, new StepLog(latest.step(), metrics.size(), metrics), List.copyOf(seconds));
  }

  private <E> Map<String, Double> step(
      Work work,
      int step,
      Recipe<E> recipe,
      PolicyForm form,
      ParameterSet parameters,
      AdamW optimizer) {
    StepPlanner.Step plan = recipe.plan().step(step);
    String name = work.fingerprint().stage() + " step " + (from.step() + step + 1);
    Loss<E> loss;
    ShardGradient total;
    try (BroadcastParameters sent = BroadcastParameters.send(context.spark(), form, parameters)) {
      loss = recipe.loss().apply(recipe.baseline() ? baseline(name, sent, recipe, plan) : 0);
      total = exchange.sum(name, sent, recipe.gradientTasks(plan, loss));
    }
    Map<String, Double> measured = new TreeMap<>(loss.metrics(total.sums(), plan.denominators()));
    ParameterSet gradient =
        total.gradient().isEmpty() ? ParameterSet.zeros(parameters.sizes()) : total.gradient();
    measured.put("grad_norm", optimizer.step(parameters, gradient));
    measured.put("learning_rate", optimizer.learningRate());
    return measured;
  }

  private double baseline(
      String name, BroadcastParameters sent, Recipe<?> recipe, StepPlanner.Step plan) {
    return BaselineShard.mean(
        exchange.sum(name + ", baseline", sent, recipe.baselineTasks(plan)).sums());
  }

  /** Whatever the distance between checkpoints was when the work began. */
  private Optional<CheckpointStore.Found> latest(Work work) {
    String last = work.checkpoints().at(work.steps());
    return there(work).stream()
        .filter(path -> !path.equals(last))
        .map(path -> store.find(path, work.fingerprint()))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** The folders after the work's steps that are there, the latest first. */
  private List<String> there(Work work) {
    Set<String> names = Set.copyOf(context.run().list(work.checkpoints().folder()));
    return IntStream.iterate(work.steps(), step -> step > 0, step -> step - 1)
        .mapToObj(work.checkpoints()::at)
        .filter(path -> names.contains(Path.of(path).getFileName().toString()))
        .toList();
  }

  /** All of it, what a person wants to see first. */
  private static Map<String, Double> shown(Map<String, Double> measured) {
    Map<String, Double> shown = new LinkedHashMap<>();
    for (String name : FIRST) {
      Double value = measured.get(name);
      if (value != null) {
        shown.put(name, value);
      }
    }
    measured.forEach(shown::putIfAbsent);
    return shown;
  }
}
