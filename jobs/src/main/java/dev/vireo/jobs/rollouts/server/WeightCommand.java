package dev.vireo.jobs.rollouts.server;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.http.Requests;
import dev.vireo.jobs.runtime.http.ServerFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program of the user's that brings weights to a server. */
final class WeightCommand {

  private final Requests requests;

  WeightCommand(Requests requests) {
    this.requests = requests;
  }

  /**
   * Runs it to its end; what it prints is shown only if it fails, and then its last line.
   *
   * @throws InputException if it cannot be started, takes too long, or ends with another code than
   *     0
   */
  void run(List<String> command, WeightSettings settings) throws InterruptedException {
    String name = "The command of rollouts.server.weights, " + command.get(0) + ",";
    Path output = null;
    try {
      output = Files.createTempFile("vireo-weights", ".log");
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      process.getOutputStream().close();
      await(process, name, settings.timeoutSeconds());
      if (process.exitValue() != 0) {
        throw requests.failure(
            name + " ended with " + process.exitValue() + " (" + lastLine(output) + ")");
      }
    } catch (IOException e) {
      throw requests.failure(
          name + " cannot be run (" + ServerFailure.line(String.valueOf(e.getMessage())) + ")");
    } finally {
      delete(output);
    }
  }

  private void await(Process process, String name, int seconds) throws InterruptedException {
    boolean ended = false;
    try {
      ended = process.waitFor(seconds, TimeUnit.SECONDS);
    } finally {
      if (!ended) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    }
    if (!ended) {
      throw requests.failure(name + " took more than " + seconds + " s: raise its timeout-seconds");
    }
  }

  private static String lastLine(Path output) throws IOException {
    String text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
    String last = text.lines().filter(line -> !line.isBlank()).reduce("", (a, b) -> b);
    return last.isEmpty() ? "it printed nothing" : ServerFailure.line(last);
  }

  private static void delete(Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // A small file in the folder for temporary ones.
    }
  }
}
