package dev.vireo.algorithms.advantage;

import dev.vireo.algorithms.CompensatedSum;
import dev.vireo.algorithms.InputException;

/**
 * Mean and standard deviation of the rewards there are.
 *
 * @param count rewards that are not NaN
 * @param mean their mean; NaN for none
 * @param std their standard deviation; exactly 0 where all are equal, or fewer than two
 */
record GroupSpread(int count, double mean, double std) {
  /** The greatest reward whose square, times any count, is still a number. */
  static final double GREATEST = 0x1p450;

  static GroupSpread of(double[] rewards, int ddof) {
    int count = 0;
    double first = Double.NaN;
    CompensatedSum sum = new CompensatedSum();
    for (int i = 0; i < rewards.length; i++) {
      double reward = rewards[i];
      if (Double.isNaN(reward)) {
        continue;
      }
      if (!(Math.abs(reward) <= GREATEST)) {
        throw tooGreat(i, reward);
      }
      if (count == 0) {
        first = reward;
      }
      count++;
      // About the first, so that equal rewards have exactly that mean.
      sum.add(reward - first);
    }
    if (count < 2) {
      return new GroupSpread(count, first, 0);
    }
    double mean = first + sum.value() / count;
    double farthest = 0;
    for (double reward : rewards) {
      farthest = Double.isNaN(reward) ? farthest : Math.max(farthest, Math.abs(reward - mean));
    }
    // A power of two changes no digit, and keeps squares of tiny distances from vanishing.
    double scale = Math.scalb(1.0, -Math.getExponent(farthest));
    CompensatedSum squares = new CompensatedSum();
    for (double reward : rewards) {
      if (!Double.isNaN(reward)) {
        double distance = (reward - mean) * scale;
        squares.addProduct(distance, distance);
      }
    }
    return new GroupSpread(count, mean, Math.sqrt(squares.value() / (count - ddof)) / scale);
  }

  static InputException tooGreat(int place, double reward) {
    return new InputException(
        "Reward "
            + place
            + " of the group is "
            + reward
            + ": give a number below 1e135 in size, or NaN if there is no reward");
  }
}
