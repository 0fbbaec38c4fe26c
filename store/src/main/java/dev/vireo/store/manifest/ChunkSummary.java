package dev.vireo.store.manifest;

import java.io.Serializable;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A manifest's entry for one chunk.
 *
 * @param file name of the chunk's file in its partition's folder
 * @param size size of the file in bytes
 * @param sha256 SHA-256 hash of the file, in hexadecimal
 * @param rows number of rows
 * @param totals numbers that the stage sums over its chunks, by name
 */
public record ChunkSummary(
    String file, long size, String sha256, long rows, SortedMap<String, Double> totals)
    implements Serializable {
  /** Copies {@code totals}. */
  public ChunkSummary {
    totals = Collections.unmodifiableSortedMap(new TreeMap<>(totals));
  }

  /** A summary with the totals in any kind of map. */
  public static ChunkSummary of(
      String file, long size, String sha256, long rows, Map<String, Double> totals) {
    return new ChunkSummary(file, size, sha256, rows, new TreeMap<>(totals));
  }
}
