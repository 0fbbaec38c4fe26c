package dev.vireo.jobs.store;

import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/** Lets Parquet write into a stream, and hashes and counts the bytes on their way. */
final class DigestOutputFile implements OutputFile {
  private final OutputStream out;
  private final MessageDigest digest = CanonicalJson.sha256();
  private long position;

  DigestOutputFile(OutputStream out) {
    this.out = out;
  }

  /** Bytes written. */
  long size() {
    return position;
  }

  /** Their SHA-256 hash in hexadecimal; may be asked once. */
  String sha256() {
    return HexFormat.of().formatHex(digest.digest());
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

  private final class Positioned extends PositionOutputStream {
    @Override
    public long getPos() {
      return position;
    }

    @Override
    public void write(int value) throws IOException {
      out.write(value);
      digest.update((byte) value);
      position++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      digest.update(bytes, offset, length);
      position += length;
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public void close() throws IOException {
      out.flush();
    }
  }
}
