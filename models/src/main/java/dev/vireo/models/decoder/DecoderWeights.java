package dev.vireo.models.decoder;

import ai.djl.ndarray.NDArray;
import dev.vireo.models.directory.ModelConfig;
import dev.vireo.models.parameters.ParameterLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * All matrices as the passes want them. Made once per differentiated batch, or once for all the
 * steps of a sampling call, since the parameters do not change in between.
 */
public final class DecoderWeights {
  private static final String EMBEDDING = "model.embed_tokens.weight";

  private final NDArray embedding;
  private final List<LayerWeights> layers;
  private final NDArray finalNorm;
  private final NDArray vocabulary;

  private DecoderWeights(
      NDArray embedding, List<LayerWeights> layers, NDArray finalNorm, NDArray vocabulary) {
    this.embedding = embedding;
    this.layers = layers;
    this.finalNorm = finalNorm;
    this.vocabulary = vocabulary;
  }

  /**
   * Prepares parameters; recorded where the thread records gradients.
   *
   * @param parameters by Hugging Face name, matrices as [out, in]
   */
  public static DecoderWeights of(Map<String, NDArray> parameters, ModelConfig config) {
    String output = config.tiedEmbeddings() ? EMBEDDING : "lm_head.weight";
    return of(parameters, config, parameters.get(output));
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
        parameters.get(EMBEDDING), layers, parameters.get("model.norm.weight"), output);
  }

  /** [vocabulary, hidden]. */
  NDArray embedding() {
    return embedding;
  }

  LayerWeights layer(int layer) {
    return layers.get(layer);
  }

  int layers() {
    return layers.size();
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
