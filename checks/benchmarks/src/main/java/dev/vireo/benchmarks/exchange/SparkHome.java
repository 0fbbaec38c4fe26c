package dev.vireo.benchmarks.exchange;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileUtil;

/**
 * What Spark takes for its installation, so that it starts executors as processes; all jars come
 * from this program's own class path.
 *
 * @param folder deleted at the end
 */
record SparkHome(Path folder) implements AutoCloseable {
  private static final String SCALA = "2.13";

  static SparkHome make() throws IOException {
    Path folder = Files.createTempDirectory("vireo-exchange-");
    Files.createDirectory(folder.resolve("jars"));
    Files.createFile(folder.resolve("RELEASE"));
    return new SparkHome(folder);
  }

  /** Measures a combination in a driver process of its own. */
  List<Repetition> run(Cell cell) throws IOException, InterruptedException {
    Path log = folder.resolve("driver.log");
    ProcessBuilder builder =
        new ProcessBuilder(command(cell)).redirectError(log.toFile()).directory(folder.toFile());
    builder.environment().put("SPARK_HOME", folder.toString());
    builder.environment().put("SPARK_SCALA_VERSION", SCALA);
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    Process process = builder.start();
    List<Repetition> measured = new ArrayList<>();
    Thread ending = new Thread(process::destroy);
    Runtime.getRuntime().addShutdownHook(ending);
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        measured.add(Repetition.of(line));
      }
    }
    if (process.waitFor() != 0) {
      throw new IllegalStateException(cell + " failed:\n" + Files.readString(log));
    }
    Runtime.getRuntime().removeShutdownHook(ending);
    return measured;
  }

  private List<String> command(Cell cell) throws IOException {
    String classPath = System.getProperty("java.class.path");
    List<String> options = options();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add("-Xmx" + cell.driverMebibytes() + "m");
    int memory = cell.executorMebibytes();
    setting(command, "spark.master", "local-cluster[%d,1,%d]".formatted(cell.executors(), memory));
    setting(command, "spark.executor.memory", memory + "m");
    setting(command, "spark.executor.extraClassPath", classPath);
    setting(
        command,
        "spark.executor.extraJavaOptions",
        options.stream().collect(Collectors.joining(" ")));
    setting(command, "spark.scheduler.minRegisteredResourcesRatio", "1");
    // Else the first executor to come would get more than one shard of the step that warms up.
    setting(command, "spark.scheduler.maxRegisteredResourcesWaitingTime", "120s");
    // What clusters have; SparkSessions raises it where driver and executor are one process.
    setting(command, "spark.task.maxDirectResultSize", "1m");
    // Plain reads and writes, which the kernel counts.
    setting(command, "spark.io.mode.default", "NIO");
    setting(command, "spark.local.dir", folder.resolve("local").toString());
    command.addAll(List.of("-cp", classPath, ExchangeProcess.class.getName()));
    command.addAll(cell.arguments());
    return command;
  }

  /** Those of this process: conf/jvm.options and where the log goes, but not the heap. */
  private static List<String> options() {
    return java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> !option.startsWith("-Xm") && !option.startsWith("-XX:MaxRAM"))
        .toList();
  }

  private static void setting(List<String> command, String key, String value) {
    command.add("-D" + key + "=" + value);
  }

  @Override
  public void close() {
    FileUtil.fullyDelete(folder.toFile());
  }
}
