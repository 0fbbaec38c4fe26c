package dev.vireo.store.parquet;

import dev.vireo.schemas.DatasetType;
import dev.vireo.schemas.Datasets;
import dev.vireo.store.manifest.CanonicalJson;
import dev.vireo.store.manifest.ChunkSummary;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.manifest.Totals;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.avro.AvroSchemaConverter;
import org.apache.parquet.avro.AvroWriteSupport;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/**
 * The Parquet file of one chunk: compressed with zstd, lists as Spark writes them; the footer says
 * what the chunk was made from and holds its totals. The bytes depend only on the rows and the
 * footer.
 */
public final class ChunkFile {
  private static final String STAGE = "vireo.stage";

  /** Footer key of the stage's fingerprint. */
  static final String FINGERPRINT = "vireo.fingerprint";

  /** Footer key of the chunk's index. */
  static final String CHUNK = "vireo.chunk";

  /** Footer key of the chunk's totals. */
  static final String TOTALS = "vireo.totals";

  /** Footer key of the number of bytes up to the last row. */
  static final String ROWS_SIZE = "vireo.rows-size";

  /** Footer key of the hash of those bytes. */
  static final String ROWS_HASH = "vireo.rows-sha256";

  /** Footer key of the schemas' version. */
  static final String SCHEMA_VERSION = "vireo.schema-version";

  /** Bounds the memory that a writer needs. */
  private static final long ROW_GROUP_BYTES = 64L << 20;

  /**
   * Initial size of a page's compression buffer, which grows as needed. Parquet's own 1 MiB would
   * cost more than the chunk.
   */
  private static final int FIRST_BUFFER_BYTES = 1 << 14;

  /** The row of a large group takes megabytes, so the size is checked from the first row on. */
  private static final int ROWS_BEFORE_SIZE_CHECK = 1;

  private ChunkFile() {}

  /**
   * Parquet's configuration without Hadoop's defaults, which take milliseconds to read. Copy it;
   * never modify it.
   */
  static final Configuration PARQUET = parquet();

  private static Configuration parquet() {
    Configuration configuration = new Configuration(false);
    configuration.setBoolean(AvroWriteSupport.WRITE_OLD_LIST_STRUCTURE, false);
    // The middle one of a list's three levels is not a separate record.
    configuration.setBoolean(AvroSchemaConverter.ADD_LIST_ELEMENT_RECORDS, false);
    return configuration;
  }

  /** The name of a chunk's file, which does not depend on who computes the chunk. */
  public static String name(int chunk) {
    return String.format(Locale.ROOT, "part-%05d.parquet", chunk);
  }

  /** The index of the chunk in a file; -1 if it is not a chunk's file. */
  public static int chunkOf(String fileName) {
    if (!fileName.startsWith("part-") || !fileName.endsWith(".parquet")) {
      return -1;
    }
    String digits = fileName.substring("part-".length(), fileName.length() - ".parquet".length());
    boolean numeric = !digits.isEmpty() && digits.length() < 10;
    for (int i = 0; i < digits.length(); i++) {
      numeric &= Character.digit(digits.charAt(i), 10) >= 0;
    }
    return numeric && name(Integer.parseInt(digits)).equals(fileName)
        ? Integer.parseInt(digits)
        : -1;
  }

  /** Writes a chunk. */
  public static <T extends SpecificRecordBase> ChunkSummary write(
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
    ChunkOutputFile file = new ChunkOutputFile(out);
    try (ParquetWriter<T> writer =
        new ChunkWriteSupport.Builder<>(file, type, footer)
            .withConf(PARQUET)
            .withCompressionCodec(CompressionCodecName.ZSTD)
            .withCodecFactory(new CodecFactory(PARQUET, FIRST_BUFFER_BYTES))
            .withRowGroupSize(ROW_GROUP_BYTES)
            .withMinRowCountForPageSizeCheck(ROWS_BEFORE_SIZE_CHECK)
            .withPageWriteChecksumEnabled(true)
            .build()) {
      for (T row : result.records()) {
        writer.write(row);
      }
    }
    return new ChunkSummary(
        name(chunk), file.size(), file.sha256(), result.records().size(), result.totals());
  }
}
