package dev.vireo.jobs.runtime.python;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a Python process prints, line by line in the log, and the last line of it. */
final class WorkerLog implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerLog.class);

  /** Longer lines are cut, so that a function that prints without end fills no heap. */
  private static final int LONGEST = 2_000;

  private static final int SHOWN = 200;
  private static final long END_MILLISECONDS = 2_000;

  private final String file;
  private final InputStream output;
  private final Thread thread = new Thread(this, "vireo-python-log");
  private volatile String last = "";

  private WorkerLog(String file, InputStream output) {
    this.file = file;
    this.output = output;
  }

  /** Logs what comes from there until it ends. */
  static WorkerLog of(String file, InputStream output) {
    WorkerLog log = new WorkerLog(file, output);
    log.thread.setDaemon(true);
    log.thread.start();
    return log;
  }

  /** The last line that was printed, for a message, once the process has ended. */
  String last() {
    try {
      thread.join(END_MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    String line = last.strip().replaceAll("\\p{Cntrl}+", " ");
    return line.isEmpty()
        ? "it printed nothing"
        : "its last line is '%s'"
            .formatted(line.length() > SHOWN ? line.substring(0, SHOWN) + "..." : line);
  }

  @Override
  public void run() {
    try (Reader reader =
        new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8))) {
      for (Optional<String> line = next(reader); line.isPresent(); line = next(reader)) {
        if (!line.get().isBlank()) {
          last = line.get();
          LOG.info("{}: {}", file, line.get());
        }
      }
    } catch (IOException e) {
      // The process was ended.
    }
  }

  private static Optional<String> next(Reader reader) throws IOException {
    StringBuilder line = new StringBuilder();
    int read = reader.read();
    if (read < 0) {
      return Optional.empty();
    }
    for (; read >= 0 && read != '\n'; read = reader.read()) {
      if (line.length() < LONGEST) {
        line.append((char) read);
      }
    }
    return Optional.of(line.toString());
  }
}
