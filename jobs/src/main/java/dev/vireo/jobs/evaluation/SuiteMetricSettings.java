package dev.vireo.jobs.evaluation;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.rewards.functions.TextPattern;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is measured on a suite, besides the mean of each reward and of the completions' length.
 *
 * @param correct name of the reward that says whether a completion is right; null for none
 * @param correctFrom least value of that reward for a right completion
 * @param passAt the k of pass@k: the chance that one of k completions is right
 * @param majorityAt the k of maj@k: the chance that the most frequent answer of k is right
 * @param answerPattern regular expression whose last match is a completion's answer in a vote, or
 *     the first group of it if it has one; a completion without a match does not vote; null: the
 *     answer is the whole text without space around it
 * @param bestAt the n of best@n: what the completion is worth that a reward chooses from n
 * @param bestBy name of the reward that chooses; null: the weighted sum
 * @param bestOf name of the reward that says what the chosen one is worth; null: the one that
 *     chooses
 * @param winsBy name of the reward that compares completions with those of the policy that training
 *     started from; null for no win rate
 * @param lengthControlled whether there is a win rate at equal length besides
 */
public record SuiteMetricSettings(
    String correct,
    double correctFrom,
    List<Integer> passAt,
    List<Integer> majorityAt,
    String answerPattern,
    List<Integer> bestAt,
    String bestBy,
    String bestOf,
    String winsBy,
    boolean lengthControlled) {

  /** The share of comparisons with the base that were won. */
  public static final String WIN_RATE = "win-rate";

  /** The same at equal length. */
  public static final String CONTROLLED = "win-rate/length-controlled";

  static final String PASS = "pass@";
  static final String MAJORITY = "maj@";
  static final String BEST = "best@";

  /** The mean length of a completion, in tokens. */
  static final String LENGTH = "length";

  private static final long STEP_LIMIT = 10_000_000;

  public SuiteMetricSettings {
    passAt = List.copyOf(passAt);
    majorityAt = List.copyOf(majorityAt);
    bestAt = List.copyOf(bestAt);
    requireUse(
        "correct", correct != null, "pass-at or majority-at", passAt.size() + majorityAt.size());
    requireUse("answer-pattern", answerPattern != null, "majority-at", majorityAt.size());
    requireUse("best-by", bestBy != null, "best-at", bestAt.size());
    requireUse("best-of", bestOf != null, "best-at", bestAt.size());
    if (correct == null && !(passAt.isEmpty() && majorityAt.isEmpty())) {
      throw new InputException(
          "correct is not given, but %s asks which completions are right: name the reward that says so"
              .formatted(passAt.isEmpty() ? "majority-at" : "pass-at"));
    }
    if (correct == null && correctFrom != 1) {
      throw new InputException(
          "correct-from is %s, but no reward says which completions are right: name it in correct"
              .formatted(correctFrom));
    }
    if (lengthControlled && winsBy == null) {
      throw new InputException(
          "length-controlled is true, but there is no win rate: name the reward that compares in"
              + " wins-by");
    }
    pattern(answerPattern);
  }

  private static void requireUse(String key, boolean given, String user, int uses) {
    if (given && uses == 0) {
      throw new InputException(
          "%s is given, but nothing asks for it: give %s, or leave it out".formatted(key, user));
    }
  }

  /** The means alone. */
  public static SuiteMetricSettings defaults() {
    return new SuiteMetricSettings(
        null, 1, List.of(), List.of(), null, List.of(), null, null, null, false);
  }

  private static Optional<TextPattern> pattern(String expression) {
    if (expression == null) {
      return Optional.empty();
    }
    TextPattern whole =
        TextPattern.of("answer-pattern", expression, Optional.empty(), false, STEP_LIMIT);
    return Optional.of(
        whole.groups() == 0
            ? whole
            : TextPattern.of("answer-pattern", expression, Optional.of("1"), false, STEP_LIMIT));
  }

  /** What finds a completion's answer in a vote; empty for the whole text. */
  Optional<TextPattern> pattern() {
    return pattern(answerPattern);
  }

  /** What decides the metrics: of what is not measured, nothing. */
  Map<String, Object> identity() {
    Map<String, Object> identity = new LinkedHashMap<>();
    if (correct != null) {
      identity.put("correct", correct);
      identity.put("correct-from", correctFrom);
      identity.put("pass-at", passAt);
      identity.put("majority-at", majorityAt);
    }
    if (answerPattern != null) {
      identity.put("answer-pattern", answerPattern);
    }
    if (!bestAt.isEmpty()) {
      identity.put("best-at", bestAt);
      identity.put("best-by", bestBy);
      identity.put("best-of", bestOf);
    }
    if (winsBy != null) {
      identity.put("wins-by", winsBy);
      identity.put("length-controlled", lengthControlled);
    }
    return identity;
  }

  /**
   * The metrics' names, in their order.
   *
   * @param rewards names of the suite's rewards
   */
  List<String> names(Collection<String> rewards) {
    List<String> names = new ArrayList<>(List.of(EvaluationResult.SUM));
    rewards.forEach(reward -> names.add(EvaluationResult.FUNCTION + reward));
    names.add(LENGTH);
    passAt.forEach(k -> names.add(PASS + k));
    majorityAt.forEach(k -> names.add(MAJORITY + k));
    bestAt.forEach(n -> names.add(BEST + n));
    if (winsBy != null) {
      names.add(WIN_RATE);
    }
    if (lengthControlled) {
      names.add(CONTROLLED);
    }
    return names;
  }

  /**
   * Checks that the metrics can be measured.
   *
   * @param suite the suite, for messages
   * @param completions of each prompt
   * @param rewards names of the rewards that judge them
   * @throws InputException naming the setting that asks for more
   */
  void check(String suite, int completions, Collection<String> rewards) {
    checkSizes(suite, "pass-at", passAt, completions);
    checkSizes(suite, "majority-at", majorityAt, completions);
    checkSizes(suite, "best-at", bestAt, completions);
    checkReward(suite, "correct", correct, rewards);
    checkReward(suite, "best-by", bestBy, rewards);
    checkReward(suite, "best-of", bestOf, rewards);
    checkReward(suite, "wins-by", winsBy, rewards);
  }

  private static void checkSizes(String suite, String key, List<Integer> sizes, int completions) {
    for (int size : sizes) {
      if (size < 1 || size > completions) {
        throw new InputException(
            "metrics.%s of suite '%s' has %d, but there are %d completions of each prompt: give numbers from 1 to %d, or raise completions"
                .formatted(key, suite, size, completions, completions));
      }
    }
    if (sizes.stream().distinct().count() < sizes.size()) {
      throw new InputException(
          "metrics.%s of suite '%s' names a number twice".formatted(key, suite));
    }
  }

  private static void checkReward(
      String suite, String key, String reward, Collection<String> rewards) {
    if (reward != null && !rewards.contains(reward)) {
      throw new InputException(
          "metrics.%s of suite '%s' is '%s'; it must be one of %s"
              .formatted(key, suite, reward, rewards));
    }
  }
}
