package dev.vireo.store.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.store.parquet.ChunkFile;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TemporaryNameTest {
  private static final long DAY = Duration.ofDays(1).toMillis();

  @Test
  void areHiddenAndNeverTheSame() {
    String name = TemporaryName.of("part-00007.parquet");
    assertThat(name).startsWith(".part-00007.parquet.").endsWith(".tmp");
    assertThat(TemporaryName.of("part-00007.parquet")).isNotEqualTo(name);
    assertThat(ChunkFile.chunkOf(name)).isEqualTo(-1);
  }

  @Test
  void areLeftOverOnceTheirWriterIsGone() throws Exception {
    String mine = TemporaryName.of("part-00007.parquet");
    assertThat(TemporaryName.isLeftover(mine, 10 * DAY)).isFalse();

    Process gone = new ProcessBuilder("true").start();
    gone.waitFor();
    String pid = "-" + ProcessHandle.current().pid() + "-";
    assertThat(TemporaryName.isLeftover(mine.replace(pid, "-" + gone.pid() + "-"), 0)).isTrue();
  }

  @Test
  void ofOtherHostsAreLeftOverAfterADay() {
    String foreign = "._manifest.json.node_7-4242-1.tmp";
    assertThat(TemporaryName.isLeftover(foreign, DAY / 2)).isFalse();
    assertThat(TemporaryName.isLeftover(foreign, 2 * DAY)).isTrue();
  }

  @Test
  void otherFilesAreNever() {
    assertThat(TemporaryName.isLeftover("part-00007.parquet", 10 * DAY)).isFalse();
    assertThat(TemporaryName.isLeftover(".hidden", 10 * DAY)).isFalse();
    assertThat(TemporaryName.isLeftover("_manifest.json", 10 * DAY)).isFalse();
  }
}
