package dev.vireo.jobs.store;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.schemas.DatasetType;
import dev.vireo.schemas.Datasets;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.avro.AvroParquetReader;
import org.apache.parquet.avro.AvroParquetWriter;
import org.apache.parquet.avro.AvroReadSupport;
import org.apache.parquet.avro.AvroWriteSupport;
import org.apache.parquet.conf.HadoopParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/**
 * One chunk's Parquet file: zstd, lists as Spark writes them, and in its footer what the chunk was
 * made from and its totals. The bytes depend on the rows and the footer alone.
 */
public final class ChunkFile {
  /** Footer key of the stage's fingerprint. */
  static final String FINGERPRINT = "vireo.fingerprint";

  private static final String STAGE = "vireo.stage";
  private static final String CHUNK = "vireo.chunk";
  private static final String TOTALS = "vireo.totals";
  private static final String SCHEMA_VERSION = "vireo.schema-version";

  /** Bounds what a writer holds in memory. */
  private static final long ROW_GROUP_BYTES = 64L << 20;

  /** A row of a large group is megabytes: the size so far is checked from the first row on. */
  private static final int ROWS_BEFORE_SIZE_CHECK = 1;

  private static final int BUFFER_BYTES = 1 << 16;

  /** Without Hadoop's defaults, which take milliseconds to read and which Parquet does not need. */
  private static final Configuration PARQUET = parquet();

  private ChunkFile() {}

  private static Configuration parquet() {
    Configuration configuration = new Configuration(false);
    configuration.setBoolean(AvroWriteSupport.WRITE_OLD_LIST_STRUCTURE, false);
    return configuration;
  }

  /**
   * Publishes a chunk's file.
   *
   * @param replace whether to take the place of a file that is there; otherwise the first stays
   * @return its summary; empty if another file was there first
   */
  static <T extends SpecificRecordBase> Optional<ChunkSummary> write(
      Partition<T> partition,
      int chunk,
      Fingerprint fingerprint,
      ChunkResult<T> result,
      boolean replace) {
    ChunkSummary[] summary = new ChunkSummary[1];
    Publisher.Content content =
        out -> summary[0] = write(out, partition.type(), chunk, fingerprint, result);
    Publisher publisher = partition.run().publisher();
    if (replace) {
      publisher.publish(partition.path(chunk), content);
    } else if (!publisher.createIfAbsent(partition.path(chunk), content)) {
      return Optional.empty();
    }
    return Optional.of(summary[0]);
  }

  /** Writes a chunk's bytes. */
  static <T extends SpecificRecordBase> ChunkSummary write(
      OutputStream out,
      DatasetType<T> type,
      int chunk,
      Fingerprint fingerprint,
      ChunkResult<T> result)
      throws IOException {
    TreeMap<String, String> footer = new TreeMap<>();
    footer.put(STAGE, fingerprint.stage());
    footer.put(FINGERPRINT, fingerprint.hash());
    footer.put(CHUNK, Integer.toString(chunk));
    footer.put(TOTALS, CanonicalJson.write(Totals.tree(result.totals())));
    footer.put(SCHEMA_VERSION, Integer.toString(Datasets.SCHEMA_VERSION));
    DigestOutputFile file = new DigestOutputFile(out);
    try (ParquetWriter<T> writer =
        AvroParquetWriter.<T>builder(file)
            .withConf(PARQUET)
            .withDataModel(new SortedMapData(type.recordClass().getClassLoader()))
            .withSchema(type.schema())
            .withCompressionCodec(CompressionCodecName.ZSTD)
            .withRowGroupSize(ROW_GROUP_BYTES)
            .withMinRowCountForPageSizeCheck(ROWS_BEFORE_SIZE_CHECK)
            .withExtraMetaData(footer)
            .build()) {
      for (T row : result.records()) {
        writer.write(row);
      }
    }
    return new ChunkSummary(
        Partition.fileName(chunk),
        file.size(),
        file.sha256(),
        result.records().size(),
        result.totals());
  }

  /**
   * The rows of a Parquet file, in order. The file need not be one of ours; its columns are found
   * by name.
   *
   * @param path the file, in {@code run}
   * @param columns the columns to read, with dots into their parts ({@code completions.text}); none
   *     for all. A field that is not read is null, or zero where it is a number.
   * @throws InputException if the file is missing or damaged
   */
  public static <T extends SpecificRecordBase> List<T> read(
      DatasetType<T> type, RunDirectory run, String path, String... columns) {
    Configuration configuration = new Configuration(PARQUET);
    AvroReadSupport.setAvroReadSchema(configuration, type.schema());
    if (columns.length > 0) {
      AvroReadSupport.setRequestedProjection(configuration, Projection.of(type.schema(), columns));
    }
    List<T> rows = new ArrayList<>();
    try (ParquetReader<T> reader =
        AvroParquetReader.<T>builder(run.storage().input(path))
            .withDataModel(new SpecificData(type.recordClass().getClassLoader()))
            .withCompatibility(false)
            .withConf(configuration)
            .usePageChecksumVerification()
            .build()) {
      for (T row = reader.read(); row != null; row = reader.read()) {
        rows.add(row);
      }
      return rows;
    } catch (FileNotFoundException | NoSuchFileException e) {
      throw new InputException("There is no file " + run.uri(path) + " to read " + type, e);
    } catch (IOException | RuntimeException e) {
      throw damaged(type, run, path, e);
    }
  }

  private static InputException damaged(
      DatasetType<?> type, RunDirectory run, String path, Exception cause) {
    return new InputException(
        String.format(
            "Cannot read %s: %s is damaged or no Parquet file of %s (%s); delete it and run again",
            type, run.uri(path), type, StorageException.firstLine(cause)),
        cause);
  }

  /**
   * The summary of a chunk's file that an earlier run wrote; empty if it is missing, damaged, or
   * was made from something else. Reads all of it.
   */
  static Optional<ChunkSummary> summary(
      Partition<?> partition, int chunk, Fingerprint fingerprint) {
    InputFile file;
    try {
      file = partition.run().storage().input(partition.path(chunk));
    } catch (StorageException e) {
      return Optional.empty();
    }
    ParquetReadOptions options =
        ParquetReadOptions.builder(new HadoopParquetConfiguration(PARQUET))
            .usePageChecksumVerification()
            .build();
    try (ParquetFileReader reader = ParquetFileReader.open(file, options)) {
      Map<String, String> footer = reader.getFileMetaData().getKeyValueMetaData();
      if (!fingerprint.hash().equals(footer.get(FINGERPRINT))
          || !Integer.toString(chunk).equals(footer.get(CHUNK))) {
        return Optional.empty();
      }
      JsonNode totals = CanonicalJson.parse(footer.get(TOTALS));
      long rows = reader.getRecordCount();
      // Reading a row group compares the checksum of each of its pages.
      while (reader.readNextRowGroup() != null) {}
      return Optional.of(summary(chunk, file, rows, Totals.parse(totals)));
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private static ChunkSummary summary(
      int chunk, InputFile file, long rows, SortedMap<String, Double> totals) throws IOException {
    MessageDigest digest = CanonicalJson.sha256();
    byte[] buffer = new byte[BUFFER_BYTES];
    long size = 0;
    try (SeekableInputStream in = file.newStream()) {
      for (int read = in.read(buffer, 0, buffer.length);
          read >= 0;
          read = in.read(buffer, 0, buffer.length)) {
        digest.update(buffer, 0, read);
        size += read;
      }
    }
    String sha256 = HexFormat.of().formatHex(digest.digest());
    return new ChunkSummary(Partition.fileName(chunk), size, sha256, rows, totals);
  }
}
