package dev.vireo.algorithms.sampling;

import java.util.Arrays;

/**
 * Finds where to cut a ranking by logit so that what is kept weighs just enough: without the last
 * one, the weights of those kept sum to less than a target.
 *
 * <p>The logits are first weighed in buckets by their distance from the greatest. Those in the
 * bucket that contains the cut are then partitioned repeatedly, as in quickselect. Most logits are
 * therefore looked at only once, and none are sorted. Equal logits have equal weights. Buffers are
 * reused from one cut to the next; not for several threads.
 */
final class Cutoff {
  private static final int BUCKETS = 256;
  private static final int NONE = -1;

  /** Up to this many logits are partitioned directly, without buckets. */
  private static final int FEW = 128;

  /** Buckets per unit of logit: all buckets together reach 32 below the greatest logit. */
  private static final double BUCKETS_PER_UNIT = 8;

  private final double[] bucketWeights = new double[BUCKETS];
  private float[] logits = new float[0];
  private double[] weights = new double[0];
  private float[] spareLogits = new float[0];
  private double[] spareWeights = new double[0];
  private int above;
  private int firstBelow;
  private float least;
  private int ties;

  /** The least logit that is kept, although not all logits equal to it may be. */
  float least() {
    return least;
  }

  /** How many of the logits equal to the least one are kept. */
  int ties() {
    return ties;
  }

  /** Sets a cut that was found in another way. */
  void set(float leastKept, int tiesKept) {
    least = leastKept;
    ties = tiesKept;
  }

  /**
   * Finds the cut; everything is kept if it weighs too little.
   *
   * @param greatest an upper bound on the logits of the row
   * @param rowWeights weights of the logits; null for weights of 1
   */
  void find(float[] row, int offset, int size, float greatest, double[] rowWeights, double target) {
    if (logits.length < size) {
      logits = new float[size];
      weights = new double[size];
      spareLogits = new float[size];
      spareWeights = new double[size];
    }
    int bucket = NONE;
    double before = 0;
    if (size > FEW) {
      weigh(row, offset, size, greatest, rowWeights);
      bucket = holding(target);
      for (int i = 0; i < bucket; i++) {
        before += bucketWeights[i];
      }
    }
    int count = 0;
    for (int i = 0; i < size; i++) {
      float logit = row[offset + i];
      if (bucket == NONE || bucket(logit, greatest) == bucket) {
        // Differences of infinities have no sign, and a difference of zeros should have none.
        logits[count] = Math.max(logit, -Float.MAX_VALUE) + 0f;
        weights[count] = rowWeights == null ? 1 : rowWeights[i];
        count++;
      }
    }
    select(count, target - before);
  }

  private void weigh(float[] row, int offset, int size, float greatest, double[] rowWeights) {
    double[] buckets = bucketWeights;
    Arrays.fill(buckets, 0);
    if (rowWeights == null) {
      for (int i = 0; i < size; i++) {
        buckets[bucket(row[offset + i], greatest)]++;
      }
    } else {
      for (int i = 0; i < size; i++) {
        buckets[bucket(row[offset + i], greatest)] += rowWeights[i];
      }
    }
  }

  /**
   * The bucket in which the sum of weights reaches the target, or else the last with any weight.
   */
  private int holding(double target) {
    double sum = 0;
    int last = 0;
    for (int i = 0; i < BUCKETS; i++) {
      if (bucketWeights[i] > 0) {
        last = i;
        sum += bucketWeights[i];
        if (sum >= target) {
          break;
        }
      }
    }
    return last;
  }

  private static int bucket(float logit, float greatest) {
    return (int) Math.min(BUCKETS - 1, ((double) greatest - logit) * BUCKETS_PER_UNIT);
  }

  private void select(int size, double target) {
    int from = 0;
    int to = size;
    double before = 0;
    while (true) {
      int count = to - from;
      int middle = middling(from, to);
      float pivot = logits[middle];
      double weight = weights[middle];
      part(from, to, pivot);
      double ahead = before;
      for (int i = 0; i < above; i++) {
        ahead += weights[i];
      }
      int equal = firstBelow - above;
      if (above > 0 && ahead >= target) {
        from = 0;
        to = above;
      } else if (firstBelow < count && ahead + equal * weight < target) {
        before = ahead + equal * weight;
        from = firstBelow;
        to = count;
      } else {
        least = pivot;
        ties = 1;
        while (ties < equal && ahead + ties * weight < target) {
          ties++;
        }
        return;
      }
    }
  }

  /** Partitions: greater logits go to [0, above), smaller ones to firstBelow and after. */
  private void part(int from, int to, float pivot) {
    float[] intoLogits = spareLogits;
    double[] intoWeights = spareWeights;
    int first = 0;
    int last = to - from;
    for (int i = from; i < to; i++) {
      float logit = logits[i];
      double weight = weights[i];
      // Write to both ends and advance one: this avoids a branch that is hard to predict.
      intoLogits[first] = logit;
      intoWeights[first] = weight;
      intoLogits[last - 1] = logit;
      intoWeights[last - 1] = weight;
      int bits = Float.floatToRawIntBits(pivot - logit);
      first += bits >>> 31;
      last -= -bits >>> 31;
    }
    spareLogits = logits;
    spareWeights = weights;
    logits = intoLogits;
    weights = intoWeights;
    above = first;
    firstBelow = last;
  }

  private int middling(int from, int to) {
    int last = to - 1;
    int middle = (from + last) >>> 1;
    int step = (to - from) / 8;
    if (step == 0) {
      return middle;
    }
    return median(
        median(from, from + step, from + 2 * step),
        median(middle - step, middle, middle + step),
        median(last - 2 * step, last - step, last));
  }

  private int median(int first, int second, int third) {
    boolean falling = logits[first] > logits[second];
    if (falling == logits[second] > logits[third]) {
      return second;
    }
    return falling == logits[first] > logits[third] ? third : first;
  }
}
