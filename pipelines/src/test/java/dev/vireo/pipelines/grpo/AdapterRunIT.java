package dev.vireo.pipelines.grpo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.models.adapter.AdapterDirectory;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.engine.Model;
import dev.vireo.models.scoring.LogprobScorer;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.pipelines.cli.Run;
import dev.vireo.pipelines.config.ResolvedConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that trains an adapter alone: what it leaves behind, killed or not, and merged. */
final class AdapterRunIT {

  private static final String[] SETTINGS = {
    "policy.adapter={rank: 2, alpha: 8, target-modules: [q_proj, v_proj, down_proj]}",
    // Every stage that reads the reference policy has work, and there are steps to stop between.
    "update.objective.beta=0.01",
    "update.groups-per-step=4",
    "update.checkpoint-every=1",
    "update.gradient-checkpointing=true",
    "sft.0.training.gradient-checkpointing=true",
    "update.optimizer.learning-rate=0.05",
    "checkpoints.keep=0",
  };

  private static final String BASE = "fine-tuned/clean/step-000002";
  private static final String FIRST = "checkpoints/step-000000";
  private static final String LAST = "checkpoints/step-000004";

  @TempDir static Path folder;

  @AfterAll
  static void clear() {
    System.clearProperty("spark.master");
  }

  @Test
  void anAdapterAloneIsTrainedKeptResumedAndMerged() throws Exception {
    Path yaml = TinyRun.write(folder);
    Path whole = folder.resolve("whole-run");
    TinyRun.run(config(yaml, whole), Progress.NONE, "local[1]");
    Map<String, String> expected = RunFiles.hashes(whole);

    Map<String, String> checkpoints = new TreeMap<>(expected);
    checkpoints.keySet().removeIf(file -> !file.startsWith("checkpoints/"));
    assertThat(checkpoints).hasSize(5 * 4);
    for (int step = 0; step <= 4; step++) {
      for (String file :
          List.of(
              "adapter_config.json",
              "adapter_model.safetensors",
              "training-state/optimizer.safetensors",
              "training-state/steps.json")) {
        assertThat(checkpoints).containsKey("checkpoints/step-00000" + step + "/" + file);
      }
    }
    assertThat(expected.get(FIRST + "/adapter_model.safetensors"))
        .isNotEqualTo(expected.get(LAST + "/adapter_model.safetensors"));
    assertThat(expected.get(FIRST + "/adapter_config.json"))
        .isEqualTo(expected.get(LAST + "/adapter_config.json"));

    Path killed = folder.resolve("killed");
    KilledRun.in("collect-rollouts 1", yaml, killed, "local[2]", SETTINGS);
    KilledRun.in("update-policy 2", yaml, killed, "local[1]", SETTINGS);
    assertThat(RunFiles.hashes(killed))
        .containsKey("checkpoints/step-000003/adapter_model.safetensors")
        .doesNotContainKey(LAST + "/adapter_model.safetensors");
    SeenStages seen = new SeenStages();
    TinyRun.run(config(yaml, killed), seen, "local[2]");
    assertThat(RunFiles.hashes(killed)).isEqualTo(expected);
    assertThat(seen.done()).containsExactly("update-policy 2", "evaluate-policy 2");

    mergedIsBaseAndAdapter(whole);
  }

  private static void mergedIsBaseAndAdapter(Path run) {
    Path merged = folder.resolve("merged");
    Run convert =
        Run.of(
            "convert",
            run.resolve(BASE).toString(),
            merged.toString(),
            "--adapter",
            run.resolve(LAST).toString());
    assertThat(convert.exitCode()).as(convert.err()).isZero();
    assertThat(Files.isRegularFile(merged.resolve("tokenizer.json"))).isTrue();
    ModelDirectory base = ModelDirectory.open(run.resolve(BASE));
    AdapterDirectory adapter = AdapterDirectory.read(run.resolve(LAST), base.config());
    List<TokenSequence> sequences =
        List.of(
            new TokenSequence(new int[] {49, 50, 43}, new int[] {51, 52, 61, 7, 9}),
            new TokenSequence(new int[] {61}, new int[] {1, 2, 3}));
    try (Model whole = Model.load(ModelDirectory.open(merged), Device.cpu());
        Model bare = Model.load(base, Device.cpu());
        Model adapted =
            Model.adapted(
                base.config(),
                base.head(),
                base.parameters(),
                adapter.adapter(),
                adapter.values(),
                Device.cpu())) {
      double[][] expected = new LogprobScorer(adapted).score(sequences, 1);
      double[][] found = new LogprobScorer(whole).score(sequences, 1);
      double[][] without = new LogprobScorer(bare).score(sequences, 1);
      for (int i = 0; i < expected.length; i++) {
        assertThat(found[i]).containsExactly(expected[i], within(1e-5));
      }
      assertThat(Math.abs(without[0][0] - expected[0][0])).isGreaterThan(1e-4);
    }
  }

  private static ResolvedConfig<GrpoConfig> config(Path yaml, Path run) {
    return TinyRun.config(yaml, run, SETTINGS);
  }
}
