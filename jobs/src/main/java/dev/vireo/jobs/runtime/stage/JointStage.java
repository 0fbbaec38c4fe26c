package dev.vireo.jobs.runtime.stage;

import dev.vireo.algorithms.InputException;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.run.DatasetHandle;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.api.java.JavaSparkContext;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction1;

/**
 * Runs a {@link ChunkStage} whose chunks are made by several tasks together, one chunk after the
 * other: a barrier stage, as no task can go on without the others. All of them compute each chunk's
 * rows, and the first writes them.
 */
public final class JointStage {
  private JointStage() {}

  /**
   * What a task has open while it works on chunks.
   *
   * @param <C> describes a chunk
   * @param <T> class of a row
   */
  public interface Part<C, T extends SpecificRecordBase> extends AutoCloseable {

    /** The rows of a chunk, the same in every task. */
    ChunkResult<T> compute(int index, C chunk) throws Exception;

    @Override
    void close();
  }

  /**
   * Opens a task's part.
   *
   * @param <C> describes a chunk
   * @param <T> class of a row
   */
  @FunctionalInterface
  public interface Opening<C, T extends SpecificRecordBase> extends Serializable {

    /**
     * @throws InputException to end the stage with a message for the user
     */
    Part<C, T> open(BarrierTaskContext task);
  }

  /**
   * Makes the chunks that are not there, and publishes them all.
   *
   * @param tasks how many work together; they must be able to run at a time
   * @throws RuntimeException as {@link ChunkStage#run} does
   */
  public static <C extends Serializable, T extends SpecificRecordBase> DatasetHandle<T> run(
      ChunkStage<C, T> stage,
      JavaSparkContext spark,
      int tasks,
      List<C> chunks,
      Opening<C, T> opening) {
    return stage.run(
        chunks,
        (index, chunk) -> {
          throw new IllegalStateException("A chunk that tasks make together has no task by itself");
        },
        ChunkStage.provenance(spark),
        new Runner<>(spark, tasks, opening));
  }

  private record Runner<A extends Serializable, B extends SpecificRecordBase>(
      JavaSparkContext spark, int tasks, Opening<A, B> opening) implements ChunkRunner {

    @Override
    @SuppressWarnings("unchecked") // The chunks of a joint stage are those that its parts work on.
    public <C extends Serializable, T extends SpecificRecordBase> void run(
        String stage,
        String output,
        List<ChunkTask.Input<C>> inputs,
        ChunkTask<C, T> task,
        ChunkCollector collector) {
      // What is there is found out here, as no task may leave out what the others make.
      List<ChunkTask.Input<C>> missing = new ArrayList<>();
      for (ChunkTask.Input<C> input : inputs) {
        task.finished(input)
            .ifPresentOrElse(
                summary -> collector.accept(input.index(), new ChunkOutcome.Finished(summary)),
                () -> missing.add(input));
      }
      if (missing.isEmpty()) {
        return;
      }
      Rank<C, T> rank =
          new Rank<>((Opening<C, T>) (Opening<?, ?>) opening, task, List.copyOf(missing));
      List<ChunkOutcome> outcomes = outcomes(stage, output, rank);
      for (int i = 0; i < outcomes.size(); i++) {
        collector.accept(missing.get(i).index(), outcomes.get(i));
      }
    }

    private List<ChunkOutcome> outcomes(String stage, String output, Rank<?, ?> rank) {
      TaskFailures failures = new TaskFailures();
      spark.sc().addSparkListener(failures);
      spark.setJobDescription("%s: %d tasks together for %s".formatted(stage, tasks, output));
      try {
        return spark
            .parallelize(Collections.nCopies(tasks, 0), tasks)
            .rdd()
            .barrier()
            .mapPartitions(rank, false, ClassTag$.MODULE$.<ChunkOutcome>apply(ChunkOutcome.class))
            .toJavaRDD()
            .collect();
      } catch (Exception e) {
        throw failed(stage + " failed on " + output, failures.failure(spark), e);
      } finally {
        spark.setJobDescription(null);
        spark.sc().removeSparkListener(failures);
      }
    }

    private static RuntimeException failed(
        String what, Optional<ExceptionFailure> failure, Exception e) {
      if (failure.isEmpty()) {
        return StageException.of(what, e);
      }
      String message = failure.get().description();
      if (TaskFailures.isInput(failure.get())) {
        return new InputException(message, e);
      }
      boolean named = failure.get().className().equals(StageException.class.getName());
      return new StageException(named ? message : what + ": " + message, e);
    }
  }

  /** A task: makes every chunk; the first one also writes them. */
  private static final class Rank<C extends Serializable, T extends SpecificRecordBase>
      extends AbstractFunction1<Iterator<Integer>, Iterator<ChunkOutcome>> implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Opening<C, T> opening;
    private final ChunkTask<C, T> task;
    private final ArrayList<ChunkTask.Input<C>> inputs;

    Rank(Opening<C, T> opening, ChunkTask<C, T> task, List<ChunkTask.Input<C>> inputs) {
      this.opening = opening;
      this.task = task;
      this.inputs = new ArrayList<>(inputs);
    }

    @Override
    public Iterator<ChunkOutcome> apply(Iterator<Integer> none) {
      BarrierTaskContext context = BarrierTaskContext.get();
      List<ChunkOutcome> outcomes = new ArrayList<>();
      try (Part<C, T> part = opening.open(context)) {
        ChunkTask<C, T> writing = task.with(part::compute);
        for (ChunkTask.Input<C> input : inputs) {
          if (context.partitionId() > 0) {
            part.compute(input.index(), input.chunk());
          } else {
            outcomes.add(written(writing, input));
          }
        }
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
      return CollectionConverters.asScala(outcomes.iterator());
    }

    /** A failure is thrown, as the others cannot go on. */
    private ChunkOutcome written(ChunkTask<C, T> writing, ChunkTask.Input<C> input) {
      ChunkOutcome outcome = writing.apply(input);
      if (outcome instanceof ChunkOutcome.Failed failed) {
        throw failed.exception();
      }
      return outcome;
    }
  }
}
