package dev.vireo.benchmarks.models;

import ai.djl.Device;
import dev.vireo.models.architecture.Architecture;
import dev.vireo.models.architecture.LanguageModelHead;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.architecture.ModelConfigBuilder;
import dev.vireo.models.directory.RandomModel;
import dev.vireo.models.engine.Compute;
import dev.vireo.models.engine.Model;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.models.sampling.PromptTokens;
import dev.vireo.models.scoring.TokenSequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A decoder and a batch of rows, 8 to a prompt.
 *
 * @param config the decoder
 * @param rows completions of a batch
 * @param promptLength tokens per prompt
 * @param completionLength tokens per completion
 */
record Workload(ModelConfig config, int rows, int promptLength, int completionLength) {
  static final int GROUP_SIZE = 8;

  private static final long SEED = 1;

  /**
   * {@code short}: 0.4 million parameters, 6 + 5 tokens; {@code long}: the same, 240 + 256; {@code
   * 24m}: 25.8 million, 57 + 128; {@code 100m}: 113 million, 57 + 64; {@code 0.5b}: the shape and
   * vocabulary of Qwen2.5-0.5B, 57 + 16.
   */
  static Workload named(String name) {
    return switch (name) {
      case "short" -> new Workload(tiny(), 128, 6, 5);
      case "long" -> new Workload(tiny(), 128, 240, 256);
      case "24m" -> new Workload(decoder(512, 8, 8, 8, 1408).build(), 128, 57, 128);
      case "100m" -> new Workload(decoder(768, 16, 12, 12, 2048).build(), 64, 57, 64);
      case "0.5b" -> new Workload(half(), 16, 57, 16);
      default ->
          throw new IllegalArgumentException(
              "no workload " + name + ": short, long, 24m, 100m or 0.5b");
    };
  }

  private static ModelConfig tiny() {
    return decoder(128, 3, 4, 2, 256).build();
  }

  private static ModelConfig half() {
    return decoder(896, 24, 14, 2, 4864).vocabularySize(151_936).build();
  }

  private static ModelConfigBuilder decoder(
      int hidden, int layers, int heads, int keyValueHeads, int intermediate) {
    return ModelConfig.builder(Architecture.LLAMA)
        .vocabularySize(258)
        .hiddenSize(hidden)
        .layers(layers)
        .heads(heads)
        .keyValueHeads(keyValueHeads)
        .intermediateSize(intermediate)
        .contextLength(1024)
        .tiedEmbeddings(true);
  }

  Model model(FloatFormat products) {
    return Model.create(
        config,
        new LanguageModelHead(),
        RandomModel.parameters(config, new LanguageModelHead(), SEED),
        new Compute(Device.cpu(), products));
  }

  /** Rows of a micro-batch: as many as a run's settings would give it. */
  int rowsPerBatch() {
    return completionLength > 8 ? 16 : rows;
  }

  int groups() {
    return rows / GROUP_SIZE;
  }

  List<PromptTokens> prompts() {
    Random random = new Random(SEED);
    List<PromptTokens> prompts = new ArrayList<>();
    for (int i = 0; i < groups(); i++) {
      prompts.add(new PromptTokens("prompt-" + i, tokens(random, promptLength)));
    }
    return prompts;
  }

  List<TokenSequence> sequences() {
    Random random = new Random(SEED);
    List<TokenSequence> sequences = new ArrayList<>();
    for (PromptTokens prompt : prompts()) {
      for (int i = 0; i < GROUP_SIZE; i++) {
        sequences.add(new TokenSequence(prompt.tokenIds(), tokens(random, completionLength)));
      }
    }
    return sequences;
  }

  /** Multiplications and additions of one token's pass through all matrices. */
  double matrixOperations() {
    double queries = (double) config.heads() * config.headDim();
    double keys = (double) config.keyValueHeads() * config.headDim();
    return 2.0
        * config.layers()
        * config.hiddenSize()
        * (2 * queries + 2 * keys + 3.0 * config.intermediateSize());
  }

  /** Those of one token's projection to the vocabulary. */
  double vocabularyOperations() {
    return 2.0 * config.hiddenSize() * config.vocabularySize();
  }

  /** Those of one token's attention to a number of keys. */
  double attentionOperations(double keys) {
    return 4.0 * config.layers() * config.heads() * config.headDim() * keys;
  }

  private int[] tokens(Random random, int length) {
    return random.ints(length, 0, config.vocabularySize()).toArray();
  }
}
