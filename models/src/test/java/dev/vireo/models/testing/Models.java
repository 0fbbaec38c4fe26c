package dev.vireo.models.testing;

import ai.djl.Device;
import dev.vireo.models.architecture.Architecture;
import dev.vireo.models.architecture.LanguageModelHead;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.architecture.ModelConfigBuilder;
import dev.vireo.models.architecture.RopeScaling;
import dev.vireo.models.engine.Model;
import dev.vireo.models.parameters.Parameter;
import dev.vireo.models.parameters.ParameterLayout;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.models.scoring.TokenSequence;
import java.util.List;
import java.util.Random;

/** Small decoders with seeded parameters, and sequences for them. */
public final class Models {
  private Models() {}

  /** Three query heads per key head, tied embeddings, no bias. */
  public static ModelConfig llama() {
    return small(Architecture.LLAMA).tiedEmbeddings(true).build();
  }

  /** Two query heads per key head, an output projection of its own, biases. */
  public static ModelConfig qwen() {
    return small(Architecture.QWEN2).heads(4).tiedEmbeddings(false).build();
  }

  /** Llama with stretched rotary positions: quick, blended and slow pairs. */
  public static ModelConfig stretched() {
    return small(Architecture.LLAMA)
        .headDim(8)
        .ropeTheta(50)
        .ropeScaling(new RopeScaling(8, 1, 4, 32))
        .build();
  }

  /** A norm on every query and key head. */
  public static ModelConfig normed() {
    return small(Architecture.QWEN3).headDim(8).tiedEmbeddings(true).build();
  }

  /** A token sees itself and the six before it. */
  public static ModelConfig windowed() {
    return small(Architecture.MISTRAL).heads(4).slidingWindow(7).build();
  }

  /** One of every kind. */
  public static List<ModelConfig> all() {
    return List.of(llama(), qwen(), stretched(), normed(), windowed());
  }

  private static ModelConfigBuilder small(Architecture architecture) {
    return ModelConfig.builder(architecture)
        .vocabularySize(11)
        .hiddenSize(16)
        .layers(2)
        .heads(6)
        .keyValueHeads(2)
        .headDim(4)
        .intermediateSize(20)
        .contextLength(512)
        .ropeTheta(100)
        .rmsNormEps(1e-5);
  }

  /** Parameters large enough that attention and gates matter; norms around 1. */
  public static float[] parameters(ModelConfig config, long seed) {
    return Flat.of(parameterSet(config, seed));
  }

  /** The same, a parameter at a time. */
  public static ParameterSet parameterSet(ModelConfig config, long seed) {
    ParameterLayout layout = Flat.layout(config);
    Random random = new Random(seed);
    ParameterSet set = ParameterSet.zeros(layout);
    for (Parameter parameter : layout.parameters()) {
      boolean norm = parameter.name().contains("norm");
      double scale = parameter.shape().size() == 1 ? 0.3 : 1 / Math.sqrt(parameter.shape().get(1));
      for (int i = 0; i < parameter.size(); i++) {
        set.elements(parameter)[i] = (float) ((norm ? 1 : 0) + 0.9 * scale * random.nextGaussian());
      }
    }
    return set;
  }

  /** A policy on the CPU. */
  public static Model policy(ModelConfig config, float[] parameters) {
    return policy(config, Flat.set(Flat.layout(config), parameters));
  }

  /** A policy on the CPU. */
  public static Model policy(ModelConfig config, ParameterSet parameters) {
    return Model.create(config, new LanguageModelHead(), parameters, Device.cpu());
  }

  /** Random token ids. */
  public static int[] tokens(Random random, int length, ModelConfig config) {
    return random.ints(length, 0, config.vocabularySize()).toArray();
  }

  /** A random sequence. */
  public static TokenSequence sequence(
      Random random, int promptLength, int completionLength, ModelConfig config) {
    return new TokenSequence(
        tokens(random, promptLength, config), tokens(random, completionLength, config));
  }

  /** The same numbers in float64. */
  public static double[] widened(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }
}
