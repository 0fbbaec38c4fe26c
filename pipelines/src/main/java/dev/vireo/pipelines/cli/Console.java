package dev.vireo.pipelines.cli;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;

/**
 * The streams a command reads and writes.
 *
 * @param in what is piped in
 * @param out results; writing to it fails with an exception, unlike to a {@link PrintStream}
 * @param err mistakes, progress and logs
 */
public record Console(InputStream in, OutputStream out, PrintStream err) {}
