package dev.vireo.jobs.rollouts.server;

/**
 * Where the log-probabilities in the rollouts come from.
 *
 * <p>The datasets hold those of the full softmax at the sampling temperature, before top-k and
 * top-p. Servers mean different things by the word: vLLM gives raw ones, at temperature 1, unless
 * it was started with {@code --logprobs-mode processed_logprobs}, and then those after top-k and
 * top-p; SGLang gives those of the datasets, unless it was told otherwise; others say nothing. Nor
 * can a request tell which way a server was started. And a server's arithmetic (bfloat16, fused
 * kernels, other batch shapes) is not that of the update, so that the ratio of the two is not 1
 * even if nothing has been learned.
 */
public enum LogprobSource {
  /**
   * Ours: every completion is scored under the old policy in the task that asked for it. One
   * forward pass a completion, little compared with making it. The default.
   */
  RESCORE,

  /**
   * The server's, taken at their word. For a server known to give the above: vLLM at temperature 1,
   * or with {@code --logprobs-mode processed_logprobs}; SGLang. Refused with top-p or top-k.
   */
  SERVER
}
