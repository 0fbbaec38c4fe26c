package dev.vireo.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunIdentityTest {
  private static final RunIdentity DEMO =
      RunIdentity.of(Map.of("algorithm", "grpo", "rollouts", Map.of("group-size", 8)));

  @TempDir Path folder;
  private RunDirectory run;

  @BeforeEach
  void open() {
    run = RunDirectory.at(folder);
  }

  @Test
  void aDirectoryBelongsToWhoeverClaimsItFirst() {
    assertThat(RunIdentity.read(run)).isEmpty();
    DEMO.claim(run);
    assertThat(RunIdentity.read(run)).contains(DEMO);
    assertThatCode(() -> DEMO.claim(run)).doesNotThrowAnyException();
  }

  @Test
  void anotherConfigurationIsToldWhatDiffers() {
    DEMO.claim(run);
    RunIdentity other =
        RunIdentity.of(Map.of("algorithm", "grpovi", "rollouts", Map.of("group-size", 16)));
    assertThatThrownBy(() -> other.claim(run))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("holds a run of another configuration")
        .hasMessageContaining("algorithm \"grpo\" -> \"grpovi\", rollouts.group-size 8 -> 16")
        .hasMessageNotContaining("\n");
    assertThat(RunIdentity.read(run)).contains(DEMO);
    other.replace(run);
    assertThat(RunIdentity.read(run)).contains(other);
  }

  @Test
  void aDamagedFileIsNamed() throws Exception {
    Files.writeString(folder.resolve("run.json"), "{\"configuration\": {");
    assertThatThrownBy(() -> DEMO.claim(run))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("run.json is damaged");
  }
}
