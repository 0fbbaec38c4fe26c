package dev.vireo.algorithms.loss.policy;

import dev.vireo.algorithms.loss.Denominators;
import dev.vireo.algorithms.loss.LossValue;
import dev.vireo.algorithms.loss.Outputs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Completions and their log-probabilities. */
record Batches(double[][] logprobs, List<PolicyExample> examples) {

  /** Random ragged rows, some of whose tokens do not count. */
  static Batches random(SplittableRandom random, int sequences, boolean own) {
    double[][] logprobs = new double[sequences][];
    List<PolicyExample> examples = new ArrayList<>();
    for (int b = 0; b < sequences; b++) {
      int tokens = random.nextInt(7);
      logprobs[b] = new double[tokens];
      double[] old = new double[tokens];
      double[] reference = new double[tokens];
      boolean[] mask = new boolean[tokens];
      double[] advantages = new double[random.nextBoolean() ? 1 : tokens];
      for (int t = 0; t < tokens; t++) {
        logprobs[b][t] = -3 * random.nextDouble();
        old[t] = logprobs[b][t] + random.nextDouble() - .5;
        reference[t] = logprobs[b][t] + 2 * random.nextDouble() - 1;
        mask[t] = random.nextInt(4) > 0;
        if (!mask[t]) {
          // What the mask leaves out is never looked at.
          old[t] = Double.NaN;
          reference[t] = Double.NEGATIVE_INFINITY;
        }
      }
      for (int t = 0; t < advantages.length; t++) {
        advantages[t] = random.nextInt(6) == 0 ? 0 : 4 * random.nextDouble() - 2;
      }
      examples.add(
          new PolicyExample(
              own ? Optional.empty() : Optional.of(old),
              Optional.of(reference),
              advantages,
              Optional.of(mask)));
    }
    return new Batches(logprobs, examples);
  }

  /** One completion of one token. */
  static Batches token(double logprob, double old, double reference, double advantage) {
    return new Batches(
        new double[][] {{logprob}},
        List.of(
            PolicyExample.of(
                Optional.of(new double[] {old}),
                Optional.of(new double[] {reference}),
                new double[] {advantage})));
  }

  Batches part(int from, int to) {
    return new Batches(Arrays.copyOfRange(logprobs, from, to), examples.subList(from, to));
  }

  long activeTokens() {
    long tokens = 0;
    for (int i = 0; i < logprobs.length; i++) {
      tokens += new PolicyRow(i, logprobs[i], examples.get(i)).activeTokens();
    }
    return tokens;
  }

  /** The denominators of a step that is this batch. */
  Denominators step(int microBatches, int maxCompletionLength) {
    long tokens = activeTokens();
    return new Denominators(
        logprobs.length,
        logprobs.length,
        tokens,
        tokens,
        tokens,
        microBatches,
        maxCompletionLength);
  }

  LossValue evaluate(PolicyLossSettings settings, Denominators step) {
    return new PolicyLoss(settings).evaluate(Outputs.of(logprobs), examples, step);
  }
}
