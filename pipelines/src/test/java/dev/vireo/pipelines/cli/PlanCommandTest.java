package dev.vireo.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PlanCommandTest {

  private static final String FILE = "../conf/gsm8k/sft.yaml";

  @TempDir Path folder;

  @Test
  void aPlanIsATable() {
    Run run = Run.of("plan", FILE, "--executor-cores", "2");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("1,377,600 parameters", "fine-tuning solutions")
        .contains("./vireo run " + FILE);
    assertThat(run.err()).isEmpty();
  }

  @Test
  void oneIsSingular() {
    String[] plan = {"plan", FILE, "--executor-cores", "1", "--prompt-tokens", "1"};
    assertThat(Run.of(plan).out())
        .contains("in one process, 1 task at a time", "prompts of 1 token (");
    assertThat(
            Run.of("plan", FILE, "--master", "yarn", "--executors", "1", "--executor-cores", "2")
                .out())
        .contains("on yarn, 1 executor with 2 tasks at a time");
    Run once =
        Run.of(
            "plan", "../conf/arithmetic/grpo.yaml", "--set", "policy={from: null, new-model: {}}");
    assertThat(once.out()).as(once.err()).contains("back; 1 step per iteration\n");
  }

  @Test
  void aPlanIsJson() throws Exception {
    Run run =
        Run.of("plan", FILE, "--json", "--master", "yarn", "--executors", "3", "--set", "seed=5");

    JsonNode plan = new ObjectMapper().readTree(run.out());
    assertThat(plan.at("/model/parameters").asLong()).isEqualTo(1_377_600);
    assertThat(plan.at("/layout/executors").asInt()).isEqualTo(3);
    assertThat(plan.at("/processes/1/name").asText()).isEqualTo("executor");
    assertThat(plan.at("/phases/0/task/parts/0/bytes").asLong()).isEqualTo(4 * 1_377_600);
    assertThat(plan.at("/start").asText()).startsWith("spark-submit").contains("--set seed=5");
  }

  @Test
  void aPlanWithoutAPolicySaysWhatDataTake() throws Exception {
    Path file = folder.resolve("mllib.yaml");
    Files.writeString(file, "{pipeline: mllib, run: r, preferences: {path: p}}");

    Run table = Run.of("plan", file.toString(), "--executor-cores", "2");
    assertThat(table.exitCode()).as(table.err()).isZero();
    assertThat(table.out())
        .contains("no policy", "preferences  ", "reward model  ", "VIREO_JAVA_OPTS=-Xmx1024m")
        .doesNotContain("per task:", "each step", "per checkpoint");

    Run run = Run.of("plan", file.toString(), "--json", "--master", "yarn");
    JsonNode plan = new ObjectMapper().readTree(run.out());
    assertThat(plan.at("/phases/1/name").asText()).isEqualTo("reward model");
    assertThat(plan.has("model")).isFalse();
    assertThat(plan.at("/processes/0/name").asText()).isEqualTo("driver");
    assertThat(plan.at("/start").asText()).startsWith("spark-submit");
  }

  @Test
  void gpusAreAskedForAndPathsSayWhereTheyBegin() {
    String[] plan = {"plan", FILE, "--set", "device=gpu", "--executors", "3", "--master"};
    Run kubernetes = Run.of(with(plan, "k8s"));
    assertThat(kubernetes.out())
        .contains("# In the folder that ./vireo package makes")
        .contains("conf/gsm8k/sft.yaml is on the pods' volume as /vireo/sft.yaml)")
        .contains("--conf spark.executor.cores=1 ")
        .contains("--conf spark.executor.resource.gpu.amount=1 ")
        .contains("--conf spark.task.resource.gpu.amount=1 ")
        .contains("--conf spark.executor.resource.gpu.vendor=nvidia.com ")
        .contains("--conf spark.executor.resource.gpu.discoveryScript=/opt/vireo/conf/find-gpus ");

    String conf = Path.of(FILE).toAbsolutePath().normalize().toString();
    Run yarn = Run.of(with(plan, "yarn"));
    assertThat(yarn.out())
        .contains("--conf spark.executor.resource.gpu.amount=1 ")
        .contains("--files " + conf + ",conf/find-gpus ");

    assertThat(Run.of("plan", FILE, "--master", "yarn").out())
        .contains("--files " + conf + " ")
        .doesNotContain("gpu.amount", "find-gpus");
  }

  private static String[] with(String[] arguments, String last) {
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 1);
    all[arguments.length] = last;
    return all;
  }

  /** The weights are not there, and nobody misses them. */
  @Test
  void ofAModelOnlyItsConfigIsRead() throws Exception {
    Files.writeString(
        folder.resolve("config.json"),
        """
        {"architectures": ["Qwen2ForCausalLM"], "model_type": "qwen2", "vocab_size": 151936,
         "hidden_size": 896, "num_hidden_layers": 24, "num_attention_heads": 14,
         "num_key_value_heads": 2, "intermediate_size": 4864, "max_position_embeddings": 32768,
         "rms_norm_eps": 1e-6, "rope_theta": 1000000.0, "tie_word_embeddings": true,
         "hidden_act": "silu", "torch_dtype": "bfloat16"}
        """);

    Run run =
        Run.of("plan", "../conf/gsm8k/qwen2.5-0.5b.yaml", "--set", "policy.model='" + folder + "'");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("494,032,768 parameters", "trained: an adapter of 2,162,688")
        .contains("rollouts", "update");
  }

  @Test
  void aMissingModelIsSaidInOneLine() {
    Run run = Run.of("plan", FILE, "--set", "policy.model=/absent");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .startsWith("vireo: " + FILE + " with --set: Cannot open the model /absent")
        .hasLineCount(1);
  }
}
