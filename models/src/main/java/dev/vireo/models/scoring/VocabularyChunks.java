package dev.vireo.models.scoring;

import ai.djl.ndarray.NDArray;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.decoder.DecoderWeights;
import dev.vireo.models.policy.Policy;
import dev.vireo.models.torch.Autograd;
import dev.vireo.models.torch.NativeArrays;
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
   * Bytes of the logits that exist at once, with their softmax and the gradients of both.
   *
   * @param rows hidden states to predict from
   */
  public static long bytes(ModelConfig config, long rows, int limit) {
    long together = Math.min(rows, Math.max(1, limit / config.vocabularySize()));
    return 4 * together * config.vocabularySize() * Float.BYTES;
  }

  /**
   * Log-probabilities, and on request entropies. Nothing is recorded, unless the thread records
   * gradients and there is but one chunk: then {@link Logprobs#backward} need not compute the
   * logits again.
   *
   * @param hidden [M, hidden]
   * @param targets [M]
   * @param entropies where to put the entropy of each row's distribution, [M], or null
   */
  public Logprobs logprobs(
      DecoderWeights weights,
      NDArray hidden,
      long[] targets,
      double temperature,
      float[] entropies) {
    Chunks chunks = new Chunks(weights, hidden, targets, temperature);
    float[] values = new float[targets.length];
    if (Autograd.recordsGradients() && targets.length <= rowsPerChunk && targets.length > 0) {
      NDArray recorded =
          NativeScope.keep(() -> chunks.forward(hidden, 0, targets.length, values, entropies));
      return new Logprobs(chunks, values, recorded);
    }
    boolean recording = Autograd.recordsGradients();
    Autograd.recordGradients(false);
    chunks.forEach(
        (from, to) ->
            chunks.forward(Autograd.slice(hidden, 0, from, to), from, to, values, entropies));
    Autograd.recordGradients(recording);
    return new Logprobs(chunks, values, null);
  }

  /** Log-probabilities of given tokens, and the way back from them. */
  public final class Logprobs {
    private final Chunks chunks;
    private final float[] values;
    private final NDArray recorded;

    private Logprobs(Chunks chunks, float[] values, NDArray recorded) {
      this.chunks = chunks;
      this.values = values;
      this.recorded = recorded;
    }

    /** [M]; not copied. */
    public float[] values() {
      return values;
    }

    /**
     * Back-propagates sum(upstream * logprob) to everything the hidden states came from; once only.
     *
     * @param upstream d loss / d logprob, [M]
     */
    public void backward(float[] upstream) {
      NativeScope.run(
          () -> {
            if (recorded != null) {
              Autograd.backward(recorded, NativeArrays.of(policy.manager(), upstream));
            } else {
              chunks.backward(upstream);
            }
          });
    }
  }

  /** What one call works on. */
  private final class Chunks {
    private final DecoderWeights weights;
    private final NDArray hidden;
    private final long[] targets;
    private final double temperature;

    Chunks(DecoderWeights weights, NDArray hidden, long[] targets, double temperature) {
      this.weights = weights;
      this.hidden = hidden;
      this.targets = targets;
      this.temperature = temperature == 0 ? 1 : temperature;
    }

    void forEach(ChunkWork work) {
      for (int first = 0; first < targets.length; first += rowsPerChunk) {
        int from = first;
        int to = Math.min(targets.length, first + rowsPerChunk);
        NativeScope.run(() -> work.run(from, to));
      }
    }

    /** Log-probabilities of the targets of some rows. */
    NDArray forward(NDArray rows, int from, int to, float[] values, float[] entropies) {
      NDArray all = policy.decoder().logits(weights, rows, temperature).logSoftmax(-1);
      NDArray index = NativeArrays.of(policy.manager(), Arrays.copyOfRange(targets, from, to));
      NDArray chosen = all.gather(index.reshape(to - from, 1), 1).reshape(to - from);
      if (values != null) {
        copy(chosen, values, from);
      }
      if (entropies != null) {
        NDArray detached = all.stopGradient();
        copy(detached.exp().mul(detached).sum(new int[] {1}).neg(), entropies, from);
      }
      return chosen;
    }

    void backward(float[] upstream) {
      Autograd.recordGradients(false);
      NDArray detached = hidden.stopGradient();
      NDArray hiddenGradient = policy.manager().zeros(hidden.getShape());
      forEach(
          (from, to) -> {
            NDArray leaf = Autograd.slice(detached, 0, from, to).stopGradient();
            Autograd.requireGradient(leaf);
            Autograd.recordGradients(true);
            NDArray logprobs = forward(leaf, from, to, null, null);
            Autograd.recordGradients(false);
            float[] chunk = Arrays.copyOfRange(upstream, from, to);
            Autograd.backward(logprobs, NativeArrays.of(policy.manager(), chunk));
            Autograd.write(hiddenGradient, 0, from, to, Autograd.gradient(leaf));
          });
      Autograd.backward(hidden, hiddenGradient);
    }
  }

  /** Work on rows from (inclusive) to (exclusive). */
  private interface ChunkWork {
    void run(int from, int to);
  }

  private static void copy(NDArray from, float[] to, int at) {
    float[] values = from.toFloatArray();
    System.arraycopy(values, 0, to, at, values.length);
  }
}
