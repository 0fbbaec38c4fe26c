package dev.vireo.jobs.runtime.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.jobs.testing.TestSpark;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.manifest.Manifest;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.run.RunDirectory;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One core, two cores, or killed and resumed: the same files. */
class SameBytesIT {
  private static final ConcurrentSkipListSet<Integer> COMPUTED = new ConcurrentSkipListSet<>();

  @TempDir Path folder;

  @Test
  void oneCoreTwoCoresAndAKilledRunEndInTheSameBytes() throws Exception {
    Manifest alone = run("local[1]", "alone");
    Map<String, String> files = files("alone");
    assertThat(files).hasSize(SampleStage.CHUNKS);

    assertThat(run("local[2]", "two")).isEqualTo(alone);
    assertThat(files("two")).isEqualTo(files);

    killed("killed");
    Map<String, String> left = files("killed");
    assertThat(left.keySet()).doesNotContain("part-00005.parquet");
    assertThat(folder.resolve("killed/manifests")).doesNotExist();
    assertThat(left.keySet()).as("a half-written file").anyMatch(name -> name.startsWith("."));
    List<String> finished = new ArrayList<>(left.keySet());
    finished.removeIf(name -> name.startsWith("."));
    assertThat(finished).isNotEmpty();

    COMPUTED.clear();
    assertThat(run("local[2]", "killed")).isEqualTo(alone);
    assertThat(files("killed")).isEqualTo(files);
    assertThat(COMPUTED).hasSize(SampleStage.CHUNKS - finished.size()).contains(5);
  }

  private Manifest run(String master, String name) throws IOException {
    try (SparkSession session = TestSpark.session(master)) {
      return SampleStage.run(
              TestSpark.context(session),
              RunDirectory.at(folder.resolve(name)),
              SameBytesIT::compute)
          .manifest();
    }
  }

  private static ChunkResult<Rollout> compute(int index, Integer chunk) {
    COMPUTED.add(index);
    return SampleStage.compute(index, chunk);
  }

  /** Runs the stage in a Java of its own until it dies. */
  private void killed(String name) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + Path.of("..", "conf", "jvm.options").toRealPath());
    // Short-lived: the slower compiler is the one that pays off.
    command.addAll(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(SampleStage.class.getName());
    command.add(folder.resolve(name).toString());
    File log = folder.resolve("log").toFile();
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start();
    assertThat(process.waitFor()).as("%s", log).isEqualTo(137);
  }

  /** Bytes of every file of the dataset. */
  private Map<String, String> files(String name) throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder.resolve(name).resolve("rollouts/iteration=1"))) {
      for (Path file : files.toList()) {
        all.put(file.getFileName().toString(), HexFormat.of().formatHex(Files.readAllBytes(file)));
      }
    }
    return all;
  }
}
