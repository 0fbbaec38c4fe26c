package dev.vireo.pipelines.grpo;

import dev.vireo.models.architecture.Architecture;
import dev.vireo.models.architecture.LanguageModelHead;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.directory.CarriedFiles;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.directory.RandomModel;
import dev.vireo.models.parameters.Parameter;
import dev.vireo.models.parameters.ParameterLayout;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.models.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.List;

/** Model directories of a few thousand parameters, with a tokenizer. */
public final class TinyModels {

  /** Tokenizers as those of well-known models, made by transformers. */
  public static final Path TOKENIZERS =
      Path.of("..", "models/src/test/resources/dev/vireo/models/tokenizer");

  private TinyModels() {}

  /** A random model; config.json names these ends. */
  public static void write(Path target, Tokenizer tokenizer, int... ends) {
    ModelConfig config = config(tokenizer.vocabularySize(), ends);
    ModelDirectory.write(
        target,
        config,
        RandomModel.parameters(config, new LanguageModelHead(), 3),
        CarriedFiles.of(tokenizer));
  }

  static ModelConfig config(int vocabularySize, int... ends) {
    return ModelConfig.builder(Architecture.LLAMA)
        .vocabularySize(vocabularySize)
        .hiddenSize(16)
        .layers(1)
        .heads(2)
        .keyValueHeads(1)
        .intermediateSize(32)
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
  static ParameterSet permuted(ModelConfig config, List<Integer> newId) {
    ParameterSet parameters = RandomModel.parameters(config, new LanguageModelHead(), 3);
    ParameterSet permuted = parameters.copy();
    Parameter embedding =
        ParameterLayout.of(config, new LanguageModelHead()).parameter(ModelConfig.EMBEDDING);
    int width = config.hiddenSize();
    for (int id = 0; id < newId.size(); id++) {
      System.arraycopy(
          parameters.elements(embedding),
          id * width,
          permuted.elements(embedding),
          newId.get(id) * width,
          width);
    }
    return permuted;
  }
}
