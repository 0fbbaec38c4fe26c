package dev.vireo.store.parquet;

import dev.vireo.algorithms.InputException;
import dev.vireo.schemas.DatasetType;
import dev.vireo.schemas.Datasets;
import dev.vireo.store.files.HashingStream;
import dev.vireo.store.files.Storage;
import dev.vireo.store.files.StorageException;
import dev.vireo.store.manifest.CanonicalJson;
import dev.vireo.store.manifest.ChunkSummary;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.manifest.Totals;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.avro.AvroReadSupport;
import org.apache.parquet.avro.AvroSchemaConverter;
import org.apache.parquet.conf.HadoopParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.api.ReadSupport.ReadContext;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.io.SeekableInputStream;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.MessageType;

/** Reads a dataset's Parquet files: Vireo's own chunks, and files by others with its columns. */
public final class ChunkReader {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final String AVRO_SCHEMA = "parquet.avro.schema";

  /** Cached, because creating one searches the whole class path. */
  private static final ClassValue<SpecificData> RECORDS =
      new ClassValue<>() {
        @Override
        protected SpecificData computeValue(Class<?> record) {
          return new SpecificData(record.getClassLoader());
        }
      };

  private ChunkReader() {}

  /**
   * The rows of a Parquet file, in order. The file may come from another program; columns are found
   * by name.
   *
   * @param path the file, in {@code storage}
   * @param location the file's name in messages
   * @param columns the columns to read, with dots for nested fields ({@code completions.text});
   *     none for all. A field that is not read is null, or zero if it is a number.
   * @throws InputException if the file is missing, damaged, or lacks a required column
   */
  public static <T extends SpecificRecordBase> List<T> read(
      DatasetType<T> type, Storage storage, String path, String location, String... columns) {
    return read(type, storage, path, location, Optional.empty(), columns);
  }

  /**
   * Some rows of a Parquet file, in order. Reads little more than the pages that contain them.
   *
   * @param rows distinct row indices, ascending
   * @see #read(DatasetType, Storage, String, String, String...)
   */
  public static <T extends SpecificRecordBase> List<T> readRows(
      DatasetType<T> type,
      Storage storage,
      String path,
      String location,
      int[] rows,
      String... columns) {
    return read(type, storage, path, location, Optional.of(new RowSelection(rows)), columns);
  }

  private static <T extends SpecificRecordBase> List<T> read(
      DatasetType<T> type,
      Storage storage,
      String path,
      String location,
      Optional<RowSelection> selection,
      String... columns) {
    Schema wanted = columns.length == 0 ? type.schema() : Projection.of(type.schema(), columns);
    Optional<FolderValue> folder = FolderValue.of(type, path);
    Configuration configuration = new Configuration(ChunkFile.PARQUET);
    configuration.setBoolean(AvroReadSupport.AVRO_COMPATIBILITY, false);
    AvroReadSupport.setAvroReadSchema(configuration, type.schema());
    AvroReadSupport.setRequestedProjection(configuration, wanted);
    return open(
        type,
        storage,
        path,
        location,
        configuration,
        reader -> {
          checkColumns(location, wanted, type, folder.isPresent(), reader);
          AvroReadSupport<T> support = new AvroReadSupport<>(RECORDS.get(type.recordClass()));
          List<T> rows = rows(reader, support, configuration, selection);
          folder.filter(value -> value.isIn(wanted)).ifPresent(value -> rows.forEach(value::put));
          return rows;
        });
  }

  /** Reads from an open file. */
  interface Reading<R> {
    R from(ParquetFileReader reader) throws IOException;
  }

  /**
   * Opens a file, reads from it and closes it.
   *
   * @throws InputException if the file is missing or damaged
   */
  static <R> R open(
      DatasetType<?> type,
      Storage storage,
      String path,
      String location,
      Configuration configuration,
      Reading<R> reading) {
    try (ParquetFileReader reader =
        ParquetFileReader.open(storage.input(path), options(configuration))) {
      return reading.from(reader);
    } catch (FileNotFoundException | NoSuchFileException e) {
      throw new InputException("There is no file " + location + " to read " + type, e);
    } catch (InputException | StorageException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      if (e instanceof IOException failure && !isReadable(storage, path)) {
        throw StorageException.of("read", location, failure);
      }
      throw new InputException(
          String.format(
              "Cannot read %s: %s is damaged or not a Parquet file (%s); delete it and run again",
              type, location, StorageException.firstLine(e)),
          e);
    }
  }

