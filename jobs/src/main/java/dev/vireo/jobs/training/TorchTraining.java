package dev.vireo.jobs.training;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.policy.CheckpointStore;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.progress.StageProgress;
import dev.vireo.jobs.runtime.stage.StageException;
import dev.vireo.jobs.torch.TorchSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.spark.api.java.JavaSparkContext;
import scala.reflect.ClassTag$;

/**
 * Steps by workers of torch: one barrier stage for all of a work's steps, with a task for each
 * worker. The tasks read the examples, ask the losses and publish checkpoints; parameters,
 * gradients and the optimizer never leave the workers, and nothing of them passes the driver.
 *
 * <p>A task that fails ends the stage, which Spark tries again from the latest checkpoint.
 */
final class TorchTraining {
  private final StageContext context;
  private final PolicyCheckpoint from;
  private final TorchSettings settings;

  /**
   * @param from the policy that the work begins with
   */
  TorchTraining(StageContext context, PolicyCheckpoint from, TorchSettings settings) {
    this.context = context;
    this.from = from;
    this.settings = settings;
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
    int done = start.log().stageSteps();
    StageProgress progress =
        StageProgress.start(
            context.progress(),
            StageProgress.Subject.of(work.fingerprint().stage(), work.iteration()).after(done),
            work.steps(),
            "steps");
    List<Double> seconds;
    try {
      seconds = run(work, start, recipe, progress);
    } catch (RuntimeException e) {
      progress.fail();
      throw e;
    }
    CheckpointStore.Found found =
        new CheckpointStore(context.run(), from.under())
            .find(work.checkpoints().at(work.steps()), work.fingerprint())
            .orElseThrow();
    List<Map<String, Double>> metrics = found.log().metrics();
    progress.finish(
        metrics.isEmpty() ? Map.of() : StepMetrics.shown(metrics.get(metrics.size() - 1)));
    return new Trainer.Outcome(found.checkpoint(), found.log(), seconds);
  }

  private <E> List<Double> run(
      Trainer.Work work, Trainer.Start start, Recipe<E> recipe, StageProgress progress) {
    JavaSparkContext spark = context.spark();
    int done = start.log().stageSteps();
    List<RankPlan> plans =
        RankPlan.of(recipe.plan(), settings.processes(), done, work.steps());
    StepReport report = new StepReport();
    spark.sc().register(report);
    int threads =
        spark.isLocal() ? Math.max(1, spark.defaultParallelism() / settings.processes()) : 0;
    RankTask<E> task =
        new RankTask<>(
            new RankTask.Common(settings, context.run(), from, start, threads),
            work,
            RankRecipe.of(recipe),
            report);
    String group = work.fingerprint().stage() + " " + UUID.randomUUID();
    RankWatch watch =
        new RankWatch(progress, report.id(), done, () -> spark.sc().cancelJobGroup(group));
    spark.sc().addSparkListener(watch);
    spark.setJobGroup(group, work.fingerprint().stage() + ": workers of torch", true);
    try {
      return spark
          .parallelize(plans, plans.size())
          .rdd()
          .barrier()
          .mapPartitions(task, false, ClassTag$.MODULE$.<Double>apply(Double.class))
          .toJavaRDD()
          .collect();
    } catch (Exception e) {
      Optional<InputException> refusal = watch.refusal();
      if (refusal.isPresent()) {
        throw refusal.get();
      }
      String what = work.fingerprint().stage() + " failed";
      throw watch
          .failure()
          .map(message -> new StageException(what + ": " + message, e))
          .orElseGet(() -> StageException.of(what, e));
    } finally {
      spark.clearJobGroup();
      spark.sc().removeSparkListener(watch);
    }
  }
}
