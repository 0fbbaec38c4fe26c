package dev.vireo.models.scoring;

import ai.djl.ndarray.NDArray;
import dev.vireo.algorithms.InputException;
import dev.vireo.models.architecture.ScalarHead;
import dev.vireo.models.decoder.DecoderWeights;
import dev.vireo.models.engine.Model;
import dev.vireo.models.torch.Autograd;
import dev.vireo.models.torch.NativeArrays;
import dev.vireo.models.torch.NativeScope;
import java.util.List;
import java.util.Objects;

/** Scores sequences with a model that has a {@link ScalarHead}; for one thread, like its model. */
public final class SequenceScorer {
  private final Model model;
  private final Integer padTokenId;
  private final int labels;

  /**
   * @throws IllegalArgumentException if the model predicts tokens
   */
  public SequenceScorer(Model model) {
    this(model, model.config().padTokenId());
  }

  /**
   * The same with the padding token of a model whose base, which others share, names another.
   *
   * @param padTokenId null if no token is padding
   */
  public SequenceScorer(Model model, Integer padTokenId) {
    if (!(model.head() instanceof ScalarHead head)) {
      throw new IllegalArgumentException("A model with a " + model.head() + " has no scores");
    }
    this.model = model;
    this.padTokenId = padTokenId;
    this.labels = head.labels();
  }

  /**
   * Scores sequences: the logit of one label. As in transformers a sequence's score is that of its
   * last token that is not the padding token, so where padding and end of sequence are one token,
   * the end does not count; of the first token where all are padding. All sequences go through the
   * layers together, padded to the longest: callers bound how many they hand over.
   *
   * @param sequences token ids, [B][T_i], T_i at least 1
   * @param label which score, from 0
   * @return [B]
   * @throws InputException if a sequence is empty, longer than the context, or has a token outside
   *     the vocabulary
   */
  public float[] score(List<int[]> sequences, int label) {
    Objects.checkIndex(label, labels);
    if (sequences.isEmpty()) {
      return new float[0];
    }
    for (int i = 0; i < sequences.size(); i++) {
      check(i, sequences.get(i));
    }
    int longest = sequences.stream().mapToInt(sequence -> sequence.length).max().orElseThrow();
    long[] tokens = new long[Math.multiplyExact(sequences.size(), longest)];
    long[] last = new long[sequences.size()];
    for (int row = 0; row < last.length; row++) {
      int[] sequence = sequences.get(row);
      for (int t = 0; t < sequence.length; t++) {
        tokens[row * longest + t] = sequence[t];
      }
      last[row] = (long) row * longest + scored(sequence, padTokenId);
    }
    Autograd.recordGradients(false);
    float[] scores =
        NativeScope.call(
            () -> {
              DecoderWeights weights = model.weights();
              NDArray hidden =
                  model
                      .decoder()
                      .hidden(
                          weights,
                          NativeArrays.of(model.manager(), tokens),
                          model.decoder().causal(sequences.size(), longest));
              NDArray rows = Autograd.takeRows(hidden, NativeArrays.of(model.manager(), last));
              return model.decoder().logits(weights, rows, 1).toFloatArray();
            });
    float[] chosen = new float[last.length];
    for (int row = 0; row < chosen.length; row++) {
      chosen[row] = scores[row * labels + label];
    }
    return chosen;
  }

  /**
   * The place of the token whose logit is a sequence's score.
   *
   * @param padTokenId null if no token is padding
   */
  public static int scored(int[] sequence, Integer padTokenId) {
    int at = sequence.length - 1;
    while (at > 0 && padTokenId != null && sequence[at] == padTokenId) {
      at--;
    }
    return at;
  }

  private void check(int index, int[] sequence) {
    if (sequence.length == 0) {
      throw new InputException("sequence " + index + " has no tokens to score");
    }
    if (sequence.length > model.config().contextLength()) {
      throw new InputException(
          "sequence "
              + index
              + " has "
              + sequence.length
              + " tokens, more than the reward model's context of "
              + model.config().contextLength());
    }
    for (int token : sequence) {
      if (token < 0 || token >= model.config().vocabularySize()) {
        throw new InputException(
            "sequence "
                + index
                + " has token "
                + token
                + ", outside the reward model's vocabulary of "
                + model.config().vocabularySize());
      }
    }
  }
}
