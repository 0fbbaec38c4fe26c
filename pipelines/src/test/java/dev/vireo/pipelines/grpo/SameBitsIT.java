package dev.vireo.pipelines.grpo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.pipelines.config.ResolvedConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One core, two cores, or killed in the middle of every stage: the same files, bit for bit. */
final class SameBitsIT {

  /** Every stage has work: the reference's log-probabilities, and steps to stop between. */
  private static final String[] SETTINGS = {
    "update.objective.beta=0.01",
    "update.groups-per-step=4",
    "update.checkpoint-every=1",
    "checkpoints.keep=0",
    // Two chunks, so that one can be done and the other not.
    "evaluation.prompts=24",
  };

  /** Each run is killed once one chunk or step of the stage is done, and then resumed. */
  private static final List<String> STAGES =
      List.of(
          "shard-prompts 0",
          "shard-demonstrations 0",
          "fine-tune-policy 0",
          "evaluate-policy 0",
          "collect-rollouts 1",
          "score-logprobs 1",
          "score-rewards 1",
          "adjust-rewards 2",
          "update-policy 2");

  @TempDir static Path folder;

  @AfterAll
  static void clear() {
    System.clearProperty("spark.master");
  }

  @Test
  void oneCoreTwoCoresAndKilledRunsEndInTheSameBits() throws Exception {
    Path yaml = TinyRun.write(folder);
    TinyRun.run(config(yaml, "one"), Progress.NONE, "local[1]");
    Map<String, String> expected = RunFiles.hashes(folder.resolve("one"));
    assertThat(expected)
        .containsKeys(
            "rollouts/iteration=2/part-00001.parquet",
            "logprobs/iteration=2/part-00001.parquet",
            "rewards/iteration=2/part-00001.parquet",
            "advantages/iteration=2/part-00001.parquet",
            "evaluations/step=4/part-00000.parquet",
            "fine-tuned/clean/step-000002/model.safetensors",
            "checkpoints/step-000003/training-state/optimizer.safetensors",
            "checkpoints/step-000004/model.safetensors");

    TinyRun.run(config(yaml, "two"), Progress.NONE, "local[2]");
    assertThat(RunFiles.hashes(folder.resolve("two"))).isEqualTo(expected);

    Path killed = folder.resolve("killed");
    for (int i = 0; i < STAGES.size(); i++) {
      KilledRun.in(STAGES.get(i), yaml, killed, "local[" + (1 + i % 2) + "]", SETTINGS);
    }
    assertThat(RunFiles.hashes(killed)).isNotEqualTo(expected);
    SeenStages last = new SeenStages();
    TinyRun.run(config(yaml, "killed"), last, "local[2]");
    assertThat(RunFiles.hashes(killed)).isEqualTo(expected);
    assertThat(last.done()).containsExactly("update-policy 2", "evaluate-policy 2");
  }

  private static ResolvedConfig<GrpoConfig> config(Path yaml, String run) {
    return TinyRun.config(yaml, folder.resolve(run), SETTINGS);
  }
}
