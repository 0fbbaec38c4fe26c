package dev.vireo.pipelines.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The streams a command reads and writes.
 *
 * @param in what is piped in
 * @param out results; writing to it fails with an exception, unlike to a {@link PrintStream}
 * @param err mistakes, progress and logs
 */
public record Console(InputStream in, OutputStream out, PrintStream err) {

  /** The process's own streams, unbuffered, in UTF-8. */
  public static Console standard() {
    return new Console(
        new FileInputStream(FileDescriptor.in),
        new FileOutputStream(FileDescriptor.out),
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
  }
}
