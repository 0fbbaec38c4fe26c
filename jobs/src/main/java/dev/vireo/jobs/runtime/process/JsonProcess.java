package dev.vireo.jobs.runtime.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process that is asked one thing at a time, a line of JSON each way, on its standard input and
 * output; what it prints to its standard error is logged. For one thread at a time.
 */
public final class JsonProcess implements AutoCloseable {
  /** Escapes what is not ASCII, and with it what a text may hold and UTF-8 may not. */
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private static final long END_SECONDS = 2;

  private final String name;
  private final Process process;
  private final OutputStream requests;
  private final BufferedReader replies;
  private final ProcessLog log;

  private JsonProcess(String name, Process process) {
    this.name = name;
    this.process = process;
    requests = process.getOutputStream();
    replies =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    log = ProcessLog.of(name, process.getErrorStream());
  }

  /**
   * Starts a process.
   *
   * @param name what its lines in the log, and its thread here, are called by
   * @throws IOException if there is no such program; {@link #reason} has its message
   */
  public static JsonProcess start(String name, ProcessBuilder program) throws IOException {
    return new JsonProcess(name, program.start());
  }

  /** What the system says, without the command that Java repeats before it. */
  public static String reason(IOException e) {
    String message = String.valueOf(e.getMessage());
    return message.substring(message.lastIndexOf(", ") + 1).strip();
  }

  /**
   * Asks.
   *
   * @param request a line that is sent; empty: the process speaks by itself
   * @param limit how long it may take
   * @return its line
   * @throws ProcessEndedException if there is none, as the process has ended
   * @throws TimeoutException if there is none in time; the process is of no use then
   */
  public JsonNode ask(Optional<JsonNode> request, Duration limit)
      throws ProcessEndedException, TimeoutException {
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
    Thread thread = new Thread(exchange, "vireo-" + name);
    thread.setDaemon(true);
    thread.start();
    try {
      Optional<String> reply = exchange.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      if (reply.isEmpty()) {
        throw ended();
      }
      return JSON.readTree(reply.get());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException) {
        throw ended();
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while " + name + " was asked", e);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(name + " answered with something that is not JSON", e);
    }
  }

  private ProcessEndedException ended() {
    String code;
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        close();
      }
      code = words(process.waitFor());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      code = "interrupted";
    }
    return new ProcessEndedException("(%s); %s".formatted(code, log.last()));
  }

  private static String words(int code) {
    return "exit code "
        + code
        + switch (code) {
          case 137 -> ", killed, such as for its memory";
          case 139 -> ", crashed";
          default -> "";
        };
  }

  /** Whether it runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Ends the process, whatever it is at, and those that it started. */
  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
