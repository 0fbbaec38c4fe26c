package dev.vireo.benchmarks.models;

import dev.vireo.algorithms.loss.Denominators;
import dev.vireo.algorithms.loss.SupervisedExample;
import dev.vireo.algorithms.loss.SupervisedLoss;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.models.training.GradientAccumulator;
import java.util.List;

/**
 * Supervised training, for gradients that cost what they cost in a run.
 *
 * @param tokens completion tokens of the step
 */
record CrossEntropy(long tokens) {

  /** Adds the gradient of a micro-batch. */
  void accumulate(GradientAccumulator into, List<TokenSequence> microBatch) {
    into.accumulate(
        microBatch,
        1,
        new SupervisedLoss(),
        microBatch.stream().map(sequence -> new SupervisedExample(sequence.length())).toList(),
        new Denominators(microBatch.size(), microBatch.size(), tokens, tokens, tokens, 1, 0));
  }
}
