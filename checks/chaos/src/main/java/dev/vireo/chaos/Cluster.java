package dev.vireo.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Executors in processes of their own: Spark's {@code local-cluster}, a master and workers within
 * the driver's process, which start executors as those of a standalone cluster do.
 */
final class Cluster {

  private Cluster() {}

  /**
   * A driver's options for two executors of one core each.
   *
   * @param folder for what Spark itself writes
   */
  static Options options(Workshop workshop, Path folder) throws IOException {
    Path home = Files.createDirectories(folder.resolve("spark"));
    Files.createDirectories(home.resolve("jars"));
    Path target = workshop.root().resolve("pipelines/target");
    String jars;
    try (Stream<Path> built = Files.list(target)) {
      jars =
          built
              .map(Path::toString)
              .filter(file -> file.matches(".*/vireo-pipelines-.*\\.jar"))
              .findFirst()
              .orElseThrow();
    }
    for (String list : List.of("runtime-classpath", "provided-classpath")) {
      jars += ":" + Files.readString(target.resolve(list)).strip();
    }
    return Options.LOCAL
        .property("spark.master", "local-cluster[2,1,1024]")
        .property("spark.executor.memory", "512m")
        .property("spark.executor.extraClassPath", jars + ":" + workshop.classpath())
        .property("spark.executor.defaultJavaOptions", executorJava(workshop))
        // Whoever stops these processes for a while has not killed them.
        .property("spark.worker.timeout", "7200")
        .variable("SPARK_HOME", home.toString())
        .variable("SPARK_SCALA_VERSION", "2.13")
        .variable("SPARK_LOCAL_IP", "127.0.0.1");
  }

  /** What the documented settings for a standalone cluster give executors. */
  private static String executorJava(Workshop workshop) throws IOException {
    Path defaults = workshop.root().resolve("conf/spark-defaults-standalone.conf");
    String setting = "spark.executor.defaultJavaOptions";
    return Files.readAllLines(defaults).stream()
            .filter(line -> line.startsWith(setting))
            .findFirst()
            .orElseThrow()
            .substring(setting.length())
            .strip()
        + " -XX:TieredStopAtLevel=1";
  }
}
