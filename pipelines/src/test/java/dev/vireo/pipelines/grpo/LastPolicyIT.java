package dev.vireo.pipelines.grpo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.pipelines.config.ResolvedConfig;
import dev.vireo.pipelines.run.RunSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The policy that a run is said to have come to. */
final class LastPolicyIT {

  @TempDir Path folder;

  /** As a scheduler does that tries a task again. */
  @Test
  void aStageOfAnEarlierIterationDoesNotTakeTheRunBack() throws IOException {
    ResolvedConfig<GrpoConfig> config =
        TinyRun.config(TinyRun.write(folder), folder.resolve("run"));
    TinyRun.run(config, Progress.NONE, "local[2]");
    Path result = folder.resolve("run/result.json");
    String last = Files.readString(result);
    assertThat(last).contains("checkpoints/step-000002");

    try (RunSession session = RunSession.open(config, Progress.NONE)) {
      session.run("update-policy", OptionalInt.of(1));
    }

    assertThat(Files.readString(result)).isEqualTo(last);
  }
}
