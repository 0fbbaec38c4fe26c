package dev.vireo.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.pipelines.grpo.OwnJava;
import dev.vireo.pipelines.grpo.TinyRun;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes that a real signal stops, at an event that they report. */
final class StopSignalsIT {

  private static final String SUBMIT = "org.apache.spark.deploy.SparkSubmit";

  @TempDir Path folder;

  @Test
  void aStoppedRunSaysWhereItWasAndGoesOn() throws Exception {
    String interrupt = ignoresInterrupts() ? "TERM" : "INT";
    Path yaml = TinyRun.write(folder);
    List<String> run = new ArrayList<>(List.of("run", yaml.toString(), "--log-format", "json"));
    run.addAll(List.of("--set", "run='" + folder.resolve("run") + "'"));
    run.addAll(List.of("--set", "evaluation.every=1"));

    stops(
        java(Vireo.class.getName(), run),
        started("fine-tune-policy"),
        interrupt,
        interrupt.equals("INT") ? 130 : 143,
        "stopped at fine-tuning step 0 of 2; the same command continues from the last saved step");
    List<String> submitted = new ArrayList<>(List.of("--master", "local[2]"));
    submitted.addAll(List.of("--class", Vireo.class.getName(), "spark-internal"));
    submitted.addAll(run);
    stops(
        java(SUBMIT, submitted),
        started("collect-rollouts"),
        "TERM",
        143,
        "stopped at iteration 1 of 2; the same command continues from there");
    stops(
        java(Vireo.class.getName(), run),
        "\"event\":\"iteration-finished\",\"iteration\":1,",
        interrupt,
        interrupt.equals("INT") ? 130 : 143,
        "stopped at iteration 1 of 2; the same command continues from there");

    Process last = java(Vireo.class.getName(), run);
    last.getErrorStream().readAllBytes();
    assertThat(text(last.getInputStream())).contains("best model", "last model");
    assertThat(last.waitFor()).isZero();
  }

  @Test
  void aCommandWithoutSparkIsStoppedAsQuietly() throws Exception {
    Path out = folder.resolve("out.jsonl");
    Process process =
        java(Vireo.class.getName(), List.of("adjust", "-", "--output", out.toString()));
    try (OutputStream in = process.getOutputStream()) {
      // A bad line is reported at once: the command is at work.
      in.write("nothing\n".getBytes(StandardCharsets.UTF_8));
      in.flush();
      BufferedReader err = reader(process.getErrorStream());
      assertThat(err.readLine()).startsWith("vireo: standard input line 1: ");
      signal(process, "TERM");
      assertThat(err.lines().toList()).containsExactly("vireo: stopped");
      assertThat(process.waitFor()).isEqualTo(143);
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aPieceThatIsMeasuredIsGoneWhenItIsStopped() throws Exception {
    Path yaml = TinyRun.write(folder);
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    List<String> plan = new ArrayList<>(List.of("plan", yaml.toString(), "--measure"));
    plan.addAll(List.of("--set", "run='" + folder.resolve("run") + "'"));
    try (WatchService watch = temporary.getFileSystem().newWatchService()) {
      temporary.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
      Process process = java(Vireo.class.getName(), plan, "-Djava.io.tmpdir=" + temporary);
      while (pieces(temporary).isEmpty()) {
        assertThat(process.isAlive()).isTrue();
        watch.poll(1, TimeUnit.SECONDS);
      }
      signal(process, "TERM");
      assertThat(text(process.getErrorStream())).contains("vireo: stopped");
      assertThat(process.waitFor()).isEqualTo(143);
    }
    assertThat(pieces(temporary)).isEmpty();
    assertThat(folder.resolve("run")).doesNotExist();
  }

  private static List<Path> pieces(Path temporary) throws IOException {
    try (Stream<Path> files = Files.list(temporary)) {
      return files.filter(file -> file.getFileName().toString().startsWith("vireo")).toList();
    }
  }

  /** Waits for an event, sends the signal, and holds what becomes of the process. */
  private static void stops(
      Process process, String event, String signal, int exitCode, String message)
      throws IOException, InterruptedException {
    BufferedReader err = reader(process.getErrorStream());
    String line = err.readLine();
    while (line != null && !line.contains(event)) {
      line = err.readLine();
    }
    assertThat(line).as("an event %s", event).isNotNull();
    signal(process, signal);
    List<String> after = err.lines().filter(each -> !each.contains("\"event\":")).toList();
    assertThat(after)
        .singleElement()
        .asString()
        .endsWith("\"level\":\"warn\",\"message\":\"" + message + "\"}");
    assertThat(text(process.getInputStream())).isEmpty();
    assertThat(process.waitFor()).isEqualTo(exitCode);
  }

  /**
   * Whether this process and so those that it starts ignore SIGINT, as jobs do that a script has
   * put into the background; Java leaves that as it is.
   */
  private static boolean ignoresInterrupts() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("SigIgn:"))
          .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
          .anyMatch(ignored -> (ignored & 0b10) != 0);
    }
  }

  private static String started(String stage) {
    return "\"event\":\"stage-started\",\"stage\":\"" + stage + "\"";
  }

  private static void signal(Process process, String name)
      throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  private static BufferedReader reader(InputStream stream) {
    return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
  }

  private static String text(InputStream stream) throws IOException {
    return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
  }

  private static Process java(String main, List<String> arguments, String... options)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of(options));
    all.add("-Dlog4j2.configurationFile=" + Path.of("..", "conf", "log4j2.properties"));
    List<String> command = OwnJava.command(all.toArray(String[]::new));
    command.add(main);
    command.addAll(arguments);
    return new ProcessBuilder(command).start();
  }
}
