package dev.vireo.store.parquet;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * A stage's output for one chunk.
 *
 * @param records the rows of the chunk's file, in order; not copied
 * @param totals numbers to be summed over the chunks, by name
 * @param <T> class of a row
 */
public record ChunkResult<T extends SpecificRecordBase>(
    List<T> records, SortedMap<String, Double> totals) {

  /** A result with rows and totals. */
  public static <T extends SpecificRecordBase> ChunkResult<T> of(
      List<T> records, Map<String, Double> totals) {
    return new ChunkResult<>(records, new TreeMap<>(totals));
  }

  /** A result with rows and no totals. */
  public static <T extends SpecificRecordBase> ChunkResult<T> of(List<T> records) {
    return new ChunkResult<>(records, new TreeMap<>());
  }
}
