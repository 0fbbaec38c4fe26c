package dev.vireo.jobs.runtime.python;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.process.JsonProcess;
import dev.vireo.jobs.runtime.process.ProcessEndedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A Python process that has loaded a function. It is asked on pipes that the function itself does
 * not get to see.
 */
public final class PythonWorker implements AutoCloseable {
  private final PythonProgram program;
  private final WorkerFolder folder;
  private final JsonProcess process;
  private final AtomicLong uses = new AtomicLong();
  private List<String> needs = List.of();

  private PythonWorker(PythonProgram program, WorkerFolder folder, JsonProcess process) {
    this.program = program;
    this.folder = folder;
    this.process = process;
  }

  /**
   * Starts a process and has it load the function.
   *
   * @throws InputException if there is no Python, or it cannot load the function
   */
  static PythonWorker start(PythonProgram program) {
    WorkerFolder folder = WorkerFolder.create(program);
    PythonWorker worker;
    try {
      worker =
          new PythonWorker(
              program, folder, JsonProcess.start(program.files().name(), folder.process(program)));
    } catch (IOException e) {
      folder.delete();
      throw new InputException(
          "cannot start '%s' (%s): install Python 3.9 or newer, or name it in option 'python'"
              .formatted(program.python(), JsonProcess.reason(e)),
          e);
    }
    try {
      JsonNode hello = worker.exchange(Optional.empty(), "while it loaded the file");
      if (hello.hasNonNull("error")) {
        throw new InputException(program.files().name() + " " + hello.path("error").asText());
      }
      List<String> needs = new ArrayList<>();
      hello.path("needs").forEach(name -> needs.add(name.asText()));
      worker.needs = List.copyOf(needs);
      return worker;
    } catch (RuntimeException e) {
      worker.close();
      throw e;
    }
  }

  /**
   * Asks the function.
   *
   * @param request what the protocol asks with
   * @param about what this is about, for messages
   * @return what the protocol answers with, or {@code error} with what the function did
   * @throws InputException if the process dies, or does not answer in time; it is of no use then
   */
  public JsonNode ask(JsonNode request, String about) {
    uses.incrementAndGet();
    return exchange(Optional.of(request), about);
  }

  private JsonNode exchange(Optional<JsonNode> request, String about) {
    try {
      return process.ask(request, program.limit());
    } catch (TimeoutException e) {
      throw new InputException(
          "%s gave no answer within %d s %s: raise option 'timeout-seconds', or see where it hangs"
              .formatted(program.described(), program.limit().toSeconds(), about));
    } catch (ProcessEndedException e) {
      throw new InputException(
          "the Python process of %s ended %s %s"
              .formatted(program.described(), about, e.getMessage()));
    }
  }

  /** The arguments that the function cannot be called without. */
  List<String> needs() {
    return needs;
  }

  /** How often it was asked. */
  long uses() {
    return uses.get();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Ends the process, whatever it is at, and those that it started. */
  @Override
  public void close() {
    process.close();
    folder.delete();
  }
}
