package dev.vireo.pipelines.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.models.memory.BatchShape;
import dev.vireo.models.memory.MemoryEstimate;
import dev.vireo.pipelines.config.ConfigReader;
import dev.vireo.pipelines.grpo.GrpoConfig;
import dev.vireo.pipelines.ppo.PpoConfig;
import dev.vireo.pipelines.rewardmodel.RewardModelConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WorkersPlanTest {

  @Test
  void workersOfTorchHoldWhatTheyTrainAndTheDriverNothing() {
    GrpoConfig config =
        new ConfigReader()
            .read(
                GrpoConfig.class,
                List.of(
                    "policy.new-model={}",
                    "prompts.max-prompt-tokens=20",
                    "training-engine=torch",
                    "torch.processes=4",
                    "torch.sharding=full"))
            .settings();

    Plan plan = Planner.plan(config, new Layout("yarn", 4, 1), OptionalInt.empty());

    Plan.Phase update = plan.phases().get(1);
    Plan.Training training = plan.training().orElseThrow();
    long parameters = training.model().parameters();
    assertThat(update.slots()).isEqualTo(4);
    assertThat(update.driverHeap().total()).isZero();
    assertThat(update.executorHeap().total()).isZero();
    // Four bytes a parameter, a quarter of them in each worker; two moments.
    assertThat(update.task().parts())
        .contains(
            new MemoryEstimate.Part("model", parameters),
            new MemoryEstimate.Part("gradients", parameters),
            new MemoryEstimate.Part("optimizer state", 2 * parameters))
        .extracting(MemoryEstimate.Part::name)
        .contains("Python and torch", "layers and embedding in whole", "activations");
    assertThat(training.traffic()).isEqualTo(new Plan.Traffic(0, 4 * parameters, 1, true));
  }

  @Test
  void workersOfTorchHoldWhatTheyScoreWith() {
    Plan.Phase whole = reference("replicated");
    Plan.Phase parts = reference("full");

    long parameters = part(whole, "model") / 4;
    assertThat(parameters).isPositive();
    assertThat(part(parts, "model")).isEqualTo(parameters);
    assertThat(parts.task().parts())
        .extracting(MemoryEstimate.Part::name)
        .contains("Python and torch", "layers and embedding in whole");
    // All work on a chunk together; else a chunk is one's.
    assertThat(parts.slots()).isEqualTo(4);
    assertThat(whole.slots()).isEqualTo(2);
    assertThat(whole.shared().total() + whole.executorHeap().total()).isZero();
  }

  @Test
  void aCriticIsInPartsWhereThePolicyIs() {
    PpoConfig config =
        new ConfigReader()
            .read(
                PpoConfig.class,
                settings(
                    "policy.new-model={}",
                    "prompts.max-prompt-tokens=20",
                    "compute=bf16",
                    "torch.processes=4",
                    "torch.sharding=full"))
            .settings();

    Plan plan = Planner.plan(config, new Layout("yarn", 4, 1), OptionalInt.empty());

    // 257 rows of 128, and a head of one; each of 3 layers as in PlannerTest; the last norm.
    long outside = 258 * 128;
    long layers = 3 * (2 * 128 * 128 + 2 * 64 * 128 + 3 * 256 * 128 + 256) + 128;
    Plan.Phase values = phase(plan, "values");
    assertThat(part(values, "model")).isEqualTo(2 * (outside + layers) / 4);
    assertThat(values.slots()).isEqualTo(4);
    Plan.Phase critic = phase(plan, "critic");
    assertThat(part(critic, "model")).isEqualTo(outside + layers);
    // Embedding, head and two layers; the gradient of the former; a layer is added in float32.
    assertThat(part(critic, "layers and embedding in whole"))
        .isEqualTo(2 * (outside + 2 * (layers / 3)) + 2 * outside + 4 * (layers / 3));
  }

  @Test
  void aModelThatJudgesIsWholeInEachWorker() {
    RewardModelConfig config =
        new ConfigReader()
            .read(
                RewardModelConfig.class,
                settings(
                    "policy.new-model={}",
                    "preferences.path=p",
                    "preferences.max-tokens=64",
                    "torch.processes=4",
                    "torch.sharding=full"))
            .settings();

    Plan plan = Planner.plan(config, new Layout("yarn", 4, 1), OptionalInt.empty());

    Plan.Phase judging = phase(plan, "held-out pairs");
    assertThat(part(judging, "model"))
        .isEqualTo(4 * plan.training().orElseThrow().model().parameters());
    assertThat(part(phase(plan, "reward model"), "gradients"))
        .isEqualTo(plan.training().orElseThrow().model().parameters());
  }

  @Test
  void anEmbeddingThatIsNotInPartsIsLookedUpInFloat32() {
    Plan.Phase rounded = reference("replicated", "compute=bf16");
    Plan.Phase parts = reference("full", "compute=bf16");

    long parameters = part(reference("replicated"), "model") / 4;
    long embedding = 257 * 128;
    assertThat(part(rounded, "model")).isEqualTo(2 * parameters + 2 * embedding);
    // It projects, too, as the products take it.
    assertThat(part(rounded, "rounded for products")).isEqualTo(2 * embedding);
    assertThat(part(parts, "model")).isEqualTo(2 * parameters / 4);
    assertThat(part(parts, "rounded for products")).isZero();
  }

  @Test
  void everyCompletionIsARowWithItsPrompt() {
    assertThat(WorkerMemory.rows(new BatchShape(2, 8, 320, 512), false))
        .isEqualTo(new BatchShape(16, 1, 320, 512));
    // As many as have 8192 tokens where nothing is trained.
    assertThat(WorkerMemory.rows(new BatchShape(1, 16, 320, 512), true))
        .isEqualTo(new BatchShape(9, 1, 320, 512));
    assertThat(WorkerMemory.rows(new BatchShape(1, 2, 9000, 1), true))
        .isEqualTo(new BatchShape(1, 1, 9000, 1));
  }

  /** By their config.json alone; parameters as their makers count them. */
  @Test
  void sevenAndSeventyBillionParametersAreSharedOutOverGpus(@TempDir Path folder)
      throws IOException {
    Plan seven =
        large(
            folder.resolve("qwen"),
            """
            {"model_type": "qwen2", "architectures": ["Qwen2ForCausalLM"], "vocab_size": 152064,
             "hidden_size": 3584, "num_hidden_layers": 28, "num_attention_heads": 28,
             "num_key_value_heads": 4, "intermediate_size": 18944,
             "max_position_embeddings": 32768, "rms_norm_eps": 1e-06, "rope_theta": 1000000.0,
             "hidden_act": "silu", "tie_word_embeddings": false, "torch_dtype": "bfloat16"}
            """,
            8);
    Plan seventy =
        large(
            folder.resolve("llama"),
            """
            {"model_type": "llama", "architectures": ["LlamaForCausalLM"], "vocab_size": 128256,
             "hidden_size": 8192, "num_hidden_layers": 80, "num_attention_heads": 64,
             "num_key_value_heads": 8, "head_dim": 128, "intermediate_size": 28672,
             "max_position_embeddings": 131072, "rms_norm_eps": 1e-05, "rope_theta": 500000.0,
             "rope_scaling": {"factor": 8.0, "high_freq_factor": 4.0, "low_freq_factor": 1.0,
                              "original_max_position_embeddings": 8192, "rope_type": "llama3"},
             "hidden_act": "silu", "tie_word_embeddings": false, "torch_dtype": "bfloat16"}
            """,
            32);

    assertThat(seven.training().orElseThrow().model().parameters()).isEqualTo(7_615_616_512L);
    assertThat(seventy.training().orElseThrow().model().parameters()).isEqualTo(70_553_706_496L);
    Plan.Phase update = phase(seventy, "update");
    assertThat(part(update, "model")).isEqualTo(4 * 70_553_706_496L / 32);
    assertThat(part(update, "optimizer state")).isEqualTo(2 * (4 * 70_553_706_496L / 32));
    // In bfloat16 embedding and head with their gradient, and two layers; and in float32 the
    // former.
    long outside = 2L * 128_256 * 8192;
    long layer = 855_654_400 + 8192 / 80;
    assertThat(part(update, "layers and embedding in whole"))
        .isEqualTo(2 * (outside + 2 * layer) + 2 * outside + 4 * outside);
    assertThat(update.slots()).isEqualTo(32);
    assertThat(SubmitLine.of(seventy, "conf/gsm8k/qwen2.5-7b.yaml", List.of()))
        .contains(
            "--conf spark.executor.instances=32",
            "--conf spark.executor.cores=1",
            "--conf spark.executor.resource.gpu.amount=1");
  }

  private static Plan large(Path model, String description, int gpus) throws IOException {
    Files.writeString(Files.createDirectories(model).resolve("config.json"), description);
    GrpoConfig config =
        new ConfigReader()
            .read(
                GrpoConfig.class,
                settings(
                    "policy.model=" + model,
                    "prompts.max-prompt-tokens=320",
                    "prompts.eval-fraction=0",
                    "rollouts.engine=openai",
                    "rollouts.server={url: 'http://s:1', model: m, dialect: vllm, logprobs: server,"
                        + " weights: {mode: none}}",
                    "device=gpu",
                    "compute=bf16",
                    "torch.processes=" + gpus,
                    "torch.sharding=full"))
            .settings();
    return Planner.plan(config, new Layout("yarn", gpus, 1), OptionalInt.empty());
  }

  @Test
  void workersThatTheLayoutCannotRunTogetherAreRefused() {
    GrpoConfig onCpus =
        new ConfigReader().read(GrpoConfig.class, settings("torch.processes=5")).settings();
    GrpoConfig onGpus =
        new ConfigReader()
            .read(GrpoConfig.class, settings("torch.processes=5", "device=gpu"))
            .settings();

    assertThatThrownBy(() -> Planner.plan(onCpus, new Layout("yarn", 2, 2), OptionalInt.empty()))
        .isInstanceOf(InputException.class)
        .hasMessageContainingAll("torch.processes is 5", "runs 4 at a time", "--executor-cores");
    // Cores do not help: Spark gives an executor one GPU.
    assertThatThrownBy(() -> Planner.plan(onGpus, new Layout("yarn", 4, 2), OptionalInt.empty()))
        .isInstanceOf(InputException.class)
        .hasMessageContainingAll("runs 4 at a time, one to the GPU", "set it to at most 4");
  }

  private static Plan.Phase reference(String sharding, String... more) {
    List<String> settings =
        settings(
            "policy.new-model={}",
            "prompts.max-prompt-tokens=20",
            "prompts-per-iteration=8",
            "rollouts.chunk-groups=4",
            "update.objective.beta=0.1",
            "torch.processes=4",
            "torch.sharding=" + sharding);
    settings.addAll(List.of(more));
    GrpoConfig config = new ConfigReader().read(GrpoConfig.class, settings).settings();
    return phase(Planner.plan(config, new Layout("yarn", 4, 1), OptionalInt.empty()), "reference");
  }

  private static List<String> settings(String... settings) {
    List<String> all = new ArrayList<>(List.of("training-engine=torch"));
    all.addAll(List.of(settings));
    return all;
  }

  private static Plan.Phase phase(Plan plan, String name) {
    return plan.phases().stream()
        .filter(phase -> phase.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static long part(Plan.Phase phase, String name) {
    return phase.task().parts().stream()
        .filter(part -> part.name().equals(name))
        .mapToLong(MemoryEstimate.Part::bytes)
        .sum();
  }
}
