package dev.vireo.benchmarks.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.models.architecture.Architecture;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.LanguageModelHead;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.directory.AtomicDirectory;
import dev.vireo.models.directory.CarriedFiles;
import dev.vireo.models.directory.ConfigWriter;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.directory.RandomModel;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.models.parameters.Parameter;
import dev.vireo.models.parameters.ParameterLayout;
import dev.vireo.models.safetensors.SafetensorsWriter;
import dev.vireo.models.safetensors.TensorSource;
import dev.vireo.models.tokenizer.ByteTokenizer;
import dev.vireo.models.tokenizer.TokenizerFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes a model directory of the shape of Qwen2.5-0.5B or -3B, or of a small llama: random weights
 * in bfloat16, a tokenizer of bytes, a chat template of the same form as Qwen's. Tokens beyond the
 * bytes have names of several lengths, so that sampled texts differ in length. It stands for the
 * real one wherever memory is measured; arguments: where, and {@code 0.5b}, {@code 3b}, {@code
 * 0.4m}, {@code 24m} or {@code 100m}.
 */
public final class LargeModel {
  private static final String START = "<|im_start|>";
  private static final String END = "<|im_end|>";

  private static final String TEMPLATE =
      "{% for message in messages %}"
          + START
          + "{{ message['role'] }}\n{{ message['content'] }}"
          + END
          + "\n{% endfor %}{% if add_generation_prompt %}"
          + START
          + "assistant\n{% endif %}";

  private static final long SEED = 1;

  private LargeModel() {}

  /** Arguments: the directory, which must not be there yet, and a size: 0.5b if none. */
  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    ModelConfig shape = arguments.length > 1 ? named(arguments[1]) : config();
    ByteTokenizer tokenizer =
        ByteTokenizer.create(List.of(ByteTokenizer.END_OF_TEXT, START, END), END);
    int tokens = Math.max(shape.vocabularySize(), tokenizer.vocabularySize());
    ModelConfig config = shape.toBuilder().vocabularySize(tokens).build();
    AtomicDirectory.write(
        directory,
        made ->
            write(
                made,
                config.toBuilder().eosTokenIds(tokenizer.endOfSequence()).build(),
                new LanguageModelHead(),
                allNamed(tokenizer, tokens),
                SEED));
    System.out.println(directory);
  }

  /** The tokenizer's files, with a name for every token of the vocabulary. */
  private static CarriedFiles allNamed(ByteTokenizer tokenizer, int tokens) throws IOException {
    CarriedFiles files = CarriedFiles.of(tokenizer);
    if (tokens == tokenizer.vocabularySize()) {
      return files;
    }
    ObjectMapper json = new ObjectMapper();
    JsonNode description = json.readTree(tokenizer.files().get(TokenizerFiles.TOKENIZER));
    ObjectNode vocabulary = (ObjectNode) description.get("model").get("vocab");
    for (int id = tokenizer.vocabularySize(); id < tokens; id++) {
      vocabulary.put("t" + id, id);
    }
    return files.with(TokenizerFiles.TOKENIZER, json.writeValueAsBytes(description));
  }

  /** A file for each parameter, so that one at a time is in memory. */
  static void write(
      Path directory, ModelConfig config, Head head, CarriedFiles tokenizer, long seed)
      throws IOException {
    tokenizer.write(directory);
    Files.writeString(directory.resolve("chat_template.jinja"), TEMPLATE);
    Files.write(
        directory.resolve(ModelDirectory.CONFIG_FILE),
        ConfigWriter.write(config, head, FloatFormat.BFLOAT16));
    ObjectNode index = new ObjectMapper().createObjectNode();
    ParameterLayout layout = ParameterLayout.of(config, head);
    index.putObject("metadata").put("total_size", layout.size() * FloatFormat.BFLOAT16.bytes());
    ObjectNode files = index.putObject("weight_map");
    for (Parameter parameter : layout.parameters()) {
      String file = "model-%05d.safetensors".formatted(parameter.index());
      files.put(parameter.name(), file);
      float[] values = RandomModel.parameter(config, parameter, seed);
      SafetensorsWriter.write(
          directory.resolve(file),
          List.of(new TensorSource(parameter.name(), parameter.shape(), values)),
          FloatFormat.BFLOAT16);
    }
    Files.writeString(directory.resolve("model.safetensors.index.json"), index.toString());
  }

  private static ModelConfig named(String size) {
    return switch (size) {
      case "0.4m" -> Workload.named("short").config();
      case "24m", "100m" -> Workload.named(size).config();
      case "0.5b" -> config();
      case "3b" ->
          config().toBuilder()
              .hiddenSize(2048)
              .layers(36)
              .heads(16)
              .intermediateSize(11_008)
              .headDim(128)
              .build();
      default ->
          throw new IllegalArgumentException("no size " + size + ": 0.4m, 24m, 100m, 0.5b or 3b");
    };
  }

  static ModelConfig config() {
    return ModelConfig.builder(Architecture.QWEN2)
        .vocabularySize(151_936)
        .hiddenSize(896)
        .layers(24)
        .heads(14)
        .keyValueHeads(2)
        .intermediateSize(4864)
        .contextLength(32_768)
        .ropeTheta(1_000_000)
        .tiedEmbeddings(true)
        .build();
  }
}
