package dev.vireo.algorithms.adjust;

import dev.vireo.algorithms.CompensatedSum;

/**
 * Parts rewards by one of them: the greater ones come to stand first, the lesser ones last, those
 * equal to it between. What is parted is read from elsewhere and left as it is. Not for several
 * threads.
 */
final class Parting {
  private static final int MANY = 512;

  private final double[] values;
  private final double[] masses;
  private double pivot;
  private double pivotMass;
  private int above;
  private int firstBelow;

  Parting(int capacity) {
    values = new double[capacity];
    masses = new double[capacity];
  }

  /** Parts one stretch; masses are multiplied by the unit on their way. */
  void part(double[] fromValues, double[] fromMasses, int from, int to, double unit) {
    int middle = middling(fromValues, from, to);
    // Adding zero makes -0.0 the same as 0.0, so that a difference of zero has no sign.
    double key = fromValues[middle] + 0.0;
    int first = 0;
    int last = to - from;
    for (int i = from; i < to; i++) {
      double value = fromValues[i];
      double mass = fromMasses[i] * unit;
      // Both ends take it and one keeps it: no branch on a comparison that is hard to predict.
      values[first] = value;
      masses[first] = mass;
      values[last - 1] = value;
      masses[last - 1] = mass;
      long bits = Double.doubleToRawLongBits(key - value);
      first += (int) (bits >>> 63);
      last -= (int) (-bits >>> 63);
    }
    pivot = key;
    above = first;
    firstBelow = last;
    pivotMass =
        last - first == 1
            ? fromMasses[middle] * unit
            : tied(fromValues, fromMasses, from, to, unit);
  }

  private double tied(double[] fromValues, double[] fromMasses, int from, int to, double unit) {
    CompensatedSum sum = new CompensatedSum();
    for (int i = from; i < to; i++) {
      if (fromValues[i] == pivot) {
        sum.add(fromMasses[i] * unit);
      }
    }
    return sum.value();
  }

  /** The rewards as parted: the greater ones in [0, above), the lesser ones from firstBelow on. */
  double[] values() {
    return values;
  }

  /** Their masses, in the same places. */
  double[] masses() {
    return masses;
  }

  /** The reward parted by. */
  double pivot() {
    return pivot;
  }

  /** Mass of all rewards equal to it. */
  double pivotMass() {
    return pivotMass;
  }

  /** How many are greater. */
  int above() {
    return above;
  }

  /** Where the lesser ones begin. */
  int firstBelow() {
    return firstBelow;
  }

  /** The place of a reward near the middle: the median of three, or of three such medians. */
  private static int middling(double[] values, int from, int to) {
    int last = to - 1;
    int middle = (from + last) >>> 1;
    if (to - from < MANY) {
      return median(values, from, middle, last);
    }
    int step = (to - from) / 8;
    return median(
        values,
        median(values, from, from + step, from + 2 * step),
        median(values, middle - step, middle, middle + step),
        median(values, last - 2 * step, last - step, last));
  }

  private static int median(double[] values, int first, int second, int third) {
    boolean falling = values[first] > values[second];
    if (falling == values[second] > values[third]) {
      return second;
    }
    return falling == values[first] > values[third] ? third : first;
  }
}
