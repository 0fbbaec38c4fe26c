package dev.vireo.jobs.runtime.stage;

import dev.vireo.store.parquet.ChunkResult;
import java.io.Serializable;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * A stage's work on one chunk. It runs in a Spark task, maybe more than once, and must give the
 * same rows each time: they may depend on nothing but the chunk and what the stage's fingerprint
 * covers.
 *
 * @param <C> describes a chunk
 * @param <T> class of a row
 */
@FunctionalInterface
public interface ChunkFunction<C, T extends SpecificRecordBase> extends Serializable {
  /**
   * The rows of one chunk.
   *
   * @param index the chunk's place among the stage's chunks, from 0
   * @throws dev.vireo.algorithms.InputException to end the stage with a message for the user
   * @throws Exception for anything else; Spark then tries the chunk again where it has been told to
   */
  ChunkResult<T> compute(int index, C chunk) throws Exception;
}
