package dev.vireo.algorithms.objective;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Random ragged batches. */
final class Batches {
  private Batches() {}

  static TokenBatch random(SplittableRandom random, int sequences, boolean own) {
    double[][] logprobs = new double[sequences][];
    double[][] old = new double[sequences][];
    double[][] reference = new double[sequences][];
    boolean[][] mask = new boolean[sequences][];
    double[][] advantages = new double[sequences][];
    for (int b = 0; b < sequences; b++) {
      int tokens = random.nextInt(7);
      logprobs[b] = new double[tokens];
      old[b] = new double[tokens];
      reference[b] = new double[tokens];
      mask[b] = new boolean[tokens];
      boolean shared = random.nextBoolean();
      advantages[b] = new double[shared ? 1 : tokens];
      for (int t = 0; t < tokens; t++) {
        logprobs[b][t] = -3 * random.nextDouble();
        old[b][t] = logprobs[b][t] + random.nextDouble() - .5;
        reference[b][t] = logprobs[b][t] + 2 * random.nextDouble() - 1;
        mask[b][t] = random.nextInt(4) > 0;
        if (!mask[b][t]) {
          // What the mask leaves out is never looked at.
          old[b][t] = Double.NaN;
          reference[b][t] = Double.NEGATIVE_INFINITY;
        }
      }
      for (int t = 0; t < advantages[b].length; t++) {
        advantages[b][t] = random.nextInt(6) == 0 ? 0 : 4 * random.nextDouble() - 2;
      }
    }
    return new TokenBatch(logprobs, own ? null : old, reference, mask, advantages);
  }

  static TokenBatch part(TokenBatch batch, int from, int to) {
    return new TokenBatch(
        Arrays.copyOfRange(batch.logprobs(), from, to),
        batch.oldLogprobs() == null ? null : Arrays.copyOfRange(batch.oldLogprobs(), from, to),
        batch.referenceLogprobs() == null
            ? null
            : Arrays.copyOfRange(batch.referenceLogprobs(), from, to),
        batch.completionMask() == null
            ? null
            : Arrays.copyOfRange(batch.completionMask(), from, to),
        Arrays.copyOfRange(batch.advantages(), from, to));
  }

  /** One sequence of one token. */
  static TokenBatch token(double logprob, double old, double reference, double advantage) {
    return new TokenBatch(
        new double[][] {{logprob}},
        new double[][] {{old}},
        new double[][] {{reference}},
        null,
        new double[][] {{advantage}});
  }
}