  /** Whether the bytes are damaged, rather than unavailable: then they can be read again. */
  private static boolean isReadable(Storage storage, String path) {
    try {
      storage.copy(path, OutputStream.nullOutputStream());
      return true;
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  private static ParquetReadOptions options(Configuration configuration) {
    return ParquetReadOptions.builder(new HadoopParquetConfiguration(configuration))
        .usePageChecksumVerification()
        .build();
  }

  private static void checkColumns(
      String location,
      Schema wanted,
      DatasetType<?> type,
      boolean partitioned,
      ParquetFileReader reader) {
    FileMetaData file = reader.getFileMetaData();
    Schema expected = partitioned ? type.fileSchema() : type.schema();
    boolean ours =
        file.getKeyValueMetaData().containsKey(ChunkFile.FINGERPRINT)
            && expected.toString().equals(file.getKeyValueMetaData().get(AVRO_SCHEMA));
    if (!ours) {
      Schema there = new AvroSchemaConverter(ChunkFile.PARQUET).convert(file.getSchema());
      String given = partitioned ? type.partitionColumn().orElse("") : "";
      ColumnCheck.check(location, wanted, given, there, reader.getRowGroups());
    }
  }

  private static <T> List<T> rows(
      ParquetFileReader reader,
      AvroReadSupport<T> support,
      Configuration configuration,
      Optional<RowSelection> selection)
      throws IOException {
    FileMetaData file = reader.getFileMetaData();
    Map<String, String> footer = file.getKeyValueMetaData();
    ReadContext context = support.init(configuration, footer, file.getSchema());
    MessageType requested = context.getRequestedSchema();
    MessageType present = ChunkColumns.asIn(file.getSchema(), requested);
    RecordMaterializer<T> materializer =
        MapReader.of(
            support.prepareForRead(configuration, footer, file.getSchema(), context),
            requested,
            present);
    reader.setRequestedSchema(present);
    MessageColumnIO columns =
        new ColumnIOFactory(file.getCreatedBy()).getColumnIO(present, file.getSchema());
    List<T> rows = new ArrayList<>();
    for (int group = 0; group < reader.getRowGroups().size(); group++) {
      int count = Math.toIntExact(reader.getRowGroups().get(group).getRowCount());
      int[] wanted =
          selection.isPresent()
              ? selection.get().within(reader, group)
              : IntStream.range(0, count).toArray();
      if (wanted.length == 0) {
        continue;
      }
      if (2 * wanted.length < count) {
        RowSelection.find(
            reader,
            group,
            wanted,
            (pages, found) -> {
              RecordReader<T> records = columns.getRecordReader(pages, materializer);
              for (int i = 0; i < found; i++) {
                rows.add(records.read());
              }
            });
        continue;
      }
      // If many rows are wanted, so are most pages.
      RecordReader<T> records = columns.getRecordReader(reader.readRowGroup(group), materializer);
      int next = 0;
      for (int row : wanted) {
        for (; next < row; next++) {
          records.read();
        }
        rows.add(records.read());
        next++;
      }
    }
    return rows;
  }

  /** The fingerprint in a chunk's file; empty for any other file. */
  public static Optional<String> fingerprint(InputFile file) throws IOException {
    try (ParquetFileReader reader = ParquetFileReader.open(file, options(ChunkFile.PARQUET))) {
      return Optional.ofNullable(
          reader.getFileMetaData().getKeyValueMetaData().get(ChunkFile.FINGERPRINT));
    }
  }

  /**
   * The summary of a chunk's file; empty if its rows are damaged, or if it was made from something
   * else or with another version of the schemas. Reads the whole file.
   *
   * @throws IOException if the file is missing or not a Parquet file; some kinds of damage cause
   *     unchecked exceptions instead
   */
  public static Optional<ChunkSummary> summary(InputFile file, int chunk, Fingerprint fingerprint)
      throws IOException {
    Map<String, String> footer;
    long rows;
    try (ParquetFileReader reader = ParquetFileReader.open(file, options(ChunkFile.PARQUET))) {
      footer = reader.getFileMetaData().getKeyValueMetaData();
      rows = reader.getRecordCount();
    }
    if (!Integer.toString(Datasets.SCHEMA_VERSION).equals(footer.get(ChunkFile.SCHEMA_VERSION))
        || !fingerprint.hash().equals(footer.get(ChunkFile.FINGERPRINT))
        || !Integer.toString(chunk).equals(footer.get(ChunkFile.CHUNK))) {
      return Optional.empty();
    }
    HashingStream bytes = new HashingStream(OutputStream.nullOutputStream());
    try (SeekableInputStream in = file.newStream()) {
      copy(in, bytes, Long.parseLong(footer.get(ChunkFile.ROWS_SIZE)));
      if (!bytes.sha256().equals(footer.get(ChunkFile.ROWS_HASH))) {
        return Optional.empty();
      }
      in.transferTo(bytes);
    }
    SortedMap<String, Double> totals =
        Totals.parse(CanonicalJson.parse(footer.get(ChunkFile.TOTALS)));
    String name = ChunkFile.name(chunk);
    return Optional.of(new ChunkSummary(name, bytes.size(), bytes.sha256(), rows, totals));
  }

  private static void copy(InputStream in, OutputStream out, long size) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    for (long left = size; left > 0; ) {
      int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
      if (read < 0) {
        throw new EOFException("The file ends too early");
      }
      out.write(buffer, 0, read);
      left -= read;
    }
  }
}
