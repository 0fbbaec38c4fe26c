package dev.vireo.models.scoring;

import ai.djl.ndarray.NDArray;
import dev.vireo.algorithms.loss.Outputs;
import dev.vireo.algorithms.loss.TokenStatistic;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.decoder.DecoderWeights;
import dev.vireo.models.engine.Model;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.models.parameters.Precision;
import dev.vireo.models.torch.Autograd;
import dev.vireo.models.torch.NativeArrays;
import dev.vireo.models.torch.NativeScope;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * From hidden states to log-probabilities and back, a bounded number of logits at a time.
 *
 * <p>Log-probability of token y at temperature T: z_y / T - log(sum over v of exp(z_v / T)), with z
 * the logits. Divergence of a reference policy's distribution r from the model's p, before a token:
 * sum over v of r_v (log r_v - log p_v).
 */
public final class VocabularyChunks {
  /** Logits that exist at once, unless told otherwise: 64 MiB of them. */
  public static final int DEFAULT_LIMIT = 1 << 24;

  private static final int[] LAST = {1};

  private final Model model;
  private final int rowsPerChunk;

  /**
   * @param limit logits that may exist at once; at least one row of them always does
   */
  public VocabularyChunks(Model model, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("The limit of logits, " + limit + ", is not positive");
    }
    this.model = model;
    this.rowsPerChunk = Math.max(1, limit / model.config().vocabularySize());
  }

  /**
   * Bytes of the logits that exist at once, with their softmax and the gradients of both, in
   * float32; and as the product gives and takes them, where that is another format.
   *
   * @param rows hidden states to predict from
   */
  public static long bytes(ModelConfig config, long rows, int limit, Precision precision) {
    long together = Math.min(rows, Math.max(1, limit / config.vocabularySize()));
    long logits = together * config.vocabularySize();
    boolean rounded = precision.compute() != FloatFormat.FLOAT32;
    return Precision.floats(4 * logits) + (rounded ? precision.computeBytes(2 * logits) : 0);
  }

  /**
   * Bytes that exist besides where a reference policy's distributions are compared: its logits with
   * their logarithmic softmax and softmax, their difference from the model's and its product, and
   * the gradients of both.
   */
  public static long comparedBytes(ModelConfig config, long rows, int limit, Precision precision) {
    long together = Math.min(rows, Math.max(1, limit / config.vocabularySize()));
    long logits = together * config.vocabularySize();
    boolean rounded = precision.compute() != FloatFormat.FLOAT32;
    return Precision.floats(7 * logits) + (rounded ? precision.computeBytes(logits) : 0);
  }

  /**
   * Log-probabilities, and on request what else there is to know of each row's distribution.
   * Nothing is recorded, unless the thread records gradients and there is but one chunk: then
   * {@link Logprobs#backward} need not compute the logits again.
   *
   * @param hidden [M, hidden]
   * @param targets [M]
   * @param measuring statistics to measure too, at the cost of a pass over the logits each
   */
  public Logprobs logprobs(
      DecoderWeights weights,
      NDArray hidden,
      long[] targets,
      double temperature,
      Set<TokenStatistic> measuring) {
    return logprobs(weights, hidden, targets, temperature, measuring, Optional.empty());
  }

  /**
   * The same, and the divergence of a reference policy's distribution from the model's before each
   * token.
   *
   * @param reference what the reference policy makes of the same tokens; empty to compare with none
   */
  public Logprobs logprobs(
      DecoderWeights weights,
      NDArray hidden,
      long[] targets,
      double temperature,
      Set<TokenStatistic> measuring,
      Optional<ReferenceStates> reference) {
    Chunks chunks = new Chunks(weights, hidden, targets, temperature, reference);
    Measured measured = Measured.of(targets.length, measuring, reference.isPresent());
    if (Autograd.recordsGradients() && targets.length <= rowsPerChunk && targets.length > 0) {
      NDArray recorded =
          NativeScope.keep(() -> chunks.measure(hidden, 0, targets.length, measured));
      return new Logprobs(chunks, measured, recorded);
    }
    boolean recording = Autograd.recordsGradients();
    Autograd.recordGradients(false);
    chunks.forEach(
        (from, to) -> chunks.measure(Autograd.slice(hidden, 0, from, to), from, to, measured));
    Autograd.recordGradients(recording);
    return new Logprobs(chunks, measured, null);
  }

  /**
   * What is read of each row.
   *
   * @param logprobs [M], of the targets
   * @param statistics [M] each, of those asked for
   * @param divergences [M], where a reference policy is compared with
   */
  private record Measured(
      float[] logprobs, Map<TokenStatistic, float[]> statistics, Optional<float[]> divergences) {

    static Measured of(int rows, Set<TokenStatistic> measuring, boolean compared) {
      Map<TokenStatistic, float[]> statistics = new EnumMap<>(TokenStatistic.class);
      measuring.forEach(statistic -> statistics.put(statistic, new float[rows]));
      return new Measured(
          new float[rows], statistics, compared ? Optional.of(new float[rows]) : Optional.empty());
    }
  }

  /** Log-probabilities of given tokens, divergences if asked for, and the way back from them. */
  public final class Logprobs implements HeadOutputs {
    private final Chunks chunks;
    private final Measured measured;
    private final NDArray recorded;

    private Logprobs(Chunks chunks, Measured measured, NDArray recorded) {
      this.chunks = chunks;
      this.measured = measured;
      this.recorded = recorded;
    }

    @Override
    public Outputs outputs(CompletionBatch batch) {
      Map<TokenStatistic, double[][]> statistics = new EnumMap<>(TokenStatistic.class);
      measured
          .statistics()
          .forEach((statistic, values) -> statistics.put(statistic, batch.perSequence(values)));
      return new Outputs(
          batch.perSequence(measured.logprobs()),
          statistics,
          measured.divergences().map(batch::perSequence));
    }

    @Override
    public void backward(float[] upstream) {
      NativeScope.run(
          () -> {
            if (recorded != null) {
              Autograd.backward(recorded, NativeArrays.of(model.manager(), upstream));
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
    private final Optional<ReferenceStates> reference;

    Chunks(
        DecoderWeights weights,
        NDArray hidden,
        long[] targets,
        double temperature,
        Optional<ReferenceStates> reference) {
      this.weights = weights;
      this.hidden = hidden;
      this.targets = targets;
      this.temperature = temperature == 0 ? 1 : temperature;
      this.reference = reference;
    }

    void forEach(ChunkWork work) {
      for (int first = 0; first < targets.length; first += rowsPerChunk) {
        int from = first;
        int to = Math.min(targets.length, first + rowsPerChunk);
        NativeScope.run(() -> work.run(from, to));
      }
    }

    /**
     * Log-probabilities of the targets of some rows, and behind them the rows' divergences if they
     * are asked for, in one array; recorded where the thread records.
     */
    NDArray measure(NDArray rows, int from, int to, Measured into) {
      NDArray logits = model.decoder().logits(weights, rows, temperature);
      NDArray all = logits.logSoftmax(-1);
      NDArray chosen = chosen(all, from, to);
      copy(chosen, into.logprobs(), from);
      into.statistics()
          .forEach(
              (statistic, values) -> {
                float[] rowsOf =
                    switch (statistic) {
                      case ENTROPY -> entropies(all.stopGradient());
                      case MEAN_LOGIT -> logits.stopGradient().mean(LAST).toFloatArray();
                      case MOST_LIKELY -> mostLikely(all.stopGradient(), from);
                    };
                System.arraycopy(rowsOf, 0, values, from, rowsOf.length);
              });
      if (into.divergences().isEmpty()) {
        return chosen;
      }
      NDArray divergences = divergences(all, from, to);
      copy(divergences, into.divergences().get(), from);
      return chosen.concat(divergences);
    }

    /** KL(reference || model) before the targets of some rows, [to - from]. */
    private NDArray divergences(NDArray all, int from, int to) {
      NDArray others = reference.orElseThrow().logprobs(from, to, temperature);
      return others.exp().mul(others.sub(all)).sum(LAST);
    }

    private float[] entropies(NDArray logprobs) {
      return logprobs.exp().mul(logprobs).sum(LAST).neg().toFloatArray();
    }

    /** 1 where a row's target is the most likely token, else 0. */
    private float[] mostLikely(NDArray logprobs, int from) {
      long[] best = logprobs.argMax(1).toLongArray();
      float[] hits = new float[best.length];
      for (int row = 0; row < best.length; row++) {
        hits[row] = best[row] == targets[from + row] ? 1 : 0;
      }
      return hits;
    }

    private NDArray chosen(NDArray all, int from, int to) {
      NDArray index = NativeArrays.of(model.manager(), Arrays.copyOfRange(targets, from, to));
      return all.gather(index.reshape(to - from, 1), 1).reshape(to - from);
    }

    void backward(float[] upstream) {
      Autograd.recordGradients(false);
      NDArray detached = hidden.stopGradient();
      NDArray hiddenGradient = model.manager().zeros(hidden.getShape());
      forEach(
          (from, to) -> {
            NDArray leaf = Autograd.slice(detached, 0, from, to).stopGradient();
            Autograd.requireGradient(leaf);
            Autograd.recordGradients(true);
            NDArray all = model.decoder().logits(weights, leaf, temperature).logSoftmax(-1);
            NDArray logprobs = chosen(all, from, to);
            NDArray outputs =
                reference.isEmpty() ? logprobs : logprobs.concat(divergences(all, from, to));
            Autograd.recordGradients(false);
            float[] chunk = ofRows(upstream, from, to);
            Autograd.backward(outputs, NativeArrays.of(model.manager(), chunk));
            Autograd.write(hiddenGradient, 0, from, to, Autograd.gradient(leaf));
          });
      Autograd.backward(hidden, hiddenGradient);
    }

    /** The part of some rows: of the log-probabilities, and behind them of the divergences. */
    private float[] ofRows(float[] upstream, int from, int to) {
      if (reference.isEmpty()) {
        return Arrays.copyOfRange(upstream, from, to);
      }
      float[] part = new float[2 * (to - from)];
      System.arraycopy(upstream, from, part, 0, to - from);
      System.arraycopy(upstream, targets.length + from, part, to - from, to - from);
      return part;
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
