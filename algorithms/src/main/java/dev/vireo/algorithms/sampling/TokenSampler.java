package dev.vireo.algorithms.sampling;

import dev.vireo.algorithms.InputException;
import java.util.Objects;

/**
 * Draws a token from a row of logits by inverting the cumulative distribution, in float64.
 *
 * <p>Tokens are arranged in order of id, so the same uniform number always means the same token for
 * the same logits. Logits are divided by the temperature; top-k keeps the likeliest tokens, then
 * top-p keeps the smallest set of those that holds its share of their probability; among equal
 * logits, smaller ids are kept. Minus infinity is a valid logit: its token is never drawn.
 *
 * <p>One instance per thread: its buffers are reused, so that a draw allocates nothing.
 */
public final class TokenSampler {
  private static final int BLOCK = 256;

  private final SamplingSettings settings;
  private final double inverseTemperature;
  private final boolean restricted;
  private final LikeliestTokens likeliest = new LikeliestTokens();
  private double[] weights = new double[0];
  private double[] blockSums = new double[0];
  private double total;
  private double lastLogprob = Double.NaN;

  /**
   * A sampler with the given settings.
   *
   * @param settings how to draw
   */
  public TokenSampler(SamplingSettings settings) {
    this.settings = Objects.requireNonNull(settings, "settings");
    this.inverseTemperature = 1 / settings.logprobTemperature();
    this.restricted = settings.topP() < 1 || settings.topK() > 0;
  }

  /**
   * Draws one token.
   *
   * @param logits rows of logits; not changed
   * @param offset start of the row
   * @param vocabularySize [V] length of the row, at least 1
   * @param uniform a number in [0, 1), unused at temperature 0
   * @return the token's id, in [0, V)
   * @throws InputException if a logit is NaN or plus infinity, or all are minus infinity
   */
  public int draw(float[] logits, int offset, int vocabularySize, double uniform) {
    Objects.checkFromIndexSize(offset, vocabularySize, logits.length);
    if (!(uniform >= 0 && uniform < 1)) {
      throw new IllegalArgumentException("uniform " + uniform + " is not in [0, 1)");
    }
    int first = argmax(logits, offset, vocabularySize);
    float greatest = logits[offset + first];
    weigh(logits, offset, vocabularySize, greatest);
    int token = first;
    if (settings.temperature() > 0) {
      token =
          restricted && !(settings.topP() == 1 && settings.topK() >= vocabularySize)
              ? drawLikeliest(logits, offset, vocabularySize, greatest, uniform)
              : drawAny(vocabularySize, uniform);
    }
    double scaled = ((double) logits[offset + token] - greatest) * inverseTemperature;
    lastLogprob = scaled - StrictMath.log(total);
    return token;
  }

  /**
   * Log-probability of the last token drawn, under the full softmax at the sampling temperature (1
   * if that is 0), before top-k and top-p.
   *
   * @return the log-probability in nats; NaN before the first draw
   */
  public double lastLogprob() {
    return lastLogprob;
  }

  private static int argmax(float[] logits, int offset, int size) {
    int place = -1;
    float greatest = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < size; i++) {
      float logit = logits[offset + i];
      if (!(logit <= greatest)) {
        if (Float.isNaN(logit) || logit == Float.POSITIVE_INFINITY) {
          throw new InputException(
              "Cannot draw a token: the logit of token "
                  + i
                  + " is "
                  + logit
                  + "; the model's parameters are so large that its sums overflow: sample from an"
                  + " earlier checkpoint, or train it again with a lower learning rate");
        }
        greatest = logit;
        place = i;
      }
    }
    if (place < 0) {
      throw new InputException("Cannot draw a token: all " + size + " logits are minus infinity");
    }
    return place;
  }

  /**
   * Computes the weights exp((logit - greatest) / temperature), their block sums and their total.
   */
  private void weigh(float[] logits, int offset, int size, float greatest) {
    if (weights.length < size) {
      weights = new double[size];
      blockSums = new double[(size + BLOCK - 1) / BLOCK];
    }
    double[] into = weights;
    double inverse = inverseTemperature;
    total = 0;
    for (int from = 0, block = 0; from < size; from += BLOCK, block++) {
      int to = Math.min(size, from + BLOCK);
      double even = 0;
      double odd = 0;
      int i = from;
      for (; i + 1 < to; i += 2) {
        double left = Exponential.of(((double) logits[offset + i] - greatest) * inverse);
        double right = Exponential.of(((double) logits[offset + i + 1] - greatest) * inverse);
        into[i] = left;
        into[i + 1] = right;
        even += left;
        odd += right;
      }
      if (i < to) {
        into[i] = Exponential.of(((double) logits[offset + i] - greatest) * inverse);
        even += into[i];
      }
      blockSums[block] = even + odd;
      total += blockSums[block];
    }
  }

  private int drawAny(int size, double uniform) {
    double target = uniform * total;
    double before = 0;
    int block = 0;
    int last = (size - 1) / BLOCK;
    while (block < last && before + blockSums[block] <= target) {
      before += blockSums[block];
      block++;
    }
    int to = Math.min(size, (block + 1) * BLOCK);
    for (int i = block * BLOCK; i < to; i++) {
      before += weights[i];
      if (before > target) {
        return i;
      }
    }
    // Reached only by rounding: the tokens sum to less than their block, and the target lies
    // between.
    return lastWithMass(to);
  }

  private int lastWithMass(int to) {
    int token = to - 1;
    while (weights[token] == 0) {
      token--;
    }
    return token;
  }

  private int drawLikeliest(float[] logits, int offset, int size, float greatest, double uniform) {
    likeliest.select(logits, offset, size, greatest, weights, total, settings);
    return likeliest.draw(weights, uniform);
  }
}
