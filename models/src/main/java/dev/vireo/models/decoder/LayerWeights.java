package dev.vireo.models.decoder;

import ai.djl.ndarray.NDArray;
import dev.vireo.models.architecture.ModelConfig;
import java.util.Map;

/**
 * One layer's matrices as the pass over the layers wants them, in the format of the products. Made
 * from the Hugging Face parameters by operations that can be differentiated: queries, keys and
 * values joined, and the norms' weights multiplied in, which costs one operation per matrix instead
 * of one per activation.
 *
 * @param projection [(h + 2 KV) D, hidden]
 * @param projectionBias [(h + 2 KV) D], or null
 * @param headNorms weights of the norms of query and key heads, in the order of the rows of the
 *     joint projection, [h + KV, D], float32, or null
 * @param output [hidden, h D]
 * @param gate [feedForward, hidden]
 * @param up [feedForward, hidden]
 * @param down [hidden, feedForward]
 */
record LayerWeights(
    NDArray projection,
    NDArray projectionBias,
    NDArray headNorms,
    NDArray output,
    NDArray gate,
    NDArray up,
    NDArray down) {

  static LayerWeights of(
      FusedLayers layers, Map<String, NDArray> parameters, ModelConfig config, int layer) {
    String prefix = "model.layers." + layer + ".";
    String attention = prefix + "self_attn.";
    NDArray feedForwardNorm = parameters.get(prefix + "post_attention_layernorm.weight");
    return new LayerWeights(
        layers.jointProjection(
            parameters.get(attention + "q_proj.weight"),
            parameters.get(attention + "k_proj.weight"),
            parameters.get(attention + "v_proj.weight"),
            parameters.get(prefix + "input_layernorm.weight")),
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
        layers.normedMatrix(parameters.get(prefix + "mlp.gate_proj.weight"), feedForwardNorm),
        layers.normedMatrix(parameters.get(prefix + "mlp.up_proj.weight"), feedForwardNorm),
        layers.matrix(parameters.get(prefix + "mlp.down_proj.weight")));
  }
}
