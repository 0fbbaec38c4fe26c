package dev.vireo.models.decoder;

import ai.djl.ndarray.NDArray;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.ModelConfig;
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
  private static final String FINAL_NORM = "model.norm.weight";

  private final NDArray embedding;
  private final IntFunction<LayerWeights> layers;
  private final int layerCount;
  private final NDArray finalNorm;
  private final NDArray projection;
  private final NDArray bias;

  private DecoderWeights(
      NDArray embedding,
      IntFunction<LayerWeights> layers,
      int layerCount,
      NDArray finalNorm,
      NDArray projection,
      NDArray bias) {
    this.embedding = embedding;
    this.layers = layers;
    this.layerCount = layerCount;
    this.finalNorm = finalNorm;
    this.projection = projection;
    this.bias = bias;
  }

  /**
   * Prepares parameters; recorded where the thread records gradients.
   *
   * @param parameters by Hugging Face name, matrices as [out, in]
   */
  public static DecoderWeights of(Map<String, NDArray> parameters, ModelConfig config, Head head) {
    List<LayerWeights> layers = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      layers.add(LayerWeights.of(parameters, config, layer));
    }
    return of(parameters, layers::get, config, head);
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
      ModelConfig config,
      Head head) {
    return of(
        parameters, layer -> LayerWeights.of(ofLayer.apply(layer), config, layer), config, head);
  }

  private static DecoderWeights of(
      Map<String, NDArray> parameters,
      IntFunction<LayerWeights> layers,
      ModelConfig config,
      Head head) {
    return new DecoderWeights(
        parameters.get(ModelConfig.EMBEDDING),
        layers,
        config.layers(),
        parameters.get(FINAL_NORM),
        parameters.get(head.projection(config)),
        head.bias().map(parameters::get).orElse(null));
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

  /** The head's projection, [outputs, hidden]; the embedding itself where the two are tied. */
  NDArray projection() {
    return projection;
  }

  /** What is added to it, [outputs]; null if nothing is. */
  NDArray bias() {
    return bias;
  }
}
