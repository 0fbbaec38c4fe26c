package dev.vireo.algorithms.advantage;

import dev.vireo.algorithms.CompensatedSum;
import dev.vireo.algorithms.InputException;

/**
 * Count, sum and sum of squares of the rewards of a batch, for {@link Scale#BATCH}. Parts of a
 * batch are merged by adding; NaN rewards are left out.
 *
 * <p>Sums are compensated, so that only {@link #of}, which starts again from rounded sums, lets the
 * standard deviation lose digits: about 1e-8 of the rewards' root mean square. Not for several
 * threads.
 */
public final class BatchStatistics {
  private long count;
  private final CompensatedSum sum = new CompensatedSum();
  private final CompensatedSum sumOfSquares = new CompensatedSum();

  /** Statistics of no rewards. */
  public BatchStatistics() {}

  /**
   * Statistics from totals kept elsewhere.
   *
   * @param count rewards
   * @param sum their sum
   * @param sumOfSquares the sum of their squares
   * @return the statistics
   */
  public static BatchStatistics of(long count, double sum, double sumOfSquares) {
    if (count < 0
        || !Double.isFinite(sum)
        || !(sumOfSquares >= 0 && sumOfSquares < Double.POSITIVE_INFINITY)) {
      throw new InputException(
          "The batch's totals do not fit any rewards: count "
              + count
              + ", sum "
              + sum
              + ", sum of squares "
              + sumOfSquares);
    }
    BatchStatistics statistics = new BatchStatistics();
    statistics.count = count;
    statistics.sum.add(sum);
    statistics.sumOfSquares.add(sumOfSquares);
    return statistics;
  }

  /**
   * Takes in the rewards of one group.
   *
   * @param rewards [G] rewards; NaN if there is none
   * @throws InputException if a reward is infinite, or too great to be squared
   */
  public void add(double[] rewards) {
    for (int i = 0; i < rewards.length; i++) {
      double reward = rewards[i];
      if (Double.isNaN(reward)) {
        continue;
      }
      if (!(Math.abs(reward) <= GroupSpread.GREATEST)) {
        throw GroupSpread.tooGreat(i, reward);
      }
      count++;
      sum.add(reward);
      sumOfSquares.addProduct(reward, reward);
    }
  }

  /**
   * Takes in another part of the batch.
   *
   * @param other the other part, left as it is
   */
  public void merge(BatchStatistics other) {
    count += other.count;
    sum.add(other.sum);
    sumOfSquares.add(other.sumOfSquares);
  }

  /**
   * Rewards counted.
   *
   * @return the count
   */
  public long count() {
    return count;
  }

  /**
   * Sum of the rewards.
   *
   * @return the sum
   */
  public double sum() {
    return sum.value();
  }

  /**
   * Sum of the rewards' squares.
   *
   * @return the sum
   */
  public double sumOfSquares() {
    return sumOfSquares.value();
  }

  /**
   * Mean of the rewards.
   *
   * @return the mean; NaN for none
   */
  public double mean() {
    return sum.value() / count;
  }

  /**
   * Standard deviation, ddof 1.
   *
   * @return the standard deviation; 0 for fewer than two rewards
   */
  public double std() {
    return std(1);
  }

  /**
   * Standard deviation.
   *
   * @param ddof what is taken off the count: 0 or 1
   * @return the standard deviation; 0 for fewer than two rewards
   */
  public double std(int ddof) {
    if (count < 2) {
      return 0;
    }
    double mean = mean();
    // sum (r - mean)^2 = sum r^2 - mean (2 sum r - count mean), regardless of the mean's rounding.
    CompensatedSum twice = new CompensatedSum();
    twice.add(sum);
    twice.add(sum);
    twice.addProduct(-(double) count, mean);
    CompensatedSum squares = new CompensatedSum();
    squares.add(sumOfSquares);
    squares.addProduct(-mean, twice);
    return Math.sqrt(Math.max(0, squares.value()) / (count - ddof));
  }
}
