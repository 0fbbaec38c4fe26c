package dev.vireo.pipelines.grpo;

import dev.vireo.models.architecture.Architecture;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.directory.CarriedFiles;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.directory.RandomModel;
import dev.vireo.models.parameters.Parameter;
import dev.vireo.models.parameters.ParameterLayout;
import dev.vireo.models.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.List;

/** Model directories of a few thousand parameters, with a tokenizer. */
public final class TinyModels {

  /** Tokenizers as those of well-known models, made by transformers. */
  static final Path TOKENIZERS =
      Path.of("..", "models/src/test/resources/dev/vireo/models/tokenizer");

  private TinyModels() {}

  /** A random model; config.json names these ends. */
  public static void write(Path target, Tokenizer tokenizer, int... ends) {
    ModelConfig config = config(tokenizer.vocabularySize(), ends);
    ModelDirectory.write(
        target, config, RandomModel.parameters(config, 3), CarriedFiles.of(tokenizer));
  }

  static ModelConfig config(int vocabularySize, int... ends) {
    return ModelConfig.builder(Architecture.LLAMA)
        .vocabularySize(vocabularySize)
        .hiddenSize(16)
        .layers(1)
        .heads(2)
        .keyValueHeads(1)
        .feedForwardSize(32)
        .contextLength(64)
        .tiedEmbeddings(true)
        .eosTokenIds(ends)
        .build();
  }

  /**
   * Random parameters with the embedding's rows in another order.
   *
   * @param newId for each token the one that takes its place
   */
  static float[] permuted(ModelConfig config, List<Integer> newId) {
    float[] parameters = RandomModel.parameters(config, 3);
    float[] permuted = parameters.clone();
    int width = config.hiddenSize();
    for (Parameter parameter : ParameterLayout.of(config).parameters()) {
      if (parameter.name().equals("model.embed_tokens.weight")) {
        for (int id = 0; id < newId.size(); id++) {
          int from = parameter.offset() + id * width;
          System.arraycopy(
              parameters, from, permuted, parameter.offset() + newId.get(id) * width, width);
        }
      }
    }
    return permuted;
  }
}
