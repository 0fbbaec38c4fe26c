package dev.vireo.models.scoring;

import dev.vireo.algorithms.loss.Outputs;

/** What a model's head puts out for a batch, and the way back from it. */
public interface HeadOutputs {

  /** What a loss is given, sequence by sequence as the batch has them. */
  Outputs outputs(CompletionBatch batch);

  /**
   * Back-propagates sum(upstream * output) to everything the hidden states came from; once only.
   *
   * @param upstream d loss / d output, in the order of the outputs; behind all of them d loss / d
   *     divergence, in the same order, where there are divergences
   */
  void backward(float[] upstream);
}
