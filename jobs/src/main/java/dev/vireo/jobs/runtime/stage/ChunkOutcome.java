package dev.vireo.jobs.runtime.stage;

import dev.vireo.algorithms.InputException;
import dev.vireo.store.files.StorageException;
import dev.vireo.store.manifest.ChunkSummary;
import java.io.Serializable;

/**
 * What a task sends back. Failures that another attempt cannot mend come back as values too:
 * thrown, they would be tried again and reported as a page of Spark's stack traces.
 */
sealed interface ChunkOutcome extends Serializable {
  /** A chunk's file is there. */
  record Finished(ChunkSummary summary) implements ChunkOutcome {}

  /** A chunk cannot be made. */
  record Failed(int chunk, boolean input, String message) implements ChunkOutcome {
    RuntimeException exception() {
      return input ? new InputException(message) : new StorageException(message);
    }
  }
}
