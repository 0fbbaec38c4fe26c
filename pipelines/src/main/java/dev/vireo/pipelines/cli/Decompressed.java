package dev.vireo.pipelines.cli;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.source.Decompression;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens compressed files, in its own class so that others need no libraries for it. */
final class Decompressed {

  private Decompressed() {}

  /**
   * The content of a file whose ending says how it is compressed.
   *
   * @throws IOException if there is no such file
   * @throws InputException if it is compressed otherwise; reading it may throw it as well
   */
  static InputStream open(Path file) throws IOException {
    InputStream raw = Files.newInputStream(file);
    try {
      return new Content(Decompression.of(file.getFileName().toString(), raw), file);
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw broken(file, e);
    }
  }

  private static InputException broken(Path file, Exception reason) {
    return new InputException(
        "Cannot read groups: %s cannot be decompressed (%s)".formatted(file, reason.getMessage()),
        reason);
  }

  private static final class Content extends FilterInputStream {
    private final Path file;

    Content(InputStream in, Path file) {
      super(in);
      this.file = file;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      try {
        return super.read(bytes, offset, length);
      } catch (IOException e) {
        throw broken(file, e);
      }
    }
  }
}
