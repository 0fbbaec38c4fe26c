package dev.vireo.models.decoder;

import ai.djl.ndarray.NDArray;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.architecture.ScalarHead;
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

  /** {@link Decoder#weights}. */
  static DecoderWeights of(
      FusedLayers fused, Map<String, NDArray> parameters, ModelConfig config, Head head) {
    List<LayerWeights> layers = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      layers.add(LayerWeights.of(fused, parameters, config, layer));
    }
    return of(fused, parameters, layers::get, config, head);
  }

  /** {@link Decoder#packedWeights}. */
  static DecoderWeights packed(
      FusedLayers fused, Map<String, NDArray> parameters, ModelConfig config, Head head) {
    List<LayerWeights> layers = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      layers.add(LayerWeights.of(fused, parameters, config, layer).packed(fused));
    }
    DecoderWeights plain = of(fused, parameters, layers::get, config, head);
    return new DecoderWeights(
        plain.embedding,
        plain.layers,
        plain.layerCount,
        plain.finalNorm,
        fused.packed(plain.projection),
        plain.bias);
  }

  /** {@link Decoder#weightsOnDemand}. */
  static DecoderWeights onDemand(
      FusedLayers fused,
      Map<String, NDArray> parameters,
      IntFunction<Map<String, NDArray>> ofLayer,
      ModelConfig config,
      Head head) {
    return of(
        fused,
        parameters,
        layer -> LayerWeights.of(fused, ofLayer.apply(layer), config, layer),
        config,
        head);
  }

  private static DecoderWeights of(
      FusedLayers fused,
      Map<String, NDArray> parameters,
      IntFunction<LayerWeights> layers,
      ModelConfig config,
      Head head) {
    NDArray projection = parameters.get(head.projection(config));
    return new DecoderWeights(
        parameters.get(ModelConfig.EMBEDDING),
        layers,
        config.layers(),
        parameters.get(FINAL_NORM),
        // A scalar head is as good as free, and what it says is a number in its own right.
        head instanceof ScalarHead ? fused.full(projection) : fused.matrix(projection),
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
