package dev.vireo.pipelines.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Drivers and executors on a cluster start with the options that everything is tested with. */
final class SparkDefaultsTest {

  private static final Path CONF = Path.of("..", "conf");

  @ParameterizedTest
  @ValueSource(strings = {"standalone", "yarn", "kubernetes"})
  void theOptionsAreThoseOfTheLauncher(String cluster) throws IOException {
    List<String> options =
        Files.readAllLines(CONF.resolve("jvm.options")).stream()
            .filter(line -> !line.startsWith("#"))
            .toList();
    List<String> sparksOwn = List.of(JavaModuleOptions.defaultModuleOptionArray());
    Properties settings = new Properties();
    // The same reader that spark-submit has.
    try (Reader file =
        Files.newBufferedReader(CONF.resolve("spark-defaults-" + cluster + ".conf"))) {
      settings.load(file);
    }
    for (String process : List.of("driver", "executor")) {
      String given = settings.getProperty("spark." + process + ".defaultJavaOptions");
      assertThat(options)
          .as(process)
          .filteredOn(option -> !given.contains(option))
          .allSatisfy(option -> assertThat(sparksOwn).contains(option));
      assertThat(options).containsAll(List.of(given.strip().split(" +")));
      // Left to whoever submits.
      assertThat(settings).doesNotContainKey("spark." + process + ".extraJavaOptions");
    }
  }
}
