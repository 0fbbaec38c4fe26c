package dev.vireo.pipelines.grpo;

import dev.vireo.pipelines.cli.Vireo;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Java processes of a test's own, which live for seconds: with the compiler that pays off then, and
 * with classes from an archive (JEP 350), as reading and verifying Spark's takes half of their
 * time.
 */
public final class OwnJava {

  private static final Path FOLDER = Path.of("target", "own-java");
  private static final Path ARCHIVE = FOLDER.resolve("classes.jsa");

  private OwnJava() {}

  /** How to start one; a main class and its arguments follow. */
  public static List<String> command(String... options) throws IOException, InterruptedException {
    List<String> jars = new ArrayList<>();
    List<String> folders = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      (entry.endsWith(".jar") ? jars : folders).add(entry);
    }
    List<String> command = java();
    command.addAll(List.of(options));
    if (hasArchive(jars)) {
      // Where it does not fit it is not used, and nobody needs to hear of it.
      command.addAll(List.of("-XX:SharedArchiveFile=" + ARCHIVE, "-Xlog:disable"));
    }
    // An archive is of jars, and these come first.
    jars.addAll(folders);
    command.addAll(List.of("-cp", String.join(File.pathSeparator, jars)));
    return command;
  }

  private static List<String> java() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + Path.of("..", "conf", "jvm.options"));
    command.addAll(List.of("-Xmx1g", "-XX:TieredStopAtLevel=1"));
    return command;
  }

  /** Whether there is one, made by whichever process of tests is the first to want it. */
  private static synchronized boolean hasArchive(List<String> jars)
      throws IOException, InterruptedException {
    if (jars.stream()
        .noneMatch(jar -> Path.of(jar).getFileName().toString().matches("vireo-pipelines-.*"))) {
      // Classes that an IDE has compiled into folders cannot be in it.
      return false;
    }
    Files.createDirectories(FOLDER);
    try (FileChannel channel =
            FileChannel.open(
                FOLDER.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock ignored = channel.lock()) {
      if (!isCurrent(jars)) {
        make(jars);
      }
      return Files.exists(ARCHIVE);
    }
  }

  private static boolean isCurrent(List<String> jars) {
    long made = ARCHIVE.toFile().lastModified();
    return jars.stream().allMatch(jar -> new File(jar).lastModified() < made);
  }

  /** By a run to its end, with the classes that runs load. */
  private static void make(List<String> jars) throws IOException, InterruptedException {
    Files.deleteIfExists(ARCHIVE);
    Path folder = Files.createTempDirectory(FOLDER.toAbsolutePath(), "run-");
    Path yaml = TinyRun.write(folder);
    List<String> command = java();
    command.addAll(List.of("-XX:ArchiveClassesAtExit=" + ARCHIVE, "-Dspark.master=local[2]"));
    command.addAll(List.of("-cp", String.join(File.pathSeparator, jars)));
    command.addAll(List.of(Vireo.class.getName(), "run", yaml.toString()));
    command.addAll(List.of("--set", "run='" + folder.resolve("run") + "'"));
    command.addAll(List.of("--set", "iterations=1", "--set", "update.objective.beta=0.1"));
    new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(FOLDER.resolve("log").toFile())
        .start()
        .waitFor();
  }
}
