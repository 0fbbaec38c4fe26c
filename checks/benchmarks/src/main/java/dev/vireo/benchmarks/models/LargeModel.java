package dev.vireo.benchmarks.models;

import dev.vireo.models.architecture.Architecture;
import dev.vireo.models.architecture.LanguageModelHead;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.directory.CarriedFiles;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.directory.RandomModel;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.models.tokenizer.ByteTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes a model directory of Qwen2.5-0.5B's shape: random weights in bfloat16, a tokenizer of
 * bytes, a chat template of the same form as Qwen's. It stands for the real one wherever memory is
 * measured; argument: where.
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

  private LargeModel() {}

  /** Argument: the directory, which must not be there yet. */
  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    ModelConfig config = config();
    ByteTokenizer tokenizer =
        ByteTokenizer.create(List.of(ByteTokenizer.END_OF_TEXT, START, END), END);
    ModelDirectory.write(
        directory,
        config.toBuilder().eosTokenIds(tokenizer.endOfSequence()).build(),
        RandomModel.parameters(config, new LanguageModelHead(), 1),
        CarriedFiles.of(tokenizer),
        FloatFormat.BFLOAT16);
    Files.writeString(directory.resolve("chat_template.jinja"), TEMPLATE);
    System.out.println(directory);
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
