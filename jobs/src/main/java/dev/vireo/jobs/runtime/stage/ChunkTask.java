package dev.vireo.jobs.runtime.stage;

import dev.vireo.algorithms.InputException;
import dev.vireo.store.files.StorageException;
import dev.vireo.store.manifest.ChunkSummary;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.run.Partition;
import java.io.Serializable;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.spark.TaskContext;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction2;

/**
 * Makes one chunk's file, or finds that an earlier run has made it. The same on the driver and in a
 * Spark task.
 */
final class ChunkTask<C extends Serializable, T extends SpecificRecordBase>
    extends AbstractFunction2<TaskContext, Iterator<ChunkTask.Input<C>>, ChunkOutcome>
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * A chunk to make.
   *
   * @param present whether a file of that name was there when the stage began
   */
  record Input<C extends Serializable>(int index, C chunk, boolean present)
      implements Serializable {}

  private final Partition<T> output;
  private final Fingerprint fingerprint;
  private final boolean repeatable;
  private final ChunkFunction<C, T> function;

  ChunkTask(
      Partition<T> output,
      Fingerprint fingerprint,
      boolean repeatable,
      ChunkFunction<C, T> function) {
    this.output = output;
    this.fingerprint = fingerprint;
    this.repeatable = repeatable;
    this.function = function;
  }

  /** The same with another function. */
  ChunkTask<C, T> with(ChunkFunction<C, T> other) {
    return new ChunkTask<>(output, fingerprint, repeatable, other);
  }

  /** The chunk that an earlier run has made; empty if none has. */
  Optional<ChunkSummary> finished(Input<C> input) {
    return input.present() ? output.summary(input.index(), fingerprint) : Optional.empty();
  }

  @Override
  public ChunkOutcome apply(TaskContext context, Iterator<Input<C>> inputs) {
    return apply(inputs.next());
  }

  ChunkOutcome apply(Input<C> input) {
    try {
      return new ChunkOutcome.Finished(summary(input));
    } catch (Exception e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof InputException || cause instanceof StorageException) {
          boolean isInput = cause instanceof InputException;
          return new ChunkOutcome.Failed(input.index(), isInput, cause.getMessage());
        }
      }
      throw failure(input.index(), e);
    }
  }

  private ChunkSummary summary(Input<C> input) throws Exception {
    int chunk = input.index();
    Optional<ChunkSummary> finished = finished(input);
    if (finished.isPresent()) {
      return finished.get();
    }
    if (input.present() && !repeatable) {
      output.run().delete(output.path(chunk));
    }
    ChunkResult<T> result = function.compute(chunk, input.chunk());
    Optional<ChunkSummary> written = output.write(chunk, fingerprint, result, repeatable);
    if (written.isPresent()) {
      return written.get();
    }
    return output
        .summary(chunk, fingerprint)
        .orElseThrow(
            () ->
                new StorageException(
                    output.run().uri(output.path(chunk))
                        + " was written meanwhile by a run with other settings"));
  }

  /** The failure as one line. The cause may not travel, so its stack trace goes without it. */
  private StageException failure(int chunk, Exception cause) {
    String message =
        fingerprint.stage()
            + " failed on chunk "
            + chunk
            + " of "
            + output
            + ": "
            + StorageException.firstLine(cause);
    StageException failure = new StageException(message, null);
    failure.setStackTrace(cause.getStackTrace());
    return failure;
  }
}
