package dev.vireo.store.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunRecordTest {
  private static final RunRecord DEMO =
      RunRecord.of(Map.of("algorithm", "grpo", "rollouts", Map.of("group-size", 8)));

  @TempDir Path folder;
  private RunDirectory run;

  @BeforeEach
  void open() {
    run = RunDirectory.at(folder);
  }

  @Test
  void theLatestConfigurationIsRecorded() {
    assertThat(RunRecord.read(run)).isEmpty();
    DEMO.write(run);
    assertThat(RunRecord.read(run)).contains(DEMO);
    RunRecord other = RunRecord.of(Map.of("algorithm", "grpovi"));
    other.write(run);
    assertThat(RunRecord.read(run)).contains(other);
    assertThat(run.list("")).containsExactly(RunRecord.FILE);
  }

  @Test
  void theSameConfigurationIsNotWrittenAgain() throws IOException {
    DEMO.write(run);
    Path file = folder.resolve(RunRecord.FILE);
    FileTime longAgo = FileTime.fromMillis(1_000_000);
    Files.setLastModifiedTime(file, longAgo);
    DEMO.write(run);
    assertThat(Files.getLastModifiedTime(file)).isEqualTo(longAgo);
  }

  @Test
  void aDamagedFileSaysSoToWhoeverNeedsItAndIsReplacedByARun() throws IOException {
    Files.writeString(folder.resolve(RunRecord.FILE), "{\"configuration\": {");
    assertThatThrownBy(() -> RunRecord.read(run))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("run.json is damaged");
    assertThat(RunRecord.find(run)).isEmpty();
    DEMO.write(run);
    assertThat(RunRecord.read(run)).contains(DEMO);
  }
}
