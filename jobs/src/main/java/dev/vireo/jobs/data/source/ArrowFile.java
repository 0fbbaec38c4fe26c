package dev.vireo.jobs.data.source;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryEncoder;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.hadoop.conf.Configuration;

/** A file of Arrow's, batch by batch. Close it: its memory is outside the heap. */
final class ArrowFile implements Closeable {
  /** How the format with a directory of batches begins; after it the stream format follows. */
  private static final byte[] FILE = "ARROW1\0\0".getBytes(StandardCharsets.US_ASCII);

  /** How each message of a stream begins. */
  private static final byte[] MARK = {-1, -1, -1, -1};

  private final BufferAllocator allocator;
  private final ArrowStreamReader reader;
  private final VectorSchemaRoot batch;

  private ArrowFile(BufferAllocator allocator, ArrowStreamReader reader, VectorSchemaRoot batch) {
    this.allocator = allocator;
    this.reader = reader;
    this.batch = batch;
  }

  static ArrowFile open(String file, Configuration configuration) throws IOException {
    InputStream in = new BufferedInputStream(SourceFiles.raw(file, configuration), 1 << 16);
    in.mark(FILE.length);
    if (!Arrays.equals(in.readNBytes(FILE.length), FILE)) {
      in.reset();
    }
    requireMark(in);
    BufferAllocator allocator = new RootAllocator();
    ArrowStreamReader reader = new ArrowStreamReader(in, allocator);
    try {
      return new ArrowFile(allocator, reader, reader.getVectorSchemaRoot());
    } catch (IOException | RuntimeException | LinkageError e) {
      reader.close();
      allocator.close();
      throw e;
    }
  }

  /** What is something else would be taken for the length of something large. */
  private static void requireMark(InputStream in) throws IOException {
    in.mark(MARK.length);
    if (!Arrays.equals(in.readNBytes(MARK.length), MARK)) {
      in.close();
      throw new IOException("it does not begin like an Arrow file");
    }
    in.reset();
  }

  Schema schema() {
    return batch.getSchema();
  }

  /** Goes on to the next batch; returns how many rows it has, or -1 at the end. */
  int nextBatch() throws IOException {
    return reader.loadNextBatch() ? batch.getRowCount() : -1;
  }

  /** A column of the batch; null if there is no such column. */
  FieldVector column(String name) {
    return batch.getVector(name);
  }

  /**
   * Whether a column has places in a dictionary for values; then {@link #decoded} has the values.
   */
  static boolean isEncoded(FieldVector column) {
    Field field = column.getField();
    return field.getDictionary() != null;
  }

  /** The values of a column that has places in a dictionary for them, to be closed. */
  FieldVector decoded(FieldVector column) {
    DictionaryEncoding encoding = column.getField().getDictionary();
    Dictionary dictionary = reader.lookup(encoding.getId());
    return (FieldVector) DictionaryEncoder.decode(column, dictionary, allocator);
  }

  @Override
  public void close() throws IOException {
    reader.close();
    allocator.close();
  }
}
