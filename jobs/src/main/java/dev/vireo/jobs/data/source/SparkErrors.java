package dev.vireo.jobs.data.source;

import dev.vireo.algorithms.InputException;
import dev.vireo.store.files.StoreErrors;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What to report to a user about an exception that Spark threw. */
public final class SparkErrors {
  /** How Spark says which file it could not read, and why. */
  private static final Pattern UNREADABLE =
      Pattern.compile("^\\[FAILED_READ_FILE[^]]*] .*? file (\\S+)\\.(.*?)(?:SQLSTATE.*)?$");

  private SparkErrors() {}

  /**
   * The first line of the innermost message there is: Spark wraps causes, and appends query
   * contexts, stack traces and hints.
   */
  public static String firstLine(Throwable error) {
    return StoreErrors.reason(error).orElseGet(() -> innermost(error));
  }

  private static String innermost(Throwable error) {
    String line = error.getClass().getSimpleName();
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause.getMessage() != null && !cause.getMessage().isBlank()) {
        line = cause.getMessage().strip().lines().findFirst().orElse(line).strip();
      }
    }
    return line;
  }

  /**
   * Why a job could not read one of its files, in one line that names it; empty if it failed of
   * something else.
   */
  private static Optional<String> unreadable(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
      Matcher file = UNREADABLE.matcher(message);
      if (file.find()) {
        String reason = file.group(2).isBlank() ? firstLine(error) : file.group(2).strip();
        return Optional.of("%s (%s)".formatted(SourceFiles.display(file.group(1)), reason));
      }
    }
    return Optional.empty();
  }

  /**
   * What to throw where a job failed: that a file of the input could not be read, or what was
   * thrown, which Spark may have done without declaring it.
   *
   * @param what what the rows are, for messages
   */
  @SuppressWarnings("unchecked")
  public static <E extends Throwable> InputException failure(String what, Throwable error)
      throws E {
    Optional<String> unreadable = unreadable(error);
    if (unreadable.isPresent()) {
      return new InputException("Cannot read %s: %s".formatted(what, unreadable.get()), error);
    }
    throw (E) error;
  }

  /** The error in the user's input that made a job fail; null if that was not the reason. */
  public static InputException inputError(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof InputException input) {
        return input;
      }
    }
    return null;
  }
}
