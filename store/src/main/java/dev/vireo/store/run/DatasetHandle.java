package dev.vireo.store.run;

import dev.vireo.store.manifest.ChunkSummary;
import dev.vireo.store.manifest.Manifest;
import dev.vireo.store.parquet.ChunkReader;
import dev.vireo.store.parquet.ColumnScan;
import dev.vireo.store.parquet.ColumnVisitor;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * A published dataset, which a stage returns and the next one reads. It is sent with Spark tasks.
 *
 * @param partition the dataset's folder
 * @param manifest the folder's manifest
 * @param <T> class of a row
 */
public record DatasetHandle<T extends SpecificRecordBase>(Partition<T> partition, Manifest manifest)
    implements Serializable {
  /** The hash that identifies this dataset as an input of a later stage. */
  public String contentHash() {
    return manifest.contentHash();
  }

  /** Number of chunks. */
  public int chunkCount() {
    return manifest.chunks().size();
  }

  /** The chunks' indices, from 0, for a stage that works chunk by chunk. */
  public List<Integer> chunks() {
    return IntStream.range(0, chunkCount()).boxed().toList();
  }

  /** Bytes of all chunks. */
  public long bytes() {
    return manifest.chunks().stream().mapToLong(ChunkSummary::size).sum();
  }

  /** Number of rows. */
  public long rows() {
    return manifest.rows();
  }

  /** Number of rows of one chunk. */
  public int rows(int chunk) {
    return Math.toIntExact(manifest.chunks().get(chunk).rows());
  }

  /** One of the totals that the stage summed over its chunks. */
  public double total(String name) {
    return manifest.total(name);
  }

  /**
   * The rows of one chunk, in order.
   *
   * @param columns the columns to read, with dots for nested fields ({@code completions.text});
   *     none for all. A field that is not read is null, or zero if it is a number.
   * @throws dev.vireo.algorithms.InputException if the file is missing or damaged
   */
  public List<T> read(int chunk, String... columns) {
    String path = path(manifest.chunks().get(chunk));
    RunDirectory run = partition.run();
    return ChunkReader.read(partition.type(), run.storage(), path, run.uri(path), columns);
  }

  /**
   * Some rows of one chunk, in order. Reads little more than the pages that contain them.
   *
   * @param rows distinct row indices within the chunk, ascending
   * @param columns as for {@link #read}
   * @throws dev.vireo.algorithms.InputException if the file is missing or damaged
   */
  public List<T> readRows(int chunk, int[] rows, String... columns) {
    String path = path(manifest.chunks().get(chunk));
    RunDirectory run = partition.run();
    return ChunkReader.readRows(
        partition.type(), run.storage(), path, run.uri(path), rows, columns);
  }

  /**
   * Passes all values of a column of one chunk to a visitor, without building rows.
   *
   * @param column the column, with dots for nested fields ({@code completions.text})
   * @throws dev.vireo.algorithms.InputException if the file is missing or damaged
   */
  public void scan(int chunk, String column, ColumnVisitor visitor) {
    String path = path(manifest.chunks().get(chunk));
    RunDirectory run = partition.run();
    ColumnScan.scan(partition.type(), run.storage(), path, run.uri(path), column, visitor);
  }

  /**
   * Passes the values of columns in some rows of one chunk to visitors.
   *
   * @param rows distinct row indices within the chunk, ascending
   * @throws dev.vireo.algorithms.InputException if the file is missing or damaged
   */
  public void scanRows(int chunk, int[] rows, Map<String, ColumnVisitor> columns) {
    String path = path(manifest.chunks().get(chunk));
    RunDirectory run = partition.run();
    ColumnScan.scanRows(partition.type(), run.storage(), path, run.uri(path), rows, columns);
  }

  /** The rows of all chunks, in order. See {@link #read}. */
  public List<T> readAll(String... columns) {
    List<T> rows = new ArrayList<>();
    for (int chunk = 0; chunk < chunkCount(); chunk++) {
      rows.addAll(read(chunk, columns));
    }
    return rows;
  }

  /** The full URIs of the chunks' files, in order. */
  public List<String> files() {
    return manifest.chunks().stream().map(chunk -> partition.run().uri(path(chunk))).toList();
  }

  private String path(ChunkSummary chunk) {
    return partition.path() + "/" + chunk.file();
  }
}
