package dev.vireo.store.files;

import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Hashes and counts bytes on their way to another stream, which it does not close. */
public final class HashingStream extends OutputStream {
  private final OutputStream out;
  private final MessageDigest digest = Sha256.digest();
  private long size;

  public HashingStream(OutputStream out) {
    this.out = out;
  }

  /** Number of bytes so far. */
  public long size() {
    return size;
  }

  /** SHA-256 hash of the bytes so far, in hexadecimal. */
  public String sha256() {
    try {
      return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("Java's own SHA-256 can be cloned", e);
    }
  }

  @Override
  public void write(int value) throws IOException {
    out.write(value);
    digest.update((byte) value);
    size++;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    out.write(bytes, offset, length);
    digest.update(bytes, offset, length);
    size += length;
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }
}
