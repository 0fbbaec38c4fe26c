package dev.vireo.jobs.training;

import dev.vireo.jobs.policy.CheckpointStore;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.runtime.devices.TaskCompute;
import dev.vireo.jobs.torch.RankWorker;
import dev.vireo.jobs.torch.TorchSettings;
import dev.vireo.jobs.torch.TorchWorker;
import dev.vireo.jobs.torch.WorkerModel;
import dev.vireo.models.checkpoint.Checkpoint;
import dev.vireo.store.run.RunDirectory;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.BarrierTaskContext;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;

/**
 * The task beside one worker: starts it, has it load the policy and join the others, and walks
 * through its steps.
 *
 * @param <E> what the loss knows of an example
 */
final class RankTask<E> extends AbstractFunction1<Iterator<RankPlan>, Iterator<Double>>
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * What the tasks of a stage have in common.
   *
   * @param settings the workers
   * @param run the run directory
   * @param from the policy that the work began with
   * @param start where the work goes on
   */
  record Common(
      TorchSettings settings, RunDirectory run, PolicyCheckpoint from, Trainer.Start start)
      implements Serializable {

    CheckpointStore store() {
      return new CheckpointStore(run, from.under());
    }
  }

  private final Common common;
  private final Trainer.Work work;
  private final RankRecipe<E> recipe;
  private final StepReport report;

  RankTask(Common common, Trainer.Work work, RankRecipe<E> recipe, StepReport report) {
    this.common = common;
    this.work = work;
    this.recipe = recipe;
    this.report = report;
  }

  @Override
  public Iterator<Double> apply(Iterator<RankPlan> plans) {
    BarrierTaskContext task = BarrierTaskContext.get();
    RankPlan plan = plans.next();
    try (TorchWorker worker =
        RankWorker.start(common.settings(), task, () -> model(common.start()))) {
      List<Double> seconds =
          new RankSteps<>(common, work, recipe, worker, task.partitionId(), report).run(plan);
      return CollectionConverters.asScala(
          task.partitionId() == 0 ? seconds.iterator() : List.<Double>of().iterator());
    }
  }

  private WorkerModel model(Trainer.Start here) {
    PolicyCheckpoint checkpoint = here.checkpoint();
    return new WorkerModel(
        checkpoint.base().local().toString(),
        checkpoint.under() == null ? null : checkpoint.local().toString(),
        here.optimizer() ? Checkpoint.optimizerFile(checkpoint.local()).toString() : null,
        WorkerModel.head(checkpoint.form().head()),
        WorkerModel.compute(TaskCompute.products()),
        recipe.pass().gradientCheckpointing(),
        work.optimizer());
  }
}
