package dev.vireo.jobs.runtime.python;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.vireo.algorithms.InputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A Python process that has loaded a function. It is asked one thing at a time, a line of JSON each
 * way, on pipes that the function itself does not get to see.
 */
public final class PythonWorker implements AutoCloseable {
  /** Escapes what is not ASCII, and with it what a completion may hold and UTF-8 may not. */
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private static final long END_SECONDS = 2;

  private final PythonProgram program;
  private final WorkerFolder folder;
  private final Process process;
  private final OutputStream requests;
  private final BufferedReader replies;
  private final WorkerLog log;
  private final AtomicLong uses = new AtomicLong();
  private List<String> needs = List.of();

  private PythonWorker(PythonProgram program, WorkerFolder folder, Process process) {
    this.program = program;
    this.folder = folder;
    this.process = process;
    requests = process.getOutputStream();
    replies =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    log = WorkerLog.of(program.files().name(), process.getErrorStream());
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
      worker = new PythonWorker(program, folder, folder.process(program).start());
    } catch (IOException e) {
      folder.delete();
      throw new InputException(
          "cannot start '%s' (%s): install Python 3.9 or newer, or name it in option 'python'"
              .formatted(program.python(), reason(e)),
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

  /** What the system says, without the command that Java repeats before it. */
  private static String reason(IOException e) {
    String message = String.valueOf(e.getMessage());
    return message.substring(message.lastIndexOf(", ") + 1).strip();
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
    FutureTask<Optional<String>> exchange =
        new FutureTask<>(
            () -> {
              if (request.isPresent()) {
                requests.write(JSON.writeValueAsBytes(request.get()));
                requests.write('\n');
                requests.flush();
              }
              return Optional.ofNullable(replies.readLine());
            });
    Thread thread = new Thread(exchange, "vireo-python");
    thread.setDaemon(true);
    thread.start();
    try {
      String reply =
          exchange
              .get(program.limit().toMillis(), TimeUnit.MILLISECONDS)
              .orElseThrow(() -> died(about));
      return JSON.readTree(reply);
    } catch (TimeoutException e) {
      throw new InputException(
          "%s gave no answer within %d s %s: raise option 'timeout-seconds', or see where it hangs"
              .formatted(program.described(), program.limit().toSeconds(), about));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException) {
        throw died(about);
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while a Python function was called", e);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("The process answered with something that is not JSON", e);
    }
  }

  private InputException died(String about) {
    String code;
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        close();
      }
      code = ended(process.waitFor());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      code = "interrupted";
    }
    return new InputException(
        "the Python process of %s ended %s (%s); %s"
            .formatted(program.described(), about, code, log.last()));
  }

  private static String ended(int code) {
    return "exit code "
        + code
        + switch (code) {
          case 137 -> ", killed, such as for its memory";
          case 139 -> ", crashed";
          default -> "";
        };
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
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    folder.delete();
  }
}
