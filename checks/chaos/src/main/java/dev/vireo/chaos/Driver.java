package dev.vireo.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A driver: {@code ./vireo run} in a process of its own. */
final class Driver {

  /** Where a driver starts, or goes from one stage to the next. */
  static final String NONE = "starting or between stages";

  /** Far more than any of them takes, even on a machine that is busy with other things. */
  private static final Duration LIMIT = Duration.ofMinutes(30);

  private static final long POLL_MILLIS = 2;
  private static final Pattern STAGE =
      Pattern.compile("\"event\":\"stage-(\\w+)\",\"stage\":\"([^\"]+)\"");

  private final Process process;
  private final Path out;
  private final Path err;

  private Driver(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /**
   * How a driver ended.
   *
   * @param exitCode its exit code
   * @param out its standard output
   * @param err its standard error
   * @param log where the latter is
   */
  record Ended(int exitCode, String out, String err, Path log) {

    /** Demands that all went well. */
    Ended done() {
      Unmet.unless(exitCode == 0, "exit code %d, not 0: %s", exitCode, log);
      return this;
    }

    /**
     * Demands one line, the last, that says where it was stopped, after events alone.
     *
     * @return the line's message
     */
    String stopped(int code) {
      List<String> lines = err.lines().filter(line -> !line.contains("\"event\":")).toList();
      Unmet.unless(exitCode == code, "exit code %d, not %d: %s", exitCode, code, log);
      Unmet.unless(lines.size() == 1, "%d lines beside events, not one: %s", lines.size(), log);
      Unmet.unless(err.endsWith(lines.get(0) + "\n"), "more than the line: %s", log);
      Unmet.unless(lines.get(0).contains("\"message\":\"stopped "), "no such line: %s", log);
      Unmet.unless(out.isEmpty(), "something on standard output: %s", log);
      return lines.get(0).replaceFirst(".*\"message\":\"(.*)\"}", "$1");
    }

    /**
     * Demands one line that says what is wrong, and no stack trace.
     *
     * @return the line, without the program's name
     */
    String refused(int code) {
      List<String> lines = err.lines().filter(line -> line.startsWith("vireo: ")).toList();
      Unmet.unless(exitCode == code, "exit code %d, not %d: %s", exitCode, code, log);
      Unmet.unless(lines.size() == 1, "%d lines of error, not one: %s", lines.size(), log);
      Unmet.unless(!err.contains("\tat "), "a stack trace: %s", log);
      return lines.get(0).substring("vireo: ".length());
    }
  }

  /** Starts {@code command}, whose output goes to files beside {@code logs}. */
  static Driver start(ProcessBuilder command, Path logs) throws IOException {
    Path out = logs.resolveSibling(logs.getFileName() + ".out");
    Path err = logs.resolveSibling(logs.getFileName() + ".err");
    Process process =
        command
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    return new Driver(process, out, err);
  }

  /** Processor time it has used; empty where it has ended. */
  Optional<Duration> processorTime() {
    return process.isAlive() ? process.toHandle().info().totalCpuDuration() : Optional.empty();
  }

  /**
   * Waits until the process has used so much processor time, which goes on neither for a process
   * that is stopped nor for one that waits for a busy machine.
   *
   * @return false if it ended before
   */
  boolean reaches(Duration moment) throws InterruptedException {
    for (Optional<Duration> used = processorTime(); process.isAlive(); used = processorTime()) {
      if (used.isPresent() && used.get().compareTo(moment) >= 0) {
        return true;
      }
      process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
    }
    return false;
  }

  /**
   * Waits until it is at work on a stage, past starting and past what was done before.
   *
   * @return the processor time it had used by then; empty if it ended before
   */
  Optional<Duration> works() throws IOException, InterruptedException {
    while (process.isAlive()) {
      if (!stage().equals(NONE)) {
        return processorTime();
      }
      process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
    }
    return Optional.empty();
  }

  /** Whether it has not ended. */
  boolean isAlive() {
    return process.isAlive();
  }

  /**
   * All that the driver has started, and what these have: executors, their workers, no stranger.
   */
  List<ProcessHandle> children() {
    return process.descendants().toList();
  }

  /** The process of this number, if the driver has started it. */
  Optional<ProcessHandle> child(long number) {
    return children().stream().filter(child -> child.pid() == number).findFirst();
  }

  /**
   * Waits until its standard error holds a text.
   *
   * @return false if it ended before
   */
  boolean says(String text) throws IOException, InterruptedException {
    while (!Files.readString(err).contains(text)) {
      if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        return Files.readString(err).contains(text);
      }
    }
    return true;
  }

  /** Sends it a signal, such as INT. */
  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  /** SIGKILL; returns when the process is gone. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Waits for its end. */
  Ended end() throws IOException, InterruptedException {
    if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      kill();
      throw new Unmet("not ended after " + LIMIT.toMinutes() + " minutes: " + err);
    }
    return new Ended(process.exitValue(), Files.readString(out), Files.readString(err), err);
  }

  /** The stage that it says it is at, in JSON lines; {@link #NONE} where it is at none. */
  String stage() throws IOException {
    String at = NONE;
    Matcher events = STAGE.matcher(Files.readString(err));
    while (events.find()) {
      at = events.group(1).equals("finished") ? NONE : events.group(2);
    }
    return at;
  }
}
