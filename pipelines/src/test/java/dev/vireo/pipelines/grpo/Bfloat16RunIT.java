package dev.vireo.pipelines.grpo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.pipelines.config.ResolvedConfig;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run whose models multiply in bfloat16. */
final class Bfloat16RunIT {

  private static final String[] SETTINGS = {
    "compute=bf16", "update.objective.beta=0.01", "update.groups-per-step=4",
  };

  @TempDir static Path folder;

  @AfterAll
  static void clear() {
    System.clearProperty("spark.master");
  }

  @Test
  void itHasBitsOfItsOwnOverCoresAndAfterADeath() throws Exception {
    Path yaml = TinyRun.write(folder);
    Path whole = folder.resolve("first");
    TinyRun.run(config(yaml, whole), Progress.NONE, "local[1]");
    Map<String, String> expected = RunFiles.hashes(whole);

    Path killed = folder.resolve("killed");
    KilledRun.in("update-policy 1", yaml, killed, "local[1]", SETTINGS);
    TinyRun.run(config(yaml, killed), Progress.NONE, "local[2]");
    assertThat(RunFiles.hashes(killed)).isEqualTo(expected);

    String[] other = SETTINGS.clone();
    other[0] = "compute=f32";
    assertThatThrownBy(
            () -> TinyRun.run(TinyRun.config(yaml, whole, other), Progress.NONE, "local[1]"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("(compute \"bf16\" -> \"f32\")");
    Map<String, String> afterwards = RunFiles.hashes(whole);
    // It records what was asked for last.
    afterwards.put("run.json", expected.get("run.json"));
    assertThat(afterwards).isEqualTo(expected);

    Path plain = folder.resolve("plain");
    TinyRun.run(TinyRun.config(yaml, plain, other), Progress.NONE, "local[2]");
    Map<String, String> inFloat32 = RunFiles.hashes(plain);
    assertThat(inFloat32.keySet()).isEqualTo(expected.keySet());
    String last = "checkpoints/step-000004/model.safetensors";
    assertThat(inFloat32.get(last)).isNotEqualTo(expected.get(last));
  }

  private static ResolvedConfig<GrpoConfig> config(Path yaml, Path run) {
    return TinyRun.config(yaml, run, SETTINGS);
  }
}
