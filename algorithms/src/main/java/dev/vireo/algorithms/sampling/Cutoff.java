package dev.vireo.algorithms.sampling;

import java.util.Arrays;

/**
 * Where a ranking by logit is cut so that what is kept weighs just enough: the weights of those
 * kept, without the last of them, come to less than a target.
 *
 * <p>The logits are first weighed by their distance from the greatest, in buckets; then those of
 * the one bucket that holds the cut are parted by one of them, again and again, always going on
 * with the side that holds it. So most of them are looked at once, and none is sorted. Equal logits
 * have equal weights. Buffers are kept from one cut to the next; not for several threads.
 */
final class Cutoff {
  private static final int BUCKETS = 256;
  private static final int NONE = -1;

  /** Up to this many are parted at once. */
  private static final int FEW = 128;

  /** Buckets to a unit of logit: the whole of them reaches 32 below the greatest. */
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

  /** The least logit that is kept, if not all of its equals. */
  float least() {
    return least;
  }

  /** How many are kept of those equal to it. */
  int ties() {
    return ties;
  }

  /** Takes a cut that was found elsewhere. */
  void set(float leastKept, int tiesKept) {
    least = leastKept;
    ties = tiesKept;
  }

  /**
   * Finds the cut; all are kept where they weigh too little.
   *
   * @param greatest a logit that none in the row is above
   * @param rowWeights null: each weighs 1
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
        // Differences of infinities have no sign, nor should a difference of zeros.
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

  /** The bucket in which the weights reach the target, or the last that weighs anything. */
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

  /** Leaves the greater ones in [0, above), the lesser ones from firstBelow on. */
  private void part(int from, int to, float pivot) {
    float[] intoLogits = spareLogits;
    double[] intoWeights = spareWeights;
    int first = 0;
    int last = to - from;
    for (int i = from; i < to; i++) {
      float logit = logits[i];
      double weight = weights[i];
      // Both ends take it and one keeps it: no branch on a comparison that is hard to predict.
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
