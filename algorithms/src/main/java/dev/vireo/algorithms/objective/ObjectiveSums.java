package dev.vireo.algorithms.objective;

import dev.vireo.algorithms.CompensatedSum;
import dev.vireo.algorithms.InputException;

/** Takes in one sequence after another of a batch. */
final class ObjectiveSums {
  private final ObjectiveSettings settings;
  private final ObjectiveProfile profile;
  private final TokenBatch batch;
  private final double lowest;
  private final double highest;

  private final CompensatedSum loss = new CompensatedSum();
  private long tokens;
  private double klSum;
  private double klSumOfZeroAdvantage;
  private double ratios;
  private double clippedLow;
  private double clippedHigh;

  /** Derivative of the policy loss computed last by its ratio. */
  private double slope;

  ObjectiveSums(ObjectiveSettings settings, TokenBatch batch) {
    this.settings = settings;
    this.profile = settings.profile();
    this.batch = batch;
    this.lowest = 1 - settings.epsilonLow();
    this.highest = 1 + settings.epsilonHigh();
  }

  double loss() {
    return loss.value();
  }

  ObjectiveMetrics metrics() {
    return new ObjectiveMetrics(
        batch.sequences(),
        tokens,
        klSum,
        klSumOfZeroAdvantage,
        ratios,
        clippedLow,
        clippedHigh,
        ratios == 0 ? Double.POSITIVE_INFINITY : clippedLow / ratios,
        ratios == 0 ? Double.NEGATIVE_INFINITY : clippedHigh / ratios);
  }

  /** A sequence whose tokens each have a ratio. */
  void addTokens(int sequence, double weight, double[] gradient) {
    double sum = 0;
    for (int t = 0; t < gradient.length; t++) {
      if (!active(sequence, t)) {
        continue;
      }
      tokens++;
      ratios++;
      double advantage = advantage(sequence, t);
      double logRatio = logRatio(sequence, t);
      double ratio = StrictMath.exp(clamp(logRatio, profile.logRatioBound()));
      sum += policyLoss(sequence, t, ratio, advantage);
      gradient[t] = weight * passed(slope, ratio, logRatio);
      clippedLow += clippedLow(ratio, advantage) ? 1 : 0;
      clippedHigh += clippedHigh(ratio, advantage) ? 1 : 0;
      sum += kl(sequence, t, advantage, weight, gradient);
    }
    addLoss(sequence, weight * sum);
  }

  /** A sequence whose tokens share a ratio. */
  void addSequence(int sequence, double weight, double[] gradient) {
    int count = batch.activeTokens(sequence);
    if (count == 0) {
      return;
    }
    CompensatedSum logRatios = new CompensatedSum();
    for (int t = 0; t < gradient.length; t++) {
      if (active(sequence, t)) {
        logRatios.add(logRatio(sequence, t));
      }
    }
    double logRatio = logRatios.value() / count;
    double ratio = StrictMath.exp(clamp(logRatio, profile.logRatioBound()));
    double sum = 0;
    double slopes = 0;
    int low = 0;
    int high = 0;
    for (int t = 0; t < gradient.length; t++) {
      if (active(sequence, t)) {
        double advantage = advantage(sequence, t);
        sum += policyLoss(sequence, t, ratio, advantage);
        slopes += slope;
        low += clippedLow(ratio, advantage) ? 1 : 0;
        high += clippedHigh(ratio, advantage) ? 1 : 0;
      }
    }
    double shared = weight * passed(slopes, ratio, logRatio) / count;
    for (int t = 0; t < gradient.length; t++) {
      if (active(sequence, t)) {
        gradient[t] = shared;
        sum += kl(sequence, t, advantage(sequence, t), weight, gradient);
      }
    }
    tokens += count;
    ratios++;
    clippedLow += (double) low / count;
    clippedHigh += (double) high / count;
    addLoss(sequence, weight * sum);
  }

  private boolean active(int sequence, int token) {
    return batch.completionMask() == null || batch.completionMask()[sequence][token];
  }

