package dev.vireo.models.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.architecture.TinyModel;
import dev.vireo.models.json.JsonFiles;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.models.parameters.Parameter;
import dev.vireo.models.parameters.ParameterLayout;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.models.safetensors.SafetensorsWriter;
import dev.vireo.models.safetensors.TensorSource;
import dev.vireo.models.testing.Flat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Adapters in the spellings of PEFT, TRL and Unsloth; checks/interop/adapter_parity.py asks PEFT
 * itself.
 */
class PeftAdapterTest {
  private static final ModelConfig LLAMA = TinyModel.llama();
  private static final ModelConfig UNTIED = LLAMA.toBuilder().tiedEmbeddings(false).build();
  private static final String QUERIES_AND_VALUES = "\"target_modules\":[\"v_proj\",\"q_proj\"]";

  @TempDir private Path directory;

  private final Map<String, List<Integer>> shapes = new TreeMap<>();
  private final Map<String, float[]> tensors = new TreeMap<>();

  /** Adds a tensor of random numbers. */
  private void tensor(String name, int... shape) {
    int size = 1;
    List<Integer> dimensions = new ArrayList<>();
    for (int dimension : shape) {
      size *= dimension;
      dimensions.add(dimension);
    }
    SplittableRandom random = new SplittableRandom(name.hashCode());
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) (random.nextDouble() - 0.5);
    }
    shapes.put("base_model.model." + name, dimensions);
    tensors.put("base_model.model." + name, values);
  }

  private void factors(ModelConfig config, String module, int rank) {
    List<Integer> shape = Flat.layout(config).parameter(module + ".weight").shape();
    tensor(module + ".lora_A.weight", rank, shape.get(1));
    tensor(module + ".lora_B.weight", shape.get(0), rank);
  }

  private void queriesAndValues(int rank) {
    for (int layer = 0; layer < LLAMA.layers(); layer++) {
      factors(LLAMA, "model.layers." + layer + ".self_attn.q_proj", rank);
      factors(LLAMA, "model.layers." + layer + ".self_attn.v_proj", rank);
    }
  }

  private void write(String keys) throws IOException {
    ObjectNode config = object("\"peft_type\":\"LORA\",\"r\":2,\"lora_alpha\":3");
    config.put("task_type", "CAUSAL_LM");
    config.setAll(object(keys));
    Files.write(directory.resolve("adapter_config.json"), JsonFiles.print(config));
    List<TensorSource> sources = new ArrayList<>();
    shapes.forEach((name, shape) -> sources.add(new TensorSource(name, shape, tensors.get(name))));
    Path weights = directory.resolve("adapter_model.safetensors");
    Files.deleteIfExists(weights);
    SafetensorsWriter.write(weights, sources, FloatFormat.FLOAT32);
  }

  private static ObjectNode object(String keys) {
    return (ObjectNode)
        JsonFiles.parse("test", ("{" + keys + "}").getBytes(StandardCharsets.UTF_8));
  }

  private static ParameterSet base(ModelConfig config) {
    ParameterLayout layout = Flat.layout(config);
    float[] base = new float[(int) layout.size()];
    for (int i = 0; i < base.length; i++) {
      base[i] = (i % 97) / 97f;
    }
    return Flat.set(layout, base);
  }

  private ParameterSet merged(ModelConfig config, String keys) throws IOException {
    write(keys);
    return PeftAdapter.read(directory, config).merged(base(config));
  }

  /** Expects that the merged matrix is W + scale B A. */
  private void assertAdded(ModelConfig config, ParameterSet merged, String module, double scale) {
    Parameter matrix = Flat.layout(config).parameter(module + ".weight");
    float[] lower = tensors.get("base_model.model." + module + ".lora_A.weight");
    float[] upper = tensors.get("base_model.model." + module + ".lora_B.weight");
    int columns = matrix.shape().get(1);
    int rank = lower.length / columns;
    ParameterSet base = base(config);
    for (int i = 0; i < matrix.size(); i++) {
      double sum = 0;
      for (int k = 0; k < rank; k++) {
        sum += (double) upper[i / columns * rank + k] * lower[k * columns + i % columns];
      }
      assertThat((double) merged.elements(matrix)[i])
          .isEqualTo(base.elements(matrix)[i] + scale * sum, within(1e-6));
    }
  }

  @Test
  void whatIsMergedIsTheModelAndTheScaledProduct() throws IOException {
    queriesAndValues(2);
    ParameterSet merged = merged(LLAMA, QUERIES_AND_VALUES);
    assertAdded(LLAMA, merged, "model.layers.0.self_attn.q_proj", 1.5);
    assertAdded(LLAMA, merged, "model.layers.1.self_attn.v_proj", 1.5);
    Parameter untouched = Flat.layout(LLAMA).parameter("model.layers.0.self_attn.k_proj.weight");
    assertThat(merged.elements(untouched)).isEqualTo(base(LLAMA).elements(untouched));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"target_modules\":[\"self_attn.q_proj\",\"self_attn.v_proj\"]",
        "\"target_modules\":[\"model.layers.0.self_attn.q_proj\",\"model.layers.1.self_attn.q_proj\",\"v_proj\"]",
        "\"target_modules\":\".*\\\\.(q_proj|v_proj)\"",
        "\"target_modules\":\"(?:.*?(?:language|text).*?|model\\\\.layers\\\\.[\\\\d]{1,}\\\\.(?P<part>self_attn|mlp)\\\\.(?:(?:q_proj|v_proj)))\"",
        "\"target_modules\":[\"q_proj\",\"k_proj\",\"v_proj\"],\"exclude_modules\":[\"k_proj\"]",
        "\"target_modules\":[\"q_proj\",\"k_proj\",\"v_proj\"],\"exclude_modules\":\".*k_proj\"",
        "\"target_modules\":\"all-linear\",\"exclude_modules\":\".*(mlp.*|[ko]_proj)\"",
        QUERIES_AND_VALUES + ",\"layers_to_transform\":[0,1],\"layers_pattern\":\"layers\"",
        QUERIES_AND_VALUES + ",\"lora_dropout\":0.05",
        QUERIES_AND_VALUES + ",\"auto_mapping\":{\"base_model_class\":\"LlamaForCausalLM\"}",
        QUERIES_AND_VALUES
            + ",\"task_type\":null,\"runtime_config\":{\"ephemeral_gpu_offload\":true}",
        QUERIES_AND_VALUES + ",\"fan_in_fan_out\":true,\"unsloth_fixed\":true",
        QUERIES_AND_VALUES + ",\"loftq_config\":{\"loftq_bits\":4},\"peft_version\":\"0.21.2\"",
        QUERIES_AND_VALUES + ",\"init_lora_weights\":\"eva\",\"eva_config\":{\"rho\":2.0}",
        QUERIES_AND_VALUES + ",\"init_lora_weights\":\"gaussian\"",
        QUERIES_AND_VALUES + ",\"init_lora_weights\":false,\"use_dora\":false,\"bias\":\"none\"",
        QUERIES_AND_VALUES + ",\"rank_pattern\":{\"k_proj\":7},\"alpha_pattern\":{\"^q_proj\":9}"
      })
  void otherSpellingsMeanTheSame(String keys) throws IOException {
    queriesAndValues(2);
    ParameterSet plain = merged(LLAMA, QUERIES_AND_VALUES);
    assertThat(merged(LLAMA, keys)).isEqualTo(plain);
  }

  @Test
  void ranksAndScalesFollowTheirPatterns() throws IOException {
    queriesAndValues(2);
    factors(LLAMA, "model.layers.1.self_attn.q_proj", 4);
    ParameterSet merged =
        merged(
            LLAMA,
            QUERIES_AND_VALUES
                + ",\"rank_pattern\":{\"layers.1.self_attn.q_proj\":4},\"alpha_pattern\":"
                + "{\"v_proj\":8,\"model.layers.1.self_attn.v_proj\":1}");
    assertAdded(LLAMA, merged, "model.layers.0.self_attn.q_proj", 1.5);
    assertAdded(LLAMA, merged, "model.layers.1.self_attn.q_proj", 0.75);
    assertAdded(LLAMA, merged, "model.layers.1.self_attn.v_proj", 4);
  }

  @Test
  void rankStabilisedScalesAreByTheRoot() throws IOException {
    queriesAndValues(2);
    ParameterSet merged = merged(LLAMA, QUERIES_AND_VALUES + ",\"use_rslora\":true");
    assertAdded(LLAMA, merged, "model.layers.0.self_attn.q_proj", 3 / Math.sqrt(2));
  }

  @Test
  void onlyTheLayersThatAreNamedAreAdapted() throws IOException {
    factors(LLAMA, "model.layers.1.mlp.up_proj", 2);
    ParameterSet merged =
        merged(LLAMA, "\"target_modules\":[\"up_proj\"],\"layers_to_transform\":1");
    assertAdded(LLAMA, merged, "model.layers.1.mlp.up_proj", 1.5);
  }

  @Test
  void modulesTrainedWholeTakeTheModelsPlace() throws IOException {
    queriesAndValues(2);
    tensor("lm_head.weight", 260, 8);
    tensor("model.norm.weight", 8);
    String keys = QUERIES_AND_VALUES + ",\"modules_to_save\":[\"lm_head\",\"model.norm\"]";
    ParameterSet merged = merged(UNTIED, keys);
    Parameter head = Flat.layout(UNTIED).parameter("lm_head.weight");
    assertThat(merged.elements(head))
        .containsExactly(tensors.get("base_model.model.lm_head.weight"));
    assertAdded(UNTIED, merged, "model.layers.0.self_attn.q_proj", 1.5);
    assertThatThrownBy(() -> merged(LLAMA, keys))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("ties to its output projection");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "use_dora":true                     | use_dora true is not supported: merge the adapter with PEFT
          "bias":"lora_only"                  | bias "lora_only" is not supported: merge the adapter with PEFT
          "lora_bias":true                    | lora_bias true is not supported
          "peft_type":"IA3"                   | peft_type "IA3" is not supported, only LORA
          "init_lora_weights":"pissa"         | init_lora_weights "pissa" is not supported: it belongs to a base model that PEFT changed
          "init_lora_weights":"pissa_niter_4" | path_initial_model_for_weight_conversion
          "init_lora_weights":"olora"         | init_lora_weights "olora"
          "init_lora_weights":"corda"         | init_lora_weights "corda"
          "init_lora_weights":"loftq"         | init_lora_weights "loftq"
          "init_lora_weights":"lora_ga"       | init_lora_weights "lora_ga"
          "init_lora_weights":"of_the_future" | init_lora_weights "of_the_future"
          "trainable_token_indices":[1]       | trainable_token_indices [1] is not supported
          "layer_replication":[[0,1]]         | layer_replication
          "alora_invocation_tokens":[5]       | alora_invocation_tokens [5]
          "target_parameters":["x"]           | target_parameters
          "of_the_future":7                   | of_the_future 7 is not supported
          "target_modules":["lm_head"]        | of an output projection that is tied
          "target_modules":["embed_tokens"]   | adapters of embeddings
          "target_modules":["c_attn"]         | names no module of this model
          "target_modules":["q_proj"]         | v_proj.lora_A.weight has no place in this model
          "target_modules":"all-linear"       | lora_A.weight is missing
          "target_modules":"("                | is not a valid regular expression
          "r":8                               | is [2, 8], not [8, 8]; its rank is 2, where r or rank_pattern says 8: write the one that it was trained with
          "r":0                               | r 0 is not positive
          """)
  void whatIsNotSupportedIsRefusedByName(String key, String message) throws IOException {
    queriesAndValues(2);
    if (message.contains("names no module")) {
      shapes.clear();
      tensors.clear();
    }
    write(key.contains("target_modules") ? key : QUERIES_AND_VALUES + "," + key);
    assertThatThrownBy(() -> PeftAdapter.read(directory, LLAMA))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(directory.toString())
        .hasMessageNotContaining("\n")
        .hasMessageContaining(message);
  }

  @Test
  void aFactorThatIsNotANumberIsNamedWithItsFile() throws IOException {
    queriesAndValues(2);
    String first = tensors.keySet().iterator().next();
    tensors.get(first)[1] = Float.NaN;
    assertThatThrownBy(() -> merged(LLAMA, QUERIES_AND_VALUES))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "adapter_model.safetensors: element 1 of tensor \"" + first + "\" is NaN");
  }

  @Test
  void aPickledAdapterIsRefusedByName() throws IOException {
    write(QUERIES_AND_VALUES);
    Files.move(
        directory.resolve("adapter_model.safetensors"), directory.resolve("adapter_model.bin"));
    assertThatThrownBy(() -> PeftAdapter.read(directory, LLAMA))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("adapter_model.bin: it is a PyTorch pickle");
  }
}
