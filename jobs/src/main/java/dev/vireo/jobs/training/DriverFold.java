package dev.vireo.jobs.training;

import dev.vireo.jobs.runtime.devices.StageResources;
import dev.vireo.jobs.runtime.pool.ModelPool;
import dev.vireo.jobs.runtime.pool.ModelVersion;
import dev.vireo.jobs.runtime.pool.Role;
import java.io.Serializable;
import java.util.List;
import java.util.UUID;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * One Spark job per step: a task per shard, each gradient sent to the driver and folded there in
 * shard order as soon as its turn has come.
 *
 * <p>Gradients that arrive before their turn wait on the driver. Shards are cut to the same amount
 * of work and started in order, so besides the sum there are usually no more of them than tasks run
 * at a time. Nothing bounds them to that: should the first shard finish last (a slow machine, a
 * task tried again), all others wait for it, and the driver holds a gradient for each of them, 4
 * bytes a parameter.
 */
public final class DriverFold implements GradientExchange {

  private final JavaSparkContext spark;

  public DriverFold(JavaSparkContext spark) {
    this.spark = spark;
  }

  @Override
  public ShardGradient sum(String name, ModelVersion parameters, List<? extends ShardTask> shards) {
    JavaRDD<ShardTask> tasks =
        StageResources.on(spark, spark.parallelize(List.<ShardTask>copyOf(shards), shards.size()));
    try (GradientInbox inbox = GradientInbox.open()) {
      Arrivals arrivals = new Arrivals(inbox);
      spark.sc().setJobDescription(name);
      MemoryWatch.over(
          () ->
              spark
                  .sc()
                  .runJob(
                      tasks.rdd(),
                      new OneShard(parameters, inbox.id()),
                      arrivals,
                      ClassTag$.MODULE$.<ShardGradient>apply(ShardGradient.class)));
      return arrivals.fold.total();
    }
  }

  /** Runs on the executor: one partition holds one shard. */
  private static final class OneShard
      extends AbstractFunction2<TaskContext, scala.collection.Iterator<ShardTask>, ShardGradient>
      implements Serializable {
    private static final long serialVersionUID = 1L;
    private final ModelVersion parameters;
    private final UUID inbox;

    OneShard(ModelVersion parameters, UUID inbox) {
      this.parameters = parameters;
      this.inbox = inbox;
    }

    @Override
    public ShardGradient apply(TaskContext context, scala.collection.Iterator<ShardTask> shard) {
      ShardGradient gradient =
          ModelPool.with(Role.ofTrained(parameters.head()), parameters, shard.next()::run);
      return GradientInbox.leave(inbox, context.partitionId(), gradient);
    }
  }

  /** Runs on the driver, one call at a time, in the order in which tasks finish. */
  private static final class Arrivals extends AbstractFunction2<Object, ShardGradient, BoxedUnit> {
    private final GradientInbox inbox;
    private final InOrder fold = new InOrder();

    Arrivals(GradientInbox inbox) {
      this.inbox = inbox;
    }

    @Override
    public BoxedUnit apply(Object shard, ShardGradient result) {
      fold.add((Integer) shard, inbox.take((Integer) shard, result));
      return BoxedUnit.UNIT;
    }
  }
}
