package dev.vireo.models.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.torch.NativeScope;
import java.util.Map;

/**
 * One layer's matrices as the pass over the layers wants them. Made from the Hugging Face
 * parameters by operations that can be differentiated: queries, keys and values joined, and the
 * norms' weights multiplied in, which costs one operation per matrix instead of one per activation.
 *
 * <p>Rows of the joint projection: the first half of every query head, of every key head; the
 * second half of every query head, of every key head; values. So the two elements of every rotated
 * pair lie equally far apart.
 *
 * @param projection [(h + 2 KV) D, hidden]
 * @param projectionBias [(h + 2 KV) D], or null
 * @param headNorm weights of the norms of query and key heads, in the order of the rotated columns
 *     of the joint projection, [(h + KV) D], or null
 * @param output [hidden, h D]
 * @param gate [feedForward, hidden]
 * @param up [feedForward, hidden]
 * @param down [hidden, feedForward]
 */
record LayerWeights(
    NDArray projection,
    NDArray projectionBias,
    NDArray headNorm,
    NDArray output,
    NDArray gate,
    NDArray up,
    NDArray down) {

  static LayerWeights of(Map<String, NDArray> parameters, ModelConfig config, int layer) {
    String prefix = "model.layers." + layer + ".";
    NDArray attentionNorm = parameters.get(prefix + "input_layernorm.weight");
    NDArray feedForwardNorm = parameters.get(prefix + "post_attention_layernorm.weight");
    NDArray gate = parameters.get(prefix + "mlp.gate_proj.weight");
    NDArray up = parameters.get(prefix + "mlp.up_proj.weight");
    return new LayerWeights(
        NativeScope.keep(() -> joined(parameters, prefix, ".weight", config).mul(attentionNorm)),
        config.qkvBias() ? joined(parameters, prefix, ".bias", config).reshape(-1) : null,
        config.headNorm() ? headNorm(parameters, prefix, config) : null,
        parameters.get(prefix + "self_attn.o_proj.weight"),
        gate.mul(feedForwardNorm),
        up.mul(feedForwardNorm),
        parameters.get(prefix + "mlp.down_proj.weight"));
  }

  /** [(h + 2 KV) D, hidden], or [(h + 2 KV) D, 1] of a bias. */
  private static NDArray joined(
      Map<String, NDArray> parameters, String prefix, String suffix, ModelConfig config) {
    NDArray values = parameters.get(prefix + "self_attn.v_proj" + suffix);
    long valueRows = values.getShape().get(0);
    NDList queries = halves(parameters.get(prefix + "self_attn.q_proj" + suffix), config.headDim());
    NDList keys = halves(parameters.get(prefix + "self_attn.k_proj" + suffix), config.headDim());
    NDList parts =
        new NDList(
            queries.get(0),
            keys.get(0),
            queries.get(1),
            keys.get(1),
            values.reshape(valueRows, -1));
    return NDArrays.concat(parts, 0);
  }

  private static NDArray headNorm(
      Map<String, NDArray> parameters, String prefix, ModelConfig config) {
    return NativeScope.keep(
        () -> {
          long half = config.headDim() / 2;
          NDArray queries = parameters.get(prefix + "self_attn.q_norm.weight").reshape(2, 1, half);
          NDArray keys = parameters.get(prefix + "self_attn.k_norm.weight").reshape(2, 1, half);
          NDList parts =
              new NDList(
                  queries.broadcast(2, config.heads(), half),
                  keys.broadcast(2, config.keyValueHeads(), half));
          return NDArrays.concat(parts, 1).reshape(-1);
        });
  }

  /** [heads D, width] to the first and the second half of every head, [heads D / 2, width] each. */
  private static NDList halves(NDArray matrix, int headDim) {
    long rows = matrix.getShape().get(0);
    NDList parts = matrix.reshape(rows / headDim, 2, headDim / 2, -1).split(2, 1);
    return new NDList(parts.get(0).reshape(rows / 2, -1), parts.get(1).reshape(rows / 2, -1));
  }
}
