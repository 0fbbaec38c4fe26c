package dev.vireo.pipelines.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Adding up digits step by step, a task with steps to reward: the prompt is {@code 7+8+6=}, the
 * completion every sum on the way, {@code 15,21}.
 *
 * @param digits what is added, from left to right
 */
record RunningSums(List<Integer> digits) {

  private static final int TERMS = 6;
  private static final int PROMPTS = 8000;
  private static final int[] SLIPS = {-2, -1, 1, 2, 10};

  /** As many different ones as there are prompts, always the same. */
  static List<RunningSums> all() {
    return new SplittableRandom(11)
        .ints(0, (int) Math.pow(10, TERMS))
        .distinct()
        .limit(PROMPTS)
        .mapToObj(
            number ->
                IntStream.iterate(number, rest -> rest / 10)
                    .limit(TERMS)
                    .map(rest -> rest % 10)
                    .boxed()
                    .toList())
        .map(RunningSums::new)
        .toList();
  }

  String prompt() {
    return digits.stream().map(String::valueOf).collect(Collectors.joining("+", "", "="));
  }

  String answer() {
    return sums(Double.POSITIVE_INFINITY, new SplittableRandom(0));
  }

  /** About one prompt in twenty is never trained on. */
  boolean heldOut() {
    return new SplittableRandom(digits.hashCode()).nextInt(20) == 0;
  }

  /** As somebody adds who slips in four steps of ten, and goes on from the wrong sum. */
  String carelessAnswer(SplittableRandom random) {
    return sums(0.6, random);
  }

  /** As somebody adds who slips in three steps of four, and hardly ever gets to the end. */
  String recklessAnswer(SplittableRandom random) {
    return sums(0.25, random);
  }

  /**
   * @param care how likely a step is right
   */
  private String sums(double care, SplittableRandom random) {
    List<String> sums = new ArrayList<>();
    int sum = digits.get(0);
    for (int digit : digits.subList(1, digits.size())) {
      int right = sum + digit;
      int slip = random.nextDouble() < care ? 0 : SLIPS[random.nextInt(SLIPS.length)];
      sum = Math.max(0, right + slip);
      sums.add(Integer.toString(sum));
    }
    return String.join(",", sums);
  }
}
