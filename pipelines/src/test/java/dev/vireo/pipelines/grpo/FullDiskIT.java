package dev.vireo.pipelines.grpo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vireo.pipelines.cli.Console;
import dev.vireo.pipelines.cli.Vireo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run whose disk is full, again and again, until there is room. The disk is a file system in
 * memory, which takes root to mount: for anybody else the test is skipped.
 */
final class FullDiskIT {

  private static final int DISK_BYTES = 64 << 20;
  private static final int BLOCK_BYTES = 4096;

  @TempDir static Path folder;

  private Path disk;
  private boolean mounted;

  @BeforeEach
  void mount() throws Exception {
    disk = Files.createDirectory(folder.resolve("disk"));
    mounted =
        succeeds("mount", "-t", "tmpfs", "-o", "size=" + DISK_BYTES, "tmpfs", disk.toString());
    assumeTrue(mounted, "only root can mount a small file system");
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      assertThat(succeeds("umount", "-l", disk.toString())).isTrue();
    }
  }

  @AfterAll
  static void clear() {
    System.clearProperty("spark.master");
  }

  @Test
  void aRunGoesOnOnceThereIsRoom() throws Exception {
    System.setProperty("spark.master", "local[2]");
    Path yaml = TinyRun.write(folder);
    Path whole = folder.resolve("whole-run");
    assertThat(run(yaml, whole).exitCode()).isZero();
    Map<String, String> expected = RunFiles.hashes(whole);
    long needed = blocks(whole);
    assertThat(needed).isLessThan(DISK_BYTES / 2);

    Path run = disk.resolve("run");
    for (int percent : List.of(2, 30, 60, 90)) {
      leave(needed * percent / 100);
      Ended full = run(yaml, run);
      assertThat(full.exitCode()).as(full.err()).isEqualTo(1);
      assertThat(full.err().lines().filter(line -> line.startsWith("vireo: ")))
          .singleElement()
          .asString()
          .matches(
              "vireo: No space left on device to write "
                  + run
                  + "/\\S+: free some space and run again; every finished chunk is kept");
      assertThat(full.err()).doesNotContain("Exception", "\tat ");
      assertThat(expected).as("%d %%", percent).containsAllEntriesOf(published(run));
    }
    assertThat(published(run)).containsKey("rollouts/iteration=1/part-00000.parquet");

    Files.delete(disk.resolve("ballast"));
    Ended done = run(yaml, run);
    assertThat(done.exitCode()).as(done.err()).isZero();
    assertThat(RunFiles.hashes(run)).isEqualTo(expected);
  }

  private record Ended(int exitCode, String err) {}

  private static Ended run(Path yaml, Path run) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            InputStream.nullInputStream(),
            new ByteArrayOutputStream(),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    int exitCode = Vireo.execute(console, "run", yaml.toString(), "--set", "run='" + run + "'");
    return new Ended(exitCode, err.toString(StandardCharsets.UTF_8));
  }

  /** All files but hidden ones, which tasks that are cancelled may still be writing. */
  private static Map<String, String> published(Path run) throws IOException {
    Map<String, String> published = RunFiles.hashes(run);
    published.keySet().removeIf(file -> ("/" + file).contains("/."));
    return published;
  }

  /** Fills the disk, but for {@code bytes} and what the run has already written. */
  private void leave(long bytes) throws IOException {
    long ballast = DISK_BYTES - bytes;
    try (OutputStream out = Files.newOutputStream(disk.resolve("ballast"))) {
      byte[] block = new byte[BLOCK_BYTES];
      for (long written = 0; written < ballast; written += BLOCK_BYTES) {
        out.write(block);
      }
    }
  }

  private static long blocks(Path run) throws IOException {
    long blocks = 0;
    try (Stream<Path> files = Files.walk(run)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        blocks += (Files.size(file) + BLOCK_BYTES - 1) / BLOCK_BYTES;
      }
    }
    return blocks * BLOCK_BYTES;
  }

  private static boolean succeeds(String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
