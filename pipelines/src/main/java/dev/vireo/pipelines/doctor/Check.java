package dev.vireo.pipelines.doctor;

import java.util.concurrent.Callable;
import java.util.function.Function;

/**
 * One question about this machine.
 *
 * @param name what it is about
 * @param question finds the answer; an exception is a problem too
 * @param remedy what to do about an exception, given its cause
 */
public record Check(String name, Callable<Finding> question, Function<Throwable, String> remedy) {

  /** Finds the answer, whatever happens. */
  public Finding find() {
    try {
      return question.call();
    } catch (Exception | LinkageError e) {
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      String message = cause.getMessage() == null ? "" : ": " + cause.getMessage();
      String found = cause.getClass().getSimpleName() + message.lines().findFirst().orElse("");
      return Finding.problem(found, remedy.apply(cause));
    }
  }
}
