package dev.vireo.pipelines.cli;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.WaitingException;
import dev.vireo.jobs.torch.WorkerLostException;
import dev.vireo.pipelines.spark.MemoryFailures;
import dev.vireo.store.files.StorageException;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the user is told about an exception.
 *
 * @param message one line, or nothing if nobody is left to read
 * @param exitCode 2 if the input or the configuration is wrong, 75 if others are waited for, else 1
 */
record Failure(String message, int exitCode) {

  /** Looks through wrappers, such as those of a failed Spark job, for what went wrong. */
  static Failure of(Throwable thrown) {
    List<Throwable> causes = causes(thrown);
    for (Throwable cause : causes) {
      if (cause instanceof InputException) {
        return new Failure(oneLine(cause.getMessage()), ExitCode.BAD_INPUT);
      }
      if (cause instanceof WaitingException) {
        return new Failure(oneLine(cause.getMessage()), ExitCode.WAITING);
      }
      if (cause instanceof InvalidPathException path) {
        return new Failure(
            oneLine(
                "'"
                    + path.getInput()
                    + "' is not a path in this locale ("
                    + System.getProperty("sun.jnu.encoding")
                    + "): set LC_ALL=C.UTF-8"),
            ExitCode.BAD_INPUT);
      }
      if (cause instanceof StorageException || cause instanceof WorkerLostException) {
        return new Failure(oneLine(cause.getMessage()), ExitCode.FAILED);
      }
      if (cause instanceof OutOfMemoryError) {
        return outOfMemory(cause.getMessage());
      }
    }
    Optional<String> hidden = causes.stream().flatMap(Failure::hiddenMemory).findFirst();
    if (hidden.isPresent()) {
      return outOfMemory(hidden.get());
    }
    Throwable deepest = causes.get(causes.size() - 1);
    if (deepest instanceof IOException && "Broken pipe".equals(deepest.getMessage())) {
      // Whoever read standard output has seen enough, as head has: no mistake of anyone's.
      return new Failure("", ExitCode.FAILED);
    }
    String name = deepest.getClass().getSimpleName();
    String message = deepest.getMessage() == null ? "" : oneLine(deepest.getMessage());
    // An input or output error says what happened; others need their name to be understood.
    boolean clear = deepest instanceof IOException && message.contains(" ");
    String shown = clear ? message : message.isEmpty() ? name : name + ": " + message;
    return new Failure(shown + " (--debug shows where)", ExitCode.FAILED);
  }

  private static Failure outOfMemory(String what) {
    return new Failure(
        "out of memory (" + what + "): give more with " + moreMemory(), ExitCode.FAILED);
  }

  /** What ran out, where Spark has only its name in a message, or not even that. */
  private static Stream<String> hiddenMemory(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    if (message.contains(OutOfMemoryError.class.getName())) {
      return Stream.of("in a task");
    }
    boolean ended =
        message.contains("SparkContext was shut down")
            || message.contains("SparkContext has been shutdown")
            || message.contains("stopped SparkContext");
    return ended ? MemoryFailures.seen().stream() : Stream.empty();
  }

  private static String moreMemory() {
    return ProcessEnd.isSubmitted()
        ? "spark.driver.memory, or spark.executor.memory if a task reported it"
        : "VIREO_JAVA_OPTS=-Xmx8g";
  }

  private static List<Throwable> causes(Throwable thrown) {
    List<Throwable> causes = new ArrayList<>();
    for (Throwable cause = thrown;
        cause != null && !causes.contains(cause);
        cause = cause.getCause()) {
      causes.add(cause);
    }
    return causes;
  }

  private static String oneLine(String message) {
    return String.join(" ", message.strip().lines().map(String::strip).toList());
  }
}
