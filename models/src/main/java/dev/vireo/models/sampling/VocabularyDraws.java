package dev.vireo.models.sampling;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.vireo.algorithms.sampling.SamplingKey;
import dev.vireo.algorithms.sampling.SamplingSettings;
import dev.vireo.algorithms.sampling.TokenSampler;
import dev.vireo.models.torch.CompiledModule;
import dev.vireo.models.torch.NativeArrays;
import java.util.Collections;
import java.util.stream.LongStream;

/**
 * Draws from large vocabularies in libtorch, so that tokens and their log-probabilities alone come
 * to Java. What it draws is what {@link TokenSampler} draws, short of rounding at a boundary: it
 * sums weights of float32 where that one has float64.
 */
final class VocabularyDraws implements AutoCloseable {

  /** Below, copying the logits takes less time than the calls. */
  private static final int SMALLEST = 8192;

  /** Tokens that are summed before it is asked among which of them the number falls. */
  private static final int BLOCK = 512;

  private final NDManager manager;
  private final CompiledModule module;
  private final SampleRequest request;
  private final NDArray inverseTemperature;
  private final NDArray offsets;

  /**
   * @param parent of what it holds until it is closed
   */
  VocabularyDraws(NDManager parent, SampleRequest request) {
    this.manager = parent.newSubManager();
    this.request = request;
    this.module =
        CompiledModule.of(
            manager,
            "Drawing",
            VocabularyDraws.class,
            "drawing.torchscript",
            Collections.emptySortedMap());
    this.inverseTemperature =
        NativeArrays.of(
            manager, new double[] {1 / request.sampling().logprobTemperature()}, new Shape());
    this.offsets = NativeArrays.of(manager, LongStream.range(0, BLOCK).toArray());
  }

  /** Whether it can draw so, and faster; top-k and top-p are left to Java. */
  static boolean serve(int vocabularySize, SamplingSettings sampling) {
    return vocabularySize >= SMALLEST && sampling.topP() == 1 && sampling.topK() == 0;
  }

  /**
   * Draws the next token of every active row.
   *
   * @param logits [S, V], one state for every rows.length / S neighbouring rows
   * @throws dev.vireo.algorithms.InputException if a row's logits are NaN, plus infinity, or all
   *     minus infinity
   */
  void draw(NDArray logits, Row[] rows) {
    int rowsPerState = rows.length / (int) logits.getShape().get(0);
    double[] uniforms = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      if (rows[i] != null && rows[i].active()) {
        uniforms[i] = SamplingKey.uniform(rows[i].key(), rows[i].length());
      }
    }
    Drawn drawn = drawn(logits, uniforms);
    for (int i = 0; i < rows.length; i++) {
      if (rows[i] != null && rows[i].active()) {
        if (!Float.isFinite(drawn.greatest[i / rowsPerState])) {
          refuse(logits, i / rowsPerState);
        }
        rows[i].add((int) drawn.tokens[i], drawn.logprobs[i], request);
      }
    }
  }

  /**
   * What is drawn.
   *
   * @param tokens [rows]
   * @param logprobs [rows]
   * @param greatest logit of each state, [S]
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Drawn(long[] tokens, double[] logprobs, float[] greatest) {}

  /**
   * Draws a token for each number.
   *
   * @param logits [S, V]
   * @param uniforms [rows], the same number for each state, in [0, 1); unused at temperature 0
   */
  Drawn drawn(NDArray logits, double[] uniforms) {
    long states = logits.getShape().get(0);
    NDArray numbers =
        NativeArrays.of(manager, uniforms, new Shape(states, uniforms.length / states));
    String function = request.sampling().temperature() == 0 ? "likeliest" : "drawn";
    NDList drawn = module.callForAll(function, logits, inverseTemperature, numbers, offsets);
    return new Drawn(
        drawn.get(0).toLongArray(), drawn.get(1).toDoubleArray(), drawn.get(2).toFloatArray());
  }

  /** Says which token's logit is broken. */
  private void refuse(NDArray logits, int state) {
    float[] row = logits.get(state).toFloatArray();
    new TokenSampler(request.sampling()).draw(row, 0, row.length, 0);
  }

  @Override
  public void close() {
    manager.close();
  }
}