  private double advantage(int sequence, int token) {
    double[] row = batch.advantages()[sequence];
    double advantage = row[row.length == 1 ? 0 : token];
    if (!Double.isFinite(advantage)) {
      throw unfit("advantage", sequence, token, advantage);
    }
    return advantage;
  }

  private double logRatio(int sequence, int token) {
    double logprob = batch.logprobs()[sequence][token];
    if (!Double.isFinite(logprob)) {
      throw unfit("log-probability", sequence, token, logprob);
    }
    if (batch.oldLogprobs() == null) {
      return 0;
    }
    double old = batch.oldLogprobs()[sequence][token];
    if (!Double.isFinite(old)) {
      throw unfit("old log-probability", sequence, token, old);
    }
    return logprob - old;
  }

  /** Sets the slope beside. */
  private double policyLoss(int sequence, int token, double ratio, double advantage) {
    slope = 0;
    if (advantage == 0) {
      return 0;
    }
    double own = ratio * advantage;
    double clipped = Math.min(highest, Math.max(lowest, ratio)) * advantage;
    if (profile.dualClip() && advantage < 0) {
      double least = ObjectiveProfile.DUAL_CLIP * advantage;
      if (Math.min(own, clipped) < least) {
        return -least;
      }
    }
    if (own > clipped) {
      return -clipped;
    }
    if (own == Double.NEGATIVE_INFINITY) {
      throw new InputException(
          "The loss overflows at token "
              + token
              + " of sequence "
              + sequence
              + ": the policy finds it more than e^709 times as likely as the old policy did; lower"
              + " the learning rate, or use the objective profile verl or openrlhf, which clamp");
    }
    slope = -advantage;
    return -own;
  }

  /** The derivative by the log-ratio: what its clamp holds back passes none. */
  private double passed(double slopes, double ratio, double logRatio) {
    // A slope of 0 may stand beside an infinite ratio.
    return slopes == 0 || Math.abs(logRatio) > profile.logRatioBound() ? 0 : slopes * ratio;
  }

  private boolean clippedLow(double ratio, double advantage) {
    return ratio < lowest && advantage < 0;
  }

  private boolean clippedHigh(double ratio, double advantage) {
    return ratio > highest && advantage > 0;
  }

  /** Adds the kl's derivative to the gradient, and returns its part of the token's loss. */
  private double kl(int sequence, int token, double advantage, double weight, double[] gradient) {
    if (batch.referenceLogprobs() == null) {
      return 0;
    }
    double reference = batch.referenceLogprobs()[sequence][token];
    if (!Double.isFinite(reference)) {
      throw unfit("reference log-probability", sequence, token, reference);
    }
    double exponent = reference - batch.logprobs()[sequence][token];
    double clamped = clamp(exponent, profile.klExponentBound());
    double power = StrictMath.expm1(clamped);
    double kl = Math.max(0, power - clamped);
    double derivative = clamped == exponent ? -power : 0;
    if (kl > profile.klBound()) {
      kl = profile.klBound();
      derivative = 0;
    }
    if (kl == Double.POSITIVE_INFINITY) {
      throw new InputException(
          "The kl overflows at token "
              + token
              + " of sequence "
              + sequence
              + ": the reference policy finds it more than e^709 times as likely as the policy;"
              + " lower the learning rate, or use the objective profile verl, which clamps");
    }
    klSum += kl;
    if (advantage == 0) {
      klSumOfZeroAdvantage += kl;
    }
    double beta = settings.beta();
    if (beta == 0) {
      return 0;
    }
    gradient[token] += weight * beta * derivative;
    return beta * kl;
  }

  private void addLoss(int sequence, double part) {
    if (!Double.isFinite(part)) {
      throw new InputException(
          "The loss of sequence "
              + sequence
              + " overflows: its ratios or advantages are too great");
    }
    loss.add(part);
  }

  private static double clamp(double value, double bound) {
    return Math.min(bound, Math.max(-bound, value));
  }

  private static InputException unfit(String what, int sequence, int token, double value) {
    return new InputException(
        "The "
            + what
            + " of token "
            + token
            + " of sequence "
            + sequence
            + " is "
            + value
            + ", and must be a finite number");
  }
}
