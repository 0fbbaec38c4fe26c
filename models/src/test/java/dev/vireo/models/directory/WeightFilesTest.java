package dev.vireo.models.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.models.architecture.LanguageModelHead;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.architecture.TinyModel;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.models.parameters.Parameter;
import dev.vireo.models.parameters.ParameterLayout;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.models.safetensors.SafetensorsWriter;
import dev.vireo.models.safetensors.TensorSource;
import dev.vireo.models.testing.Flat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WeightFilesTest {
  private static final ModelConfig CONFIG = TinyModel.llama();
  private static final ParameterLayout LAYOUT = Flat.layout(CONFIG);
  private static final ParameterSet PARAMETERS =
      RandomModel.parameters(CONFIG, new LanguageModelHead(), 11);

  @TempDir private Path directory;

  @BeforeEach
  void writeConfig() throws IOException {
    Files.write(
        directory.resolve("config.json"),
        ConfigWriter.write(CONFIG, new LanguageModelHead(), FloatFormat.FLOAT32));
  }

  private static List<TensorSource> tensors() {
    List<TensorSource> tensors = new ArrayList<>();
    for (Parameter parameter : LAYOUT.parameters()) {
      tensors.add(
          new TensorSource(parameter.name(), parameter.shape(), PARAMETERS.elements(parameter)));
    }
    return tensors;
  }

  private void write(String name, List<TensorSource> tensors) {
    SafetensorsWriter.write(directory.resolve(name), tensors, FloatFormat.FLOAT32);
  }

  private void writeIndex(Map<String, String> fileOfTensor) throws IOException {
    Files.writeString(
        directory.resolve("model.safetensors.index.json"),
        fileOfTensor.entrySet().stream()
            .map(entry -> "\"" + entry.getKey() + "\":\"" + entry.getValue() + "\"")
            .collect(Collectors.joining(",", "{\"metadata\":{},\"weight_map\":{", "}}")));
  }

  /** Two shards; the map is what a sound index says. */
  private Map<String, String> writeShards() {
    List<TensorSource> tensors = tensors();
    write("model-00001-of-00002.safetensors", tensors.subList(0, 5));
    write("model-00002-of-00002.safetensors", tensors.subList(5, tensors.size()));
    Map<String, String> index = new TreeMap<>();
    for (int i = 0; i < tensors.size(); i++) {
      index.put(
          tensors.get(i).name(),
          i < 5 ? "model-00001-of-00002.safetensors" : "model-00002-of-00002.safetensors");
    }
    return index;
  }

  private void assertRefused(String... parts) {
    assertThatThrownBy(() -> ModelDirectory.open(directory).parameters())
        .isInstanceOf(InputException.class)
        .hasMessageContaining(directory.toString())
        .hasMessageNotContaining("\n")
        .satisfies(error -> assertThat(error.getMessage()).contains(parts));
  }

  @Test
  void shardsAreReadTogether() throws IOException {
    writeIndex(writeShards());
    ModelDirectory model = ModelDirectory.open(directory);
    assertThat(model.parameters()).isEqualTo(PARAMETERS);
    assertThat(model.storage()).isEqualTo(FloatFormat.FLOAT32);
  }

  @Test
  void shardsMayBeStoredDifferently() throws IOException {
    writeIndex(writeShards());
    Path first = directory.resolve("model-00001-of-00002.safetensors");
    Files.delete(first);
    SafetensorsWriter.write(first, tensors().subList(0, 5), FloatFormat.BFLOAT16);
    assertThat(ModelDirectory.open(directory).storage()).isEqualTo(FloatFormat.FLOAT32);
  }

  @ParameterizedTest
  @EnumSource(FloatFormat.class)
  void aValueThatIsNotANumberIsNamedWithFileAndElement(FloatFormat format) throws IOException {
    for (float value : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
      List<TensorSource> tensors = tensors();
      TensorSource sound = tensors.get(3);
      float[] values = sound.values().clone();
      values[2] = value;
      tensors.set(3, new TensorSource(sound.name(), sound.shape(), values));
      SafetensorsWriter.write(directory.resolve("model.safetensors"), tensors, format);
      assertRefused(
          "Cannot use the weights in " + directory + "/model.safetensors: element 2 of tensor ",
          "\"%s\" is %s; copy or download".formatted(sound.name(), value));
      Files.delete(directory.resolve("model.safetensors"));
    }
  }

  @Test
  void missingTensorsAreNamed() {
    List<TensorSource> tensors = tensors();
    tensors.remove(4);
    String name = tensors.remove(2).name();
    write("model.safetensors", tensors);
    assertRefused("tensor " + name + " is missing, and 1 more");
  }

  @Test
  void extraTensorsAreNamed() {
    List<TensorSource> tensors = tensors();
    tensors.add(
        new TensorSource("model.layers.0.self_attn.q_norm.weight", List.of(2), new float[2]));
    write("model.safetensors", tensors);
    assertRefused("model.layers.0.self_attn.q_norm.weight", "has no such parameter");
  }

  @Test
  void misshapenTensorsAreNamed() {
    List<TensorSource> tensors = tensors();
    TensorSource first = tensors.get(0);
    tensors.set(0, new TensorSource(first.name(), List.of(8, 260), new float[8 * 260]));
    write("model.safetensors", tensors);
    assertRefused(first.name(), "its shape is [8, 260] but config.json asks for [260, 8]");
  }

  @Test
  void tensorsOfOtherTypesAreNamed() throws IOException {
    List<TensorSource> tensors = tensors();
    TensorSource norm = tensors.remove(tensors.size() - 1);
    SafetensorsWriter.write(
        directory.resolve("model.safetensors"),
        tensors,
        FloatFormat.FLOAT32,
        Map.of(norm.name(), 3L));
    assertRefused(norm.name(), "its shape is [] but config.json asks for [8]");
  }

  @Test
  void derivedFrequenciesAreSkipped() {
    List<TensorSource> tensors = tensors();
    tensors.add(
        new TensorSource("model.layers.1.self_attn.rotary_emb.inv_freq", List.of(1), new float[1]));
    write("model.safetensors", tensors);
    assertThat(ModelDirectory.open(directory).parameters()).isEqualTo(PARAMETERS);
  }

  @Test
  void aStoredCopyOfTheTiedProjectionMustBeACopy() {
    List<TensorSource> tensors = tensors();
    Parameter embedding = LAYOUT.parameter("model.embed_tokens.weight");
    tensors.add(
        new TensorSource("lm_head.weight", embedding.shape(), PARAMETERS.elements(embedding)));
    write("model.safetensors", tensors);
    assertThat(ModelDirectory.open(directory).parameters()).isEqualTo(PARAMETERS);
  }

  @Test
  void aStoredProjectionThatDiffersIsNamed() {
    List<TensorSource> tensors = tensors();
    Parameter embedding = LAYOUT.parameter("model.embed_tokens.weight");
    float[] other = PARAMETERS.elements(embedding).clone();
    other[other.length - 1] = 7;
    tensors.add(new TensorSource("lm_head.weight", embedding.shape(), other));
    write("model.safetensors", tensors);
    assertRefused("lm_head.weight", "tie_word_embeddings");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../other/model.safetensors",
        "/etc/passwd",
        "..",
        ".",
        "",
        "sub/model.safetensors",
        "nul\\u0000byte.safetensors"
      })
  void pathsOutsideTheDirectoryAreRefused(String name) throws IOException {
    Map<String, String> index = writeShards();
    index.put("model.norm.weight", name);
    writeIndex(index);
    assertRefused("model.norm.weight", "nothing outside the directory is read");
  }

  @Test
  void picklesAreRefusedWithTheReason() throws IOException {
    Files.write(directory.resolve("pytorch_model.bin"), new byte[] {'P', 'K', 3, 4});
    assertRefused("pytorch_model.bin", "pickle can run any code", "save_pretrained");
  }

  @Test
  void picklesInTheIndexAreRefused() throws IOException {
    Map<String, String> index = writeShards();
    index.put("model.norm.weight", "pytorch_model.bin");
    writeIndex(index);
    assertRefused("pytorch_model.bin", "pickle can run any code");
  }

  @Test
  void noWeightsAtAllIsSaid() {
    assertRefused("there is neither model.safetensors nor model.safetensors.index.json");
  }

  @Test
  void missingShardsAreNamed() throws IOException {
    writeIndex(writeShards());
    Files.delete(directory.resolve("model-00002-of-00002.safetensors"));
    assertRefused("model-00002-of-00002.safetensors", "there is no such file");
  }

  @Test
  void tensorsInAnotherShardThanTheIndexSaysAreNamed() throws IOException {
    Map<String, String> index = writeShards();
    index.put("model.norm.weight", "model-00001-of-00002.safetensors");
    writeIndex(index);
    assertRefused("model.norm.weight", "does not list it for this file");
  }

  @Test
  void tensorsThatTheIndexPromisesAndTheShardLacksAreNamed() throws IOException {
    Map<String, String> index = writeShards();
    index.put("lm_head.weight", "model-00001-of-00002.safetensors");
    writeIndex(index);
    assertRefused("lm_head.weight", "says that it is here, but it is not");
  }

  @Test
  void brokenIndexesAreNamed() throws IOException {
    Path index = directory.resolve("model.safetensors.index.json");
    Files.writeString(index, "{\"weight_map\":{}}");
    assertRefused("weight_map is missing or empty");
    Files.writeString(index, "{\"weight_map\":{\"model.norm.weight\":3}}");
    assertRefused("model.norm.weight", "its file 3");
    Files.writeString(index, "{");
    assertRefused("not valid JSON");
  }

  @Test
  void truncatedWeightsAreRefused() throws IOException {
    write("model.safetensors", tensors());
    Path path = directory.resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(path);
    Files.write(path, Arrays.copyOf(bytes, bytes.length - 1));
    assertRefused("model.norm.weight", "truncated");
  }
}
