package dev.vireo.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where faults are provoked: the data, drivers, and what an undisturbed run comes to. Each fault
 * has a folder of its own.
 */
final class Workshop {

  private static final int ROWS = 1100;

  private final Path root;
  private final Path work;
  private final Path folder;
  private final long seed;
  private final String classpath;
  private final Shared shared;

  /** What faults need not make again. */
  private static final class Shared {
    private Undisturbed undisturbed;
    private int drivers;
  }

  /**
   * A run that nothing happened to.
   *
   * @param run its directory
   * @param bytes what it came to
   * @param begin processor time the driver had used when its first stage began
   * @param end processor time it had used when it ended
   */
  record Undisturbed(Path run, Map<String, String> bytes, Duration begin, Duration end) {}

  private Workshop(Path root, Path work, Path folder, long seed, String classpath, Shared shared) {
    this.root = root;
    this.work = work;
    this.folder = folder;
    this.seed = seed;
    this.classpath = classpath;
    this.shared = shared;
  }

  /**
   * Makes the data.
   *
   * @param root the checkout
   * @param work an empty folder
   * @param seed decides when and where faults strike
   * @param classpath of this program, which drivers need too
   */
  static Workshop open(Path root, Path work, long seed, String classpath)
      throws IOException, InterruptedException {
    Workshop workshop = new Workshop(root, work, work, seed, classpath, new Shared());
    Path whole = work.resolve("whole");
    workshop.command(Options.LOCAL, "demo", "--data", whole.toString()).end().done();
    Path data = Files.createDirectory(work.resolve("data"));
    for (String file : List.of("prompts.jsonl", "clean.jsonl")) {
      List<String> lines = Files.readAllLines(whole.resolve(file));
      Files.write(data.resolve(file), lines.subList(0, ROWS));
    }
    RunFiles.delete(whole);
    return workshop;
  }

  /** The same with a folder of a fault's own. */
  Workshop of(Fault fault) throws IOException {
    Path own = Files.createDirectories(work.resolve(fault.name()));
    return new Workshop(root, work, own, seed, classpath, shared);
  }

  /** A folder for what a fault writes. */
  Path folder() {
    return folder;
  }

  /** Decides when and where faults strike. */
  long seed() {
    return seed;
  }

  /** The checkout. */
  Path root() {
    return root;
  }

  /** Of this program, which drivers need too. */
  String classpath() {
    return classpath;
  }

  /** Says how far a fault is. */
  void say(String format, Object... values) {
    System.err.printf("  %s: %s%n", folder.getFileName(), String.format(format, values));
  }

  /** A run that nothing happens to, made once. */
  Undisturbed undisturbed() throws IOException, InterruptedException {
    if (shared.undisturbed == null) {
      shared.undisturbed = undisturbed(work.resolve("undisturbed"), Options.LOCAL);
    }
    return shared.undisturbed;
  }

  private Undisturbed undisturbed(Path run, Options options)
      throws IOException, InterruptedException {
    Driver driver = start(run, options.json());
    Optional<Duration> begin = driver.works();
    Duration end = Duration.ZERO;
    while (driver.isAlive()) {
      end = driver.processorTime().orElse(end);
      driver.reaches(end.plusMillis(10));
    }
    driver.end().done();
    return new Undisturbed(run, RunFiles.bytes(run), begin.orElseThrow(), end);
  }

  /** Starts a driver on a run directory; the same command, whether it is there or not. */
  Driver start(Path run, Options options, String... settings) throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("run", root.resolve("checks/chaos/chaos.yaml").toString()));
    arguments.addAll(List.of("--log-format", options.logFormat()));
    Path data = work.resolve("data");
    List<String> set = new ArrayList<>();
    set.add("run='" + run + "'");
    set.add("prompts.path='" + data.resolve("prompts.jsonl") + "'");
    set.add("sft.0.demonstrations.path='" + data.resolve("clean.jsonl") + "'");
    set.addAll(List.of(settings));
    for (String setting : set) {
      arguments.addAll(List.of("--set", setting));
    }
    return command(options, arguments.toArray(String[]::new));
  }

  /** {@code vireo verify} on a run directory. */
  Driver.Ended verify(Path run) throws IOException, InterruptedException {
    return command(Options.LOCAL, "verify", run.toString()).end();
  }

  /** Names of the prompts that are not held out. */
  List<String> trainingPrompts() throws IOException {
    try (Stream<String> lines = Files.lines(work.resolve("data/prompts.jsonl"))) {
      return lines
          .filter(line -> line.contains("\"train\""))
          .map(line -> line.replaceFirst(".*\"id\" *: *\"([^\"]+)\".*", "$1"))
          .toList();
    }
  }

  private Driver command(Options options, String... arguments) throws IOException {
    int number = ++shared.drivers;
    Path java = folder.resolve("driver-" + number + ".options");
    Files.write(java, options.java());
    List<String> command = new ArrayList<>();
    command.add(root.resolve("vireo").toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    Map<String, String> environment = builder.environment();
    environment.put("VIREO_JAVA_OPTS", "@" + java);
    environment.put("VIREO_CLASSPATH", classpath);
    environment.putAll(options.environment());
    return Driver.start(builder, folder.resolve("driver-" + number));
  }
}
