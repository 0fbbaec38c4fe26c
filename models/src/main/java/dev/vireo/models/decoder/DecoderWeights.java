package dev.vireo.models.decoder;

import ai.djl.ndarray.NDArray;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.parameters.ParameterLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * All matrices as the passes want them. Made once per differentiated batch, or once for all the
 * steps of a sampling call, since the parameters do not change in between. Or each layer's anew
 * whenever a pass comes to it, where memory is dearer than time.
 */
public final class DecoderWeights {
  private static final String EMBEDDING = "model.embed_tokens.weight";

  private static final String FINAL_NORM = "model.norm.weight";

  private final NDArray embedding;
  private final IntFunction<LayerWeights> layers;
  private final int layerCount;
  private final NDArray finalNorm;
  private final NDArray vocabulary;

  private DecoderWeights(
      NDArray embedding,
      IntFunction<LayerWeights> layers,
      int layerCount,
      NDArray finalNorm,
      NDArray vocabulary) {
    this.embedding = embedding;
    this.layers = layers;
    this.layerCount = layerCount;
    this.finalNorm = finalNorm;
    this.vocabulary = vocabulary;
  }

  /**
   * Prepares parameters; recorded where the thread records gradients.
   *
   * @param parameters by Hugging Face name, matrices as [out, in]
   */
  public static DecoderWeights of(Map<String, NDArray> parameters, ModelConfig config) {
    return of(parameters, config, parameters.get(output(config)));
  }

  /**
   * Parameters of which a layer's are prepared each time a pass comes to it; recorded where the
   * thread records gradients by then.
   *
   * @param parameters by Hugging Face name, of what is in no layer
   * @param ofLayer gives a layer's parameters, by Hugging Face name
   */
  public static DecoderWeights onDemand(
      Map<String, NDArray> parameters,
      IntFunction<Map<String, NDArray>> ofLayer,
      ModelConfig config) {
    return new DecoderWeights(
        parameters.get(EMBEDDING),
        layer -> LayerWeights.of(ofLayer.apply(layer), config, layer),
        config.layers(),
        parameters.get(FINAL_NORM),
        parameters.get(output(config)));
  }

  private static String output(ModelConfig config) {
    return config.tiedEmbeddings() ? EMBEDDING : "lm_head.weight";
  }

  /**
   * Prepares the parameters of a reward model: its logits are scores, [rows, 1].
   *
   * @param parameters as of {@link #of}
   */
  public static DecoderWeights ofRewardModel(Map<String, NDArray> parameters, ModelConfig config) {
    return of(parameters, config, parameters.get(ParameterLayout.SCORE));
  }

  private static DecoderWeights of(
      Map<String, NDArray> parameters, ModelConfig config, NDArray output) {
    List<LayerWeights> layers = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      layers.add(LayerWeights.of(parameters, config, layer));
    }
    return new DecoderWeights(
        parameters.get(EMBEDDING),
        layers::get,
        config.layers(),
        parameters.get(FINAL_NORM),
        output);
  }

  /** [vocabulary, hidden]. */
  NDArray embedding() {
    return embedding;
  }

  LayerWeights layer(int layer) {
    return layers.apply(layer);
  }

  int layers() {
    return layerCount;
  }

  /** [hidden]. */
  NDArray finalNorm() {
    return finalNorm;
  }

  /** The output projection, [vocabulary, hidden]; the embedding itself where they are tied. */
  NDArray vocabulary() {
    return vocabulary;
  }
}
