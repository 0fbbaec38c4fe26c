package dev.vireo.benchmarks.models;

import ai.djl.Device;
import dev.vireo.models.architecture.Architecture;
import dev.vireo.models.architecture.LanguageModelHead;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.directory.RandomModel;
import dev.vireo.models.engine.Model;
import dev.vireo.models.sampling.PromptTokens;
import dev.vireo.models.scoring.TokenSequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A decoder of 0.4 million parameters (hidden 128, 3 layers, 4 heads over 2 key heads, feed-forward
 * 256, 258 tokens) and a batch of 128 rows, 8 to a prompt.
 *
 * @param promptLength tokens per prompt
 * @param completionLength tokens per completion
 */
record Workload(int promptLength, int completionLength) {
  static final int ROWS = 128;
  static final int GROUP_SIZE = 8;

  private static final long SEED = 1;

  /** {@code short}: 6 + 5 tokens; {@code long}: 240 + 256. */
  static Workload named(String name) {
    return switch (name) {
      case "short" -> new Workload(6, 5);
      case "long" -> new Workload(240, 256);
      default -> throw new IllegalArgumentException("no workload " + name + ": short or long");
    };
  }

  static ModelConfig config() {
    return ModelConfig.builder(Architecture.LLAMA)
        .vocabularySize(258)
        .hiddenSize(128)
        .layers(3)
        .heads(4)
        .keyValueHeads(2)
        .intermediateSize(256)
        .contextLength(1024)
        .tiedEmbeddings(true)
        .build();
  }

  static Model model() {
    ModelConfig config = config();
    return Model.create(
        config,
        new LanguageModelHead(),
        RandomModel.parameters(config, new LanguageModelHead(), SEED),
        Device.cpu());
  }

  List<PromptTokens> prompts() {
    Random random = new Random(SEED);
    List<PromptTokens> prompts = new ArrayList<>();
    for (int i = 0; i < ROWS / GROUP_SIZE; i++) {
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
  static double matrixOperations() {
    ModelConfig config = config();
    double queries = (double) config.heads() * config.headDim();
    double keys = (double) config.keyValueHeads() * config.headDim();
    return 2.0
        * config.layers()
        * config.hiddenSize()
        * (2 * queries + 2 * keys + 3.0 * config.intermediateSize());
  }

  /** Those of one token's projection to the vocabulary. */
  static double vocabularyOperations() {
    return 2.0 * config().hiddenSize() * config().vocabularySize();
  }

  /** Those of one token's attention to a number of keys. */
  static double attentionOperations(double keys) {
    ModelConfig config = config();
    return 4.0 * config.layers() * config.heads() * config.headDim() * keys;
  }

  private static int[] tokens(Random random, int length) {
    return random.ints(length, 0, config().vocabularySize()).toArray();
  }
}
