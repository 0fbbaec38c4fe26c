package dev.vireo.jobs.source;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.store.StoreErrors;

/** What a person should be told of an exception that Spark threw. */
public final class SparkErrors {
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

  /** The error in the user's input that made a job fail, where that was the reason; else null. */
  public static InputException inputError(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof InputException input) {
        return input;
      }
    }
    return null;
  }
}
