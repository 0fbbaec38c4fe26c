package dev.vireo.jobs.training;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.policy.CheckpointStore;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.progress.StageProgress;
import dev.vireo.jobs.runtime.stage.StageException;
import dev.vireo.jobs.torch.TorchSettings;
import dev.vireo.jobs.torch.WorkerLostException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.api.java.JavaSparkContext;
import scala.reflect.ClassTag$;

/**
 * Steps by workers of torch: one barrier stage for all of a work's steps, with a task for each
 * worker. The tasks read the examples, ask the losses and publish checkpoints; parameters,
 * gradients and the optimizer never leave the workers, and nothing of them passes the driver.
 *
 * <p>A task that fails ends the stage, which goes on from the latest checkpoint, a few times.
 */
final class TorchTraining {
  private static final int ATTEMPTS = 4;

  private final StageContext context;
  private final PolicyCheckpoint from;
  private final TorchSettings settings;
  private final CheckpointStore store;

  /**
   * @param from the policy that the work begins with
   */
  TorchTraining(StageContext context, PolicyCheckpoint from, TorchSettings settings) {
    this.context = context;
    this.from = from;
    this.settings = settings;
    this.store = new CheckpointStore(context.run(), from.under());
  }

  /**
   * @throws InputException for work that ends when the driver has looked at the parameters, which
   *     it does not have here; or where a task finds what the user must mend
   */
  <E> Trainer.Outcome train(
      Trainer.Work work, Trainer.Start start, Recipe<E> recipe, StopCondition stop) {
    if (stop != StopCondition.NEVER) {
      throw new InputException(
          "%s may end early, which training-engine torch does not: leave out what ends it, or set training-engine to local"
              .formatted(work.fingerprint().stage()));
    }
    if (recipe.reference().isPresent()) {
      throw new InputException(
          "The loss of %s compares distributions with a reference policy in each step, which the workers of training-engine torch do not hold: set training-engine to local"
              .formatted(work.fingerprint().stage()));
    }
    int done = start.log().stageSteps();
    StageProgress progress =
        StageProgress.start(
            context.progress(),
            StageProgress.Subject.of(work.fingerprint().stage(), work.iteration()).after(done),
            work.steps(),
            "steps");
    List<Double> seconds;
    try {
      seconds = attempts(work, start, recipe, new Shown(progress, done));
    } catch (RuntimeException e) {
      progress.fail();
      throw e;
    }
    CheckpointStore.Found found =
        store.find(work.checkpoints().at(work.steps()), work.fingerprint()).orElseThrow();
    List<Map<String, Double>> metrics = found.log().metrics();
    progress.finish(
        metrics.isEmpty() ? Map.of() : StepMetrics.shown(metrics.get(metrics.size() - 1)));
    return new Trainer.Outcome(found.checkpoint(), found.log(), seconds);
  }

  /** Spark tries no barrier stage again that has results, so it is done here. */
  private <E> List<Double> attempts(
      Trainer.Work work, Trainer.Start first, Recipe<E> recipe, Shown shown) {
    Trainer.Start start = first;
    for (int attempt = 1; ; attempt++) {
      try {
        return run(work, start, recipe, shown);
      } catch (StageException | WorkerLostException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
        start = Trainer.start(store, context.run(), work, from);
        context
            .progress()
            .message(
                "%s; going on after %d of %d steps (attempt %d of %d)"
                    .formatted(
                        e.getMessage(),
                        start.log().stageSteps(),
                        work.steps(),
                        attempt + 1,
                        ATTEMPTS));
      }
    }
  }

  private <E> List<Double> run(
      Trainer.Work work, Trainer.Start start, Recipe<E> recipe, Shown shown) {
    JavaSparkContext spark = context.spark();
    List<RankPlan> plans =
        RankPlan.of(recipe.plan(), settings.processes(), start.log().stageSteps(), work.steps());
    StepReport report = new StepReport();
    spark.sc().register(report);
    RankTask<E> task =
        new RankTask<>(
            new RankTask.Common(settings, context.run(), from, start),
            work,
            RankRecipe.of(recipe),
            report);
    String stage = work.fingerprint().stage();
    RankWatch watch = new RankWatch(shown, report.id());
    spark.sc().addSparkListener(watch);
    spark.setJobDescription(stage + ": workers of torch");
    try {
      return spark
          .parallelize(plans, plans.size())
          .rdd()
          .barrier()
          .mapPartitions(task, false, ClassTag$.MODULE$.<Double>apply(Double.class))
          .toJavaRDD()
          .collect();
    } catch (Exception e) {
      throw failed(stage + " failed", watch, e);
    } finally {
      spark.setJobDescription(null);
      spark.sc().removeSparkListener(watch);
    }
  }

  private RuntimeException failed(String what, RankWatch watch, Exception e) {
    Optional<ExceptionFailure> failure = watch.failure(context.spark());
    if (failure.isEmpty()) {
      return StageException.of(what, e);
    }
    String message = failure.get().description();
    return RankWatch.isInput(failure.get())
        ? new InputException(message, e)
        : new WorkerLostException(what + ": " + message, e);
  }

  /** How far the steps are, as progress has it; a new attempt begins behind it. */
  static final class Shown {
    private final StageProgress progress;
    private int steps;

    Shown(StageProgress progress, int steps) {
      this.progress = progress;
      this.steps = steps;
    }

    /** Passes on what is new of it. */
    synchronized void show(StepReport.Latest latest) {
      if (latest.steps() > steps) {
        progress.advance(latest.steps() - steps, StepMetrics.shown(latest.metrics()));
        steps = latest.steps();
      }
    }
  }
}
