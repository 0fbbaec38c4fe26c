package dev.vireo.models.scoring;

import ai.djl.ndarray.NDArray;
import dev.vireo.models.decoder.DecoderWeights;
import dev.vireo.models.policy.Policy;
import dev.vireo.models.torch.Autograd;
import dev.vireo.models.torch.NativeScope;
import java.util.Arrays;

/**
 * From hidden states to log-probabilities and back, a bounded number of logits at a time.
 *
 * <p>Log-probability of token y at temperature T: z_y / T - log(sum over v of exp(z_v / T)), with z
 * the logits.
 */
public final class VocabularyChunks {
  /** Logits that exist at once, unless told otherwise: 64 MiB of them. */
  public static final int DEFAULT_LIMIT = 1 << 24;

  private final Policy policy;
  private final int rowsPerChunk;

  /**
   * @param limit logits that may exist at once; at least one row of them always does
   */
  public VocabularyChunks(Policy policy, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("The limit of logits, " + limit + ", is not positive");
    }
    this.policy = policy;
    this.rowsPerChunk = Math.max(1, limit / policy.config().vocabularySize());
  }

  /**
   * Log-probabilities, and on request entropies, without recording anything.
   *
   * @param hidden [M, hidden]
   * @param targets [M]
   * @param entropies where to put the entropy of each row's distribution, [M], or null
   * @return [M]
   */
  public float[] logprobs(
      DecoderWeights weights,
      NDArray hidden,
      long[] targets,
      double temperature,
      float[] entropies) {
    float[] result = new float[targets.length];
    Autograd.recordGradients(false);
    for (int first = 0; first < targets.length; first += rowsPerChunk) {
      int from = first;
      int to = Math.min(targets.length, first + rowsPerChunk);
      NativeScope.run(
          () -> {
            NDArray all = distribution(weights, Autograd.slice(hidden, 0, from, to), temperature);
            copy(chosen(all, targets, from, to), result, from);
            if (entropies != null) {
              copy(all.exp().mul(all).sum(new int[] {1}).neg(), entropies, from);
            }
          });
    }
    return result;
  }

  /**
   * Back-propagates sum(upstream * logprob) to everything the hidden states came from. Logits are
   * computed again, chunk by chunk.
   *
   * @param hidden [M, hidden], recorded
   * @param upstream d loss / d logprob, [M]
   */
  public void backward(
      DecoderWeights weights,
      NDArray hidden,
      long[] targets,
      double temperature,
      float[] upstream) {
    NativeScope.run(
        () -> {
          NDArray detached = hidden.stopGradient();
          NDArray hiddenGradient = policy.manager().zeros(hidden.getShape());
          for (int first = 0; first < targets.length; first += rowsPerChunk) {
            int from = first;
            int to = Math.min(targets.length, first + rowsPerChunk);
            NativeScope.run(
                () -> {
                  Autograd.recordGradients(false);
                  NDArray leaf = Autograd.slice(detached, 0, from, to).stopGradient();
                  Autograd.requireGradient(leaf);
                  Autograd.recordGradients(true);
                  NDArray all = distribution(weights, leaf, temperature);
                  NDArray logprobs = chosen(all, targets, from, to);
                  Autograd.backward(logprobs, upstreamOf(upstream, from, to));
                  Autograd.recordGradients(false);
                  Autograd.write(hiddenGradient, 0, from, to, Autograd.gradient(leaf));
                });
          }
          Autograd.backward(hidden, hiddenGradient);
        });
  }

  /** Log-probabilities of the whole vocabulary, [rows, vocabulary]. */
  private NDArray distribution(DecoderWeights weights, NDArray hidden, double temperature) {
    return NativeScope.keep(
        () ->
            policy
                .decoder()
                .logits(weights, hidden, temperature == 0 ? 1 : temperature)
                .logSoftmax(-1));
  }

  private NDArray chosen(NDArray all, long[] targets, int from, int to) {
    long[] chunk = Arrays.copyOfRange(targets, from, to);
    NDArray index = policy.manager().create(chunk).reshape(to - from, 1);
    return all.gather(index, 1).reshape(to - from);
  }

  private NDArray upstreamOf(float[] upstream, int from, int to) {
    return policy.manager().create(Arrays.copyOfRange(upstream, from, to));
  }

  private static void copy(NDArray from, float[] to, int at) {
    float[] values = from.toFloatArray();
    System.arraycopy(values, 0, to, at, values.length);
  }
}
