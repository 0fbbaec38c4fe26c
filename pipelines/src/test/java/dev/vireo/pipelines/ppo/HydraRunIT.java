package dev.vireo.pipelines.ppo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.models.memory.MemoryEstimate.Part;
import dev.vireo.models.parameters.Precision;
import dev.vireo.models.tokenizer.ByteTokenizer;
import dev.vireo.models.tokenizer.Tokenizer;
import dev.vireo.pipelines.config.ConfigReader;
import dev.vireo.pipelines.config.ResolvedConfig;
import dev.vireo.pipelines.grpo.KilledRun;
import dev.vireo.pipelines.grpo.RunFiles;
import dev.vireo.pipelines.grpo.SeenStages;
import dev.vireo.pipelines.grpo.TinyModels;
import dev.vireo.pipelines.grpo.TinyRun;
import dev.vireo.pipelines.plan.Layout;
import dev.vireo.pipelines.plan.Plan;
import dev.vireo.pipelines.plan.Planner;
import dev.vireo.pipelines.rewardmodel.RewardModelConfig;
import dev.vireo.pipelines.run.PolicyBase;
import dev.vireo.pipelines.run.RunSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policy, reference, critic and reward model as adapters of one model (arXiv 2309.00754). */
final class HydraRunIT {

  private static final String SHAPE = "{rank: 2, alpha: 4, target-modules: [q_proj, down_proj]}";

  private static final String REWARD_MODEL =
      """
      pipeline: reward-model
      policy: {model: '%1$s/base', adapter: %2$s}
      preferences: {path: '%1$s/pairs.jsonl'}
      reward-model:
        steps: 6
        batch-size: 8
        gradient-shards: 2
        micro-batch-examples: 4
        checkpoint-every: 0
        optimizer: {learning-rate: 0.02}
      save-as: adapter
      evaluation: {held-out: 0.3, bins: 4, groups: 2, mllib: false}
      """;

  @TempDir static Path folder;
  private static Path yaml;
  private static List<String> settings;

