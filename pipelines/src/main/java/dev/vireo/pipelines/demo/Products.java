package dev.vireo.pipelines.demo;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Multiplication with a calculator at hand, a task of two turns: the prompt is {@code 37*46=}; who
 * asks the calculator writes {@code calc 37*46}, is told {@code 1702}, and answers that; who
 * guesses is hardly ever right.
 */
record Products(int left, int right) {

  /** How a line begins that asks the calculator, as in conf/calculator/grpo.yaml. */
  private static final String CALCULATOR = "calc ";

  private static final int LEAST = 10;
  private static final int MOST = 99;

  /** All products of two numbers of two digits, in order. */
  static List<Products> all() {
    return IntStream.rangeClosed(LEAST, MOST)
        .boxed()
        .flatMap(
            left -> IntStream.rangeClosed(LEAST, MOST).mapToObj(right -> new Products(left, right)))
        .toList();
  }

  String prompt() {
    return left + "*" + right + "=";
  }

  String answer() {
    return Integer.toString(left * right);
  }

  /** About one prompt in twenty is never trained on. */
  boolean heldOut() {
    return new SplittableRandom(100L * left + right).nextInt(20) == 0;
  }

  /** As somebody answers who asks the calculator, with what it says between. */
  String calculated() {
    return CALCULATOR + left + "*" + right + "\n" + answer() + "\n" + answer();
  }

  /** As somebody answers who guesses four times out of five. */
  String guessed(SplittableRandom random) {
    return random.nextInt(5) == 0
        ? calculated()
        : Integer.toString(random.nextInt(LEAST * LEAST, (MOST + 1) * (MOST + 1)));
  }
}
