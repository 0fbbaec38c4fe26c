package dev.vireo.store.run;

import dev.vireo.store.manifest.ChunkSummary;
import dev.vireo.store.manifest.Manifest;
import dev.vireo.store.parquet.ChunkReader;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A published dataset: what a stage returns and the next one reads. It travels with Spark tasks.
 *
 * @param partition where it lies
 * @param manifest what is in it
 * @param <T> class of a row
 */
public record DatasetHandle<T extends SpecificRecordBase>(Partition<T> partition, Manifest manifest)
    implements Serializable {
  /** Spark's setting for the size up to which the driver does light work itself. */
  private static final String DRIVER_BYTES = "spark.vireo.driverBytes";

  /** The driver reads so much in the time that a Spark job takes to start. */
  private static final String SMALL = "4m";

  /** What a later stage names as its input. */
  public String contentHash() {
    return manifest.contentHash();
  }

  /** Number of chunks. */
  public int chunkCount() {
    return manifest.chunks().size();
  }

  /** The numbers of the chunks, from 0: a chunk each for a stage that works chunk by chunk. */
  public List<Integer> chunks() {
    return IntStream.range(0, chunkCount()).boxed().toList();
  }

  /** Number of rows. */
  public long rows() {
    return manifest.rows();
  }

  /** Number of rows of one chunk. */
  public int rows(int chunk) {
    return Math.toIntExact(manifest.chunks().get(chunk).rows());
  }

  /** Whether work that takes little longer than reading is done sooner without a Spark job. */
  public boolean isSmall(JavaSparkContext spark) {
    long most = spark.getConf().getSizeAsBytes(DRIVER_BYTES, SMALL);
    return manifest.chunks().stream().mapToLong(ChunkSummary::size).sum() <= most;
  }

  /** One of the totals that the stage summed. */
  public double total(String name) {
    return manifest.total(name);
  }

  /**
   * The rows of one chunk, in order.
   *
   * @param columns the columns to read, with dots into their parts ({@code completions.text}); none
   *     for all. A field that is not read is null, or zero where it is a number.
   * @throws dev.vireo.algorithms.InputException if the file is missing or damaged
   */
  public List<T> read(int chunk, String... columns) {
    return ChunkReader.read(
        partition.type(), partition.run(), path(manifest.chunks().get(chunk)), columns);
  }

  /** The rows of all chunks, in order. See {@link #read}. */
  public List<T> readAll(String... columns) {
    List<T> rows = new ArrayList<>();
    for (int chunk = 0; chunk < chunkCount(); chunk++) {
      rows.addAll(read(chunk, columns));
    }
    return rows;
  }

  /** The whole URIs of the chunks' files, in order. */
  public List<String> files() {
    return manifest.chunks().stream().map(chunk -> partition.run().uri(path(chunk))).toList();
  }

  /** The rows as Spark reads them. */
  public Dataset<Row> frame(SparkSession spark) {
    // The partition's column is in the folder's name.
    String dataset = partition.run().uri(partition.type().name());
    return spark.read().option("basePath", dataset).parquet(files().toArray(String[]::new));
  }

  private String path(ChunkSummary chunk) {
    return partition.path() + "/" + chunk.file();
  }
}
