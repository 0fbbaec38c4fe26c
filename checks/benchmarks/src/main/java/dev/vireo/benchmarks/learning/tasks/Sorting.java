package dev.vireo.benchmarks.learning.tasks;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Sorting digits: the prompt is {@code 40213=}, the completion {@code 01234}. Every prompt is
 * either held out or for training, by a hash of it alone.
 *
 * @param digits what is sorted, as text
 */
record Sorting(String digits) {

  static final int LENGTH = 5;
  private static final int PROMPTS = 8000;
  private static final long CHOICE = 23;
  private static final long CARELESSNESS = 5;

  /** As many different ones as there are prompts, always the same. */
  static List<Sorting> all() {
    return new SplittableRandom(CHOICE)
        .ints(0, (int) Math.pow(10, LENGTH))
        .distinct()
        .limit(PROMPTS)
        .mapToObj(number -> new Sorting(String.format(Locale.ROOT, "%05d", number)))
        .toList();
  }

  /** Prompts with their answers, as JSON lines. */
  static String prompts() {
    return lines(
        each -> true,
        each ->
            "{\"id\":\"%s\",\"prompt\":\"%s=\",\"answer\":\"%s\",\"split\":\"%s\"}"
                .formatted(
                    each.digits(),
                    each.digits(),
                    each.answer(),
                    each.heldOut() ? "eval" : "train"));
  }

  /** Right demonstrations, as JSON lines. */
  static String clean() {
    return lines(each -> !each.heldOut(), each -> each.demonstration(each.answer()));
  }

  /** Careless demonstrations, as JSON lines. */
  static String careless() {
    SplittableRandom random = new SplittableRandom(CARELESSNESS);
    return lines(each -> !each.heldOut(), each -> each.demonstration(each.carelessAnswer(random)));
  }

  String answer() {
    char[] sorted = digits.toCharArray();
    Arrays.sort(sorted);
    return new String(sorted);
  }

  /** About one prompt in sixteen is never trained on. */
  boolean heldOut() {
    return (new SplittableRandom(digits.hashCode()).nextLong() & 15) == 0;
  }

  /**
   * An answer as a careless clerk writes it: 15% right, 50% with two digits exchanged, 35% with one
   * digit misread.
   */
  String carelessAnswer(SplittableRandom random) {
    char[] answer = answer().toCharArray();
    double kind = random.nextDouble();
    int place = random.nextInt(LENGTH);
    if (kind < 0.15) {
      return new String(answer);
    }
    if (kind < 0.65) {
      int other = (place + 1 + random.nextInt(LENGTH - 1)) % LENGTH;
      char kept = answer[place];
      answer[place] = answer[other];
      answer[other] = kept;
    } else {
      answer[place] = (char) ('0' + random.nextInt(10));
    }
    return new String(answer);
  }

  private String demonstration(String completion) {
    return "{\"prompt\":\"%s=\",\"completion\":\"%s\"}".formatted(digits, completion);
  }

  private static String lines(Predicate<Sorting> chosen, Function<Sorting, String> line) {
    return all().stream().filter(chosen).map(line).collect(Collectors.joining("\n", "", "\n"));
  }
}