  @BeforeAll
  static void write() throws IOException {
    System.setProperty("spark.master", "local[2]");
    String grpo = Files.readString(TinyRun.write(folder));
    yaml =
        Files.writeString(
            folder.resolve("ppo.yaml"),
            grpo.replace("pipeline: grpo", "pipeline: ppo").replace("algorithm: grpovi\n", ""));
    try (Tokenizer tokenizer = ByteTokenizer.create()) {
      TinyModels.write(folder.resolve("base"), tokenizer, tokenizer.endOfSequence());
    }
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      pairs.add(
          "{\"prompt\": \"%d+1=\", \"chosen\": \"%d\", \"rejected\": \"x%d\"}".formatted(i, i, i));
    }
    Files.write(folder.resolve("pairs.jsonl"), pairs);
    settings =
        List.of(
            "iterations=2",
            "policy={model: '%s', adapter: %s}".formatted(folder.resolve("base"), SHAPE),
            "sft=[]",
            "critic.adapter=" + SHAPE,
            "critic.from='%s'".formatted(folder.resolve("preferred")),
            "critic.update.optimizer.learning-rate=0.01",
            "update.optimizer.learning-rate=0.01",
            "kl.beta=0.1",
            "evaluation.accuracy=null",
            rewards(""));
    rewardModel("preferred");
  }

  @AfterAll
  static void clear() {
    System.clearProperty("spark.master");
  }

  private static String rewards(String more) {
    return "rewards=[{type: sequence-classifier, name: preferred, options: {path: '%s', too-long: none%s}}]"
        .formatted(folder.resolve("preferred"), more);
  }

  private static void rewardModel(String name, String... overrides) throws IOException {
    Path file = folder.resolve("reward-model.yaml");
    Files.writeString(file, REWARD_MODEL.formatted(folder, SHAPE));
    List<String> all = new ArrayList<>(List.of("run='" + folder.resolve(name) + "'"));
    all.addAll(List.of(overrides));
    try (RunSession session =
        RunSession.open(
            new ConfigReader().read(RewardModelConfig.class, file, all), Progress.NONE)) {
      session.run();
    }
  }

  @Test
  void fourRolesOfOneModelEndInTheSameBitsKilledOrNot() throws Exception {
    TinyRun.run(config("one"), Progress.NONE, "local[1]");
    Map<String, String> expected = RunFiles.hashes(folder.resolve("one"));
    assertThat(expected)
        .containsKeys(
            "rewards/iteration=2/part-00001.parquet",
            "critic/step-000002/adapter_model.safetensors",
            "checkpoints/step-000002/adapter_model.safetensors");
    // The critic goes on from the reward model, head included.
    assertThat(expected.get("critic/step-000000/adapter_model.safetensors"))
        .isEqualTo(
            RunFiles.hashes(folder.resolve("preferred"))
                .get("reward-model/adapter_model.safetensors"));
    Path killed = folder.resolve("killed");
    KilledRun.in("score-rewards 2", yaml, killed, "local[2]", settings.toArray(String[]::new));
    assertThat(RunFiles.hashes(killed)).isNotEqualTo(expected);
    SeenStages last = new SeenStages();
    TinyRun.run(config("killed"), last, "local[2]");
    assertThat(RunFiles.hashes(killed)).isEqualTo(expected);
    assertThat(last.done()).contains("score-rewards 2").doesNotContain("score-rewards 1");
  }

  @Test
  void aPlanCountsTheModelOnceAndSaysWhereItCannot() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other-base"));
    try (Stream<Path> files = Files.list(folder.resolve("base"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, other.resolve(file.getFileName()));
      }
    }
    Plan one = plan("policy.model='" + other + "'");
    // Equal files at another place are the same model.
    assertThat(one.phases()).isEqualTo(plan().phases());
    Plan.Phase rewards = phase(one, "reward 'preferred'");
    long model = Precision.floats(one.training().orElseThrow().model().parameters());
    assertThat(rewards.shared().parts()).containsExactly(new Part(PolicyBase.NAME, model));
    assertThat(rewards.kept().parts()).extracting(Part::name).containsExactly("policy", "critic");
    assertThat(phase(one, "rollouts").kept().parts())
        .extracting(Part::name)
        .containsExactly("reward 'preferred'", "critic");

    Files.writeString(other.resolve("NOTICE"), "other bytes");
    Plan two = plan("policy.model='" + other + "'");
    String base = folder.resolve("base").toString();
    assertThat(phase(two, "reward 'preferred'").shared().parts())
        .containsExactly(new Part(base, model));
    assertThat(phase(two, "rollouts").kept().parts())
        .extracting(Part::name)
        .containsExactly("reward 'preferred'", "critic", base);
    assertThat(two.processes().get(1).nativeInUse() - one.processes().get(1).nativeInUse())
        .isGreaterThanOrEqualTo(model);
    // Rewards are float32, unless asked otherwise, so that a policy in bfloat16 has another model.
    assertThat(phase(plan("compute=bf16"), "rollouts").kept().parts())
        .extracting(Part::name)
        .contains(base);
    assertThat(phase(plan("compute=bf16", rewards(", compute: run")), "rollouts").kept().parts())
        .extracting(Part::name)
        .doesNotContain(base);
  }

  @Test
  void anAdapterAloneIsSavedOnlyWhereOneIsTrained() {
    assertThatThrownBy(() -> rewardModel("refused", "policy.adapter=null"))
        .isInstanceOf(InputException.class)
        .hasMessageEndingWith(
            ": save-as is adapter, but there is no policy.adapter, so all of the model is trained: give policy.adapter, or leave save-as out");
    assertThat(folder.resolve("refused")).doesNotExist();
    assertThatThrownBy(() -> config("refused", "critic.adapter=null").settings().checkCritic())
        .isInstanceOf(InputException.class)
        .hasMessageContaining("an adapter, which the critic goes on from: set critic.adapter");
  }

  private static Plan.Phase phase(Plan plan, String name) {
    return plan.phases().stream()
        .filter(phase -> phase.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Plan plan(String... overrides) {
    return Planner.plan(
        config("plan", overrides).settings(), new Layout("yarn", 1, 2), OptionalInt.of(10));
  }

  private static ResolvedConfig<PpoConfig> config(String run, String... overrides) {
    List<String> all = new ArrayList<>(List.of("run='" + folder.resolve(run) + "'"));
    all.addAll(settings);
    all.addAll(List.of(overrides));
    return new ConfigReader().read(PpoConfig.class, yaml, all);
  }
}
