package dev.vireo.store.parquet;

import dev.vireo.store.files.HashingStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Comparator;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.PageEncodingStats;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/**
 * Writes Parquet to a stream, hashes and counts the bytes on their way, and puts the footer into a
 * fixed order.
 *
 * <p>Parquet keeps a column's encodings in a hash set of enum constants, whose order differs from
 * one Java process to the next. The bytes after the last row group are therefore held back until
 * the end, when the footer's lists are sorted.
 */
final class ChunkOutputFile implements OutputFile {
  /** The end of a file: the footer's length and the four letters PAR1. */
  private static final int TRAILER_BYTES = 8;

  private static final Comparator<Encoding> BY_VALUE = Comparator.comparingInt(Encoding::getValue);

  private final HashingStream out;
  private ByteArrayOutputStream tail;

  ChunkOutputFile(OutputStream out) {
    this.out = new HashingStream(out);
  }

  /**
   * Starts to hold back everything that follows the rows.
   *
   * @return hash of the bytes so far, in hexadecimal
   */
  String beginTail() {
    tail = new ByteArrayOutputStream();
    return out.sha256();
  }

  /** Number of bytes written, without those held back. */
  long size() {
    return out.size();
  }

  /** SHA-256 hash of the bytes written, in hexadecimal. */
  String sha256() {
    return out.sha256();
  }

  private void writeTail() throws IOException {
    if (tail == null) {
      return;
    }
    byte[] bytes = tail.toByteArray();
    tail = null;
    int trailer = bytes.length - TRAILER_BYTES;
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int start = trailer - buffer.getInt(trailer);
    FileMetaData footer =
        Util.readFileMetaData(new ByteArrayInputStream(bytes, start, trailer - start));
    sort(footer);
    out.write(bytes, 0, start);
    long before = out.size();
    Util.writeFileMetaData(footer, out);
    ByteBuffer length = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.write(length.putInt(Math.toIntExact(out.size() - before)).array());
    out.write(bytes, trailer + Integer.BYTES, Integer.BYTES);
  }

  private static void sort(FileMetaData footer) {
    footer.getKey_value_metadata().sort(Comparator.comparing(KeyValue::getKey));
    for (RowGroup group : footer.getRow_groups()) {
      for (ColumnChunk column : group.getColumns()) {
        ColumnMetaData data = column.getMeta_data();
        data.getEncodings().sort(BY_VALUE);
        if (data.isSetEncoding_stats()) {
          data.getEncoding_stats()
              .sort(
                  Comparator.comparingInt(
                          (PageEncodingStats stats) -> stats.getPage_type().getValue())
                      .thenComparing(PageEncodingStats::getEncoding, BY_VALUE));
        }
      }
    }
  }

  @Override
  public PositionOutputStream create(long blockSizeHint) {
    return new Positioned();
  }

  @Override
  public PositionOutputStream createOrOverwrite(long blockSizeHint) {
    return new Positioned();
  }

  @Override
  public boolean supportsBlockSize() {
    return false;
  }

  @Override
  public long defaultBlockSize() {
    return 0;
  }

  /** The stream that Parquet writes to; its position includes the bytes held back. */
  private final class Positioned extends PositionOutputStream {
    @Override
    public long getPos() {
      return out.size() + (tail == null ? 0 : tail.size());
    }

    @Override
    public void write(int value) throws IOException {
      if (tail == null) {
        out.write(value);
      } else {
        tail.write(value);
      }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (tail == null) {
        out.write(bytes, offset, length);
      } else {
        tail.write(bytes, offset, length);
      }
    }

    @Override
    public void close() throws IOException {
      writeTail();
      out.flush();
    }
  }
}
