package dev.vireo.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the launcher hands over to Java on machines that are set up otherwise. It runs as it is in
 * the checkout, from a folder that looks built, with a Java that prints what it was given.
 */
final class LauncherTest {
  private static final String JAVA =
      """
      #!/bin/sh
      printf 'charmap %s\\n' "$(locale charmap)"
      printf 'locale %s\\n' "${LC_ALL:-}"
      printf 'natives %s\\n' "${DJL_CACHE_DIR:-at home}"
      for argument; do printf 'argument %s\\n' "$argument"; done
      """;

  @TempDir private Path folder;

  @BeforeEach
  void build() throws IOException {
    Files.copy(Path.of("..", "vireo"), folder.resolve("vireo"));
    write("pom.xml", "");
    for (String module : List.of("data-schemas", "algorithms", "models", "jobs", "pipelines")) {
      write(module + "/pom.xml", "");
      Files.createDirectories(folder.resolve(module).resolve("src/main"));
    }
    write("pipelines/target/runtime-classpath", folder.toString());
    write("pipelines/target/provided-classpath", folder.toString());
    write("pipelines/target/vireo-pipelines-1.jar", "");
    write("pipelines/target/launcher-stamp", "");
    write("jdk/release", "JAVA_VERSION=\"17.0.1\"\n");
    write("jdk/bin/java", JAVA);
    assertThat(folder.resolve("jdk/bin/java").toFile().setExecutable(true)).isTrue();
  }

  /** Cron, plain containers, and a locale that is not installed. */
  @ParameterizedTest
  @ValueSource(strings = {"C", "POSIX", "xx_XX.ISO-8859-1", ""})
  void javaReadsArgumentsAsUtf8WhateverTheLocale(String locale) throws Exception {
    List<String> lines = launch(Map.of("LC_ALL", locale, "LANG", "C"), "--set", "a=b");
    assertThat(lines).contains("charmap UTF-8", "argument a=b");
  }

  @Test
  void aLocaleOfUtf8IsLeftAlone() throws Exception {
    assertThat(launch(Map.of("LC_ALL", "C.UTF-8"))).contains("locale C.UTF-8", "charmap UTF-8");
  }

  @Test
  void nativesAreUnpackedElsewhereWhereThereIsNoHome() throws Exception {
    String temporary = folder.toString();
    String home = folder.resolve("nowhere").toString();
    assertThat(launch(Map.of("HOME", home, "TMPDIR", temporary)))
        .anyMatch(line -> line.startsWith("natives " + temporary + "/vireo-natives-"));
    assertThat(launch(Map.of("HOME", home, "DJL_CACHE_DIR", "/given"))).contains("natives /given");
    assertThat(launch(Map.of("HOME", temporary))).contains("natives at home");
  }

  /** As unpacked on a machine that has Java and nothing else. */
  @Test
  void aPackagedFolderIsRunAsItIs() throws Exception {
    pack();
    write("packed/spark/spark.jar", "");
    String packed = folder.resolve("packed").toString();
    assertThat(launch("packed/vireo", 0, Map.of("SPARK_HOME", "/elsewhere"), "run"))
        .contains("argument -Dvireo.home=" + packed)
        .contains(
            "argument PACKED/vireo-pipelines.jar:PACKED/jars/a.jar:PACKED/jars/b.jar:PACKED/spark/spark.jar"
                .replace("PACKED", packed));
  }

  /** As in an image, which has Spark already. */
  @Test
  void aPackagedFolderWithoutSparkTakesThatOfSparkHome() throws Exception {
    pack();
    write("home/jars/spark.jar", "");
    String home = folder.resolve("home").toString();
    assertThat(launch("packed/vireo", 0, Map.of("SPARK_HOME", home), "run"))
        .anyMatch(line -> line.endsWith("b.jar:" + home + "/jars/spark.jar"));
    assertThat(launch("packed/vireo", 1, Map.of("SPARK_HOME", ""), "run"))
        .singleElement()
        .asString()
        .startsWith("vireo: there is no Spark in " + folder.resolve("packed/spark"))
        .contains("set SPARK_HOME");
  }

  @Test
  void helpStartsWithTheQuickCompilerOnly() throws Exception {
    String quick = "argument -XX:TieredStopAtLevel=1";
    for (String line : List.of("--help", "run --help", "--version", "completion bash")) {
      assertThat(launch("vireo", 0, Map.of(), line.split(" "))).as(line).contains(quick);
    }
    assertThat(launch("vireo", 0, Map.of())).contains(quick);
    assertThat(launch("vireo", 0, Map.of(), "run", "--helpless.yaml")).doesNotContain(quick);
  }

  private void pack() throws IOException {
    Files.createDirectories(folder.resolve("packed"));
    Files.copy(folder.resolve("vireo"), folder.resolve("packed/vireo"));
    for (String jar : List.of("vireo-pipelines.jar", "jars/a.jar", "jars/b.jar")) {
      write("packed/" + jar, "");
    }
  }

  private List<String> launch(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of("run"));
    line.addAll(List.of(arguments));
    return launch("vireo", 0, environment, line.toArray(String[]::new));
  }

  private List<String> launch(
      String launcher, int exitCode, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(folder.resolve(launcher).toString());
    builder.command().addAll(List.of(arguments));
    builder.environment().keySet().removeIf(name -> name.startsWith("LC_"));
    builder.environment().keySet().removeAll(List.of("LANG", "DJL_CACHE_DIR", "VIREO_JAVA_OPTS"));
    builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
    builder.environment().putAll(environment);
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(text).isEqualTo(exitCode);
    return text.lines().toList();
  }

  private void write(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
