package dev.vireo.pipelines.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Two-digit addition, the demo's task: the prompt is {@code ab+cd=}, the completion is the sum.
 * Every pair is either held out or for training, by a hash of the pair alone.
 *
 * @param left first summand, 0 to 99
 * @param right second summand, 0 to 99
 */
record Arithmetic(int left, int right) {

  private static final int SUMMANDS = 100;
  private static final int[] SLIPS = {1, 2, 3, 5, 10, 20};

  /** All pairs, in order. */
  static List<Arithmetic> all() {
    List<Arithmetic> pairs = new ArrayList<>(SUMMANDS * SUMMANDS);
    for (int left = 0; left < SUMMANDS; left++) {
      for (int right = 0; right < SUMMANDS; right++) {
        pairs.add(new Arithmetic(left, right));
      }
    }
    return pairs;
  }

  String id() {
    return String.format(Locale.ROOT, "%02d+%02d", left, right);
  }

  String prompt() {
    return id() + "=";
  }

  String answer() {
    return Integer.toString(left + right);
  }

  /** About one pair in sixteen is never trained on. */
  boolean heldOut() {
    return (new SplittableRandom(31L * left + right).nextLong() & 15) == 0;
  }

  /**
   * An answer as a careless clerk writes it: 15% right, 60% with every carry forgotten, 25% off by
   * a little. A policy that has learned from such answers can add, and seldom shows it.
   */
  String carelessAnswer(SplittableRandom random) {
    double kind = random.nextDouble();
    if (kind < 0.15) {
      return answer();
    }
    if (kind < 0.75) {
      return Integer.toString(withoutCarries());
    }
    int slip = SLIPS[random.nextInt(SLIPS.length)];
    int sum = left + right;
    return Integer.toString(random.nextBoolean() || sum < slip ? sum + slip : sum - slip);
  }

  private int withoutCarries() {
    return (left / 10 + right / 10) % 10 * 10 + (left % 10 + right % 10) % 10;
  }
}
