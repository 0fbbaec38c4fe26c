package dev.vireo.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process of its own loads for {@code vireo adjust}: every class costs start-up time. */
final class AdjustStartTest {

  @TempDir Path folder;

  @Test
  void neitherSparkNorTheConfigurationIsLoaded() throws IOException, InterruptedException {
    Path in = Files.writeString(folder.resolve("in.jsonl"), "{\"rewards\":[0,1]}\n");
    Path out = folder.resolve("out.jsonl");
    Path classes = folder.resolve("classes.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:file=" + classes,
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Vireo.class.getName(),
                "adjust",
                in.toString(),
                "--output",
                out.toString())
            .inheritIO()
            .start();

    assertThat(process.waitFor()).isZero();
    assertThat(out).content().contains("\"adjusted\":[0.0,1.0]");
    List<String> loaded = Files.readAllLines(classes);
    assertThat(loaded)
        .anyMatch(line -> line.contains(" dev.vireo.pipelines.adjust.JsonLinesAdjuster "))
        .noneMatch(line -> line.contains(" org.apache.spark."))
        .noneMatch(line -> line.contains(" org.apache.logging."))
        .noneMatch(line -> line.contains(" ai.djl."))
        .noneMatch(line -> line.contains(" org.yaml."))
        .noneMatch(line -> line.contains(" com.fasterxml.jackson.databind."));
  }
}
