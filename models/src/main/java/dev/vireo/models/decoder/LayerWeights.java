package dev.vireo.models.decoder;

import ai.djl.ndarray.NDArray;
import dev.vireo.models.architecture.ModelConfig;
import java.util.Map;

/**
 * One layer's matrices as the pass over the layers wants them, in the format of the products. Made
 * from the Hugging Face parameters by operations that can be differentiated: queries, keys and
 * values joined into one matrix, heads in the order in which they are rotated.
 *
 * @param attentionNorm [hidden], float32
 * @param projection [(h + 2 KV) D, hidden]
 * @param projectionBias [(h + 2 KV) D], or null
 * @param headNorms weights of the norms of query and key heads, in the order of the rows of the
 *     joint projection, [h + KV, D], float32, or null
 * @param output [hidden, h D]
 * @param feedForwardNorm [hidden], float32
 * @param gate [feedForward, hidden]
 * @param up [feedForward, hidden]
 * @param down [hidden, feedForward]
 */
record LayerWeights(
    NDArray attentionNorm,
    NDArray projection,
    NDArray projectionBias,
    NDArray headNorms,
    NDArray output,
    NDArray feedForwardNorm,
    NDArray gate,
    NDArray up,
    NDArray down) {

  /** The same, laid out for products that are not recorded; these here are of no more use. */
  LayerWeights packed(FusedLayers layers) {
    return new LayerWeights(
        attentionNorm,
        layers.packed(projection),
        projectionBias,
        headNorms,
        layers.packed(output),
        feedForwardNorm,
        layers.packed(gate),
        layers.packed(up),
        layers.packed(down));
  }

  static LayerWeights of(
      FusedLayers layers, Map<String, NDArray> parameters, ModelConfig config, int layer) {
    String prefix = "model.layers." + layer + ".";
    String attention = prefix + "self_attn.";
    return new LayerWeights(
        parameters.get(prefix + "input_layernorm.weight"),
        layers.jointProjection(
            parameters.get(attention + "q_proj.weight"),
            parameters.get(attention + "k_proj.weight"),
            parameters.get(attention + "v_proj.weight")),
        config.qkvBias()
            ? layers.jointBias(
                parameters.get(attention + "q_proj.bias"),
                parameters.get(attention + "k_proj.bias"),
                parameters.get(attention + "v_proj.bias"))
            : null,
        config.headNorm()
            ? layers.headNorms(
                parameters.get(attention + "q_norm.weight"),
                parameters.get(attention + "k_norm.weight"))
            : null,
        layers.matrix(parameters.get(attention + "o_proj.weight")),
        parameters.get(prefix + "post_attention_layernorm.weight"),
        layers.matrix(parameters.get(prefix + "mlp.gate_proj.weight")),
        layers.matrix(parameters.get(prefix + "mlp.up_proj.weight")),
        layers.matrix(parameters.get(prefix + "mlp.down_proj.weight")));
  }
}
