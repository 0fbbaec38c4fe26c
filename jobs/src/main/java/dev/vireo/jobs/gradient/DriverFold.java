package dev.vireo.jobs.gradient;

import dev.vireo.jobs.slots.PolicySlots;
import dev.vireo.jobs.slots.PolicyVersion;
import java.io.Serializable;
import java.util.List;
import java.util.TreeMap;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * One Spark job per step: a task per shard, each gradient sent to the driver and folded there in
 * shard order as soon as its turn has come; only gradients that arrive early wait.
 */
public final class DriverFold implements GradientExchange {

  private final JavaSparkContext spark;

  public DriverFold(JavaSparkContext spark) {
    this.spark = spark;
  }

  @Override
  public ShardGradient sum(
      String name, PolicyVersion parameters, List<? extends ShardTask> shards) {
    JavaRDD<ShardTask> tasks = spark.parallelize(List.<ShardTask>copyOf(shards), shards.size());
    InOrder fold = new InOrder();
    spark.sc().setJobDescription(name);
    spark
        .sc()
        .runJob(
            tasks.rdd(),
            new OneShard(parameters),
            fold,
            ClassTag$.MODULE$.<ShardGradient>apply(ShardGradient.class));
    return fold.total;
  }

  /** Runs on the executor: one partition holds one shard. */
  private static final class OneShard
      extends AbstractFunction2<TaskContext, scala.collection.Iterator<ShardTask>, ShardGradient>
      implements Serializable {
    private static final long serialVersionUID = 1L;
    private final PolicyVersion parameters;

    OneShard(PolicyVersion parameters) {
      this.parameters = parameters;
    }

    @Override
    public ShardGradient apply(TaskContext context, scala.collection.Iterator<ShardTask> shard) {
      return PolicySlots.with(parameters, shard.next()::run);
    }
  }

  /** Runs on the driver, one call at a time, in the order in which tasks finish. */
  private static final class InOrder extends AbstractFunction2<Object, ShardGradient, BoxedUnit> {
    private final TreeMap<Integer, ShardGradient> early = new TreeMap<>();
    private ShardGradient total = ShardGradient.empty();
    private int next = 0;

    @Override
    public BoxedUnit apply(Object shard, ShardGradient gradient) {
      early.put((Integer) shard, gradient);
      while (early.containsKey(next)) {
        total = total.plus(early.remove(next++));
      }
      return BoxedUnit.UNIT;
    }
  }
}
