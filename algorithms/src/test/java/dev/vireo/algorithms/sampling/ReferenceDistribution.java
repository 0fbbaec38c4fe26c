package dev.vireo.algorithms.sampling;

import java.util.Arrays;
import java.util.Comparator;

/** The sampler's distribution, by its definition: softmax, sort, cut, renormalise. */
final class ReferenceDistribution {
  private ReferenceDistribution() {}

  static double[] softmax(float[] logits, double temperature) {
    double greatest = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      greatest = Math.max(greatest, logit);
    }
    double[] shares = new double[logits.length];
    double sum = 0;
    for (int i = 0; i < shares.length; i++) {
      shares[i] = StrictMath.exp((logits[i] - greatest) / temperature);
      sum += shares[i];
    }
    for (int i = 0; i < shares.length; i++) {
      shares[i] /= sum;
    }
    return shares;
  }

  static double[] of(float[] logits, SamplingSettings settings) {
    double[] shares = softmax(logits, settings.temperature());
    Integer[] order = new Integer[logits.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble(i -> -logits[i]));
    int kept = settings.topK() == 0 ? logits.length : Math.min(settings.topK(), logits.length);
    double held = 0;
    for (int i = 0; i < kept; i++) {
      held += shares[order[i]];
    }
    double[] result = new double[logits.length];
    double before = 0;
    double left = 0;
    for (int i = 0; i < kept && (i == 0 || before < settings.topP() * held); i++) {
      result[order[i]] = shares[order[i]];
      before += shares[order[i]];
      left += shares[order[i]];
    }
    for (int i = 0; i < result.length; i++) {
      result[i] /= left;
    }
    return result;
  }
}
