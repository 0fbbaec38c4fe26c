package dev.vireo.jobs.evaluation;

import dev.vireo.algorithms.bestofn.BestOfN;
import dev.vireo.algorithms.bestofn.MajorityVote;
import dev.vireo.algorithms.evaluation.PassAtK;
import dev.vireo.jobs.rewards.functions.TextPattern;
import dev.vireo.schemas.EvaluatedCompletion;
import dev.vireo.schemas.Evaluation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Metrics of a suite that are means over its prompts, and come from the same work on a prompt's
 * completions. A completion without a value of the reward that is asked for does not count.
 *
 * @param names the metrics' names
 * @param values [names] of a prompt; NaN where it has too few completions that count
 */
record PromptMetric(List<String> names, Function<Evaluation, double[]> values) {

  /** All of a suite but its win rates. */
  static List<PromptMetric> of(SuiteMetricSettings settings, Collection<String> rewards) {
    List<PromptMetric> metrics = new ArrayList<>();
    metrics.add(mean(EvaluationResult.SUM, EvaluatedCompletion::getReward));
    for (String reward : rewards) {
      metrics.add(mean(EvaluationResult.FUNCTION + reward, each -> value(each, reward)));
    }
    metrics.add(mean(SuiteMetricSettings.LENGTH, completion -> (double) completion.getTokens()));
    if (!settings.passAt().isEmpty()) {
      metrics.add(pass(settings));
    }
    if (!settings.majorityAt().isEmpty()) {
      metrics.add(majority(settings));
    }
    if (!settings.bestAt().isEmpty()) {
      metrics.add(best(settings));
    }
    return metrics;
  }

  private static PromptMetric mean(String name, Function<EvaluatedCompletion, Double> value) {
    return new PromptMetric(
        List.of(name),
        group ->
            new double[] {
              group.getCompletions().stream()
                  .mapToDouble(value::apply)
                  .filter(each -> !Double.isNaN(each))
                  .average()
                  .orElse(Double.NaN)
            });
  }

  private static PromptMetric pass(SuiteMetricSettings settings) {
    return new PromptMetric(
        names(SuiteMetricSettings.PASS, settings.passAt()),
        group -> {
          double[] right = right(group, settings);
          int correct = (int) IntStream.range(0, right.length).filter(i -> right[i] == 1).count();
          return at(settings.passAt(), right.length, k -> PassAtK.of(right.length, correct, k));
        });
  }

  private static PromptMetric majority(SuiteMetricSettings settings) {
    Optional<TextPattern> pattern = settings.pattern();
    return new PromptMetric(
        names(SuiteMetricSettings.MAJORITY, settings.majorityAt()),
        group -> {
          double[] right = right(group, settings);
          Map<String, Integer> numbers = new HashMap<>();
          int[] answers =
              judged(group, settings.correct()).stream()
                  .mapToInt(
                      each ->
                          answer(each.getText(), pattern)
                              .map(text -> numbers.computeIfAbsent(text, t -> numbers.size()))
                              .orElse(-1))
                  .toArray();
          double[] curve = MajorityVote.curve(answers, right);
          return at(settings.majorityAt(), right.length, k -> curve[k - 1]);
        });
  }

  private static Optional<String> answer(String text, Optional<TextPattern> pattern) {
    return pattern.isEmpty()
        ? Optional.of(text.strip())
        : pattern.get().lastMatch(text).map(String::strip);
  }

  private static PromptMetric best(SuiteMetricSettings settings) {
    String judge = settings.bestOf() == null ? settings.bestBy() : settings.bestOf();
    return new PromptMetric(
        names(SuiteMetricSettings.BEST, settings.bestAt()),
        group -> {
          List<EvaluatedCompletion> counted =
              judged(group, settings.bestBy()).stream()
                  .filter(each -> !Double.isNaN(value(each, judge)))
                  .toList();
          double[] curve =
              BestOfN.curve(
                  counted.stream().mapToDouble(each -> value(each, settings.bestBy())).toArray(),
                  counted.stream().mapToDouble(each -> value(each, judge)).toArray());
          return at(settings.bestAt(), curve.length, n -> curve[n - 1]);
        });
  }

  private static double[] at(List<Integer> sizes, int most, Function<Integer, Double> value) {
    return sizes.stream()
        .mapToDouble(size -> size > most ? Double.NaN : value.apply(size))
        .toArray();
  }

  private static List<String> names(String prefix, List<Integer> sizes) {
    return sizes.stream().map(size -> prefix + size).toList();
  }

  /** 1 for each right completion, 0 for each wrong one. */
  private static double[] right(Evaluation group, SuiteMetricSettings settings) {
    return judged(group, settings.correct()).stream()
        .mapToDouble(each -> value(each, settings.correct()) >= settings.correctFrom() ? 1 : 0)
        .toArray();
  }

  /** The completions that have a value. */
  private static List<EvaluatedCompletion> judged(Evaluation group, String reward) {
    return group.getCompletions().stream()
        .filter(each -> !Double.isNaN(value(each, reward)))
        .toList();
  }

  /** A reward's value; without a name the weighted sum. */
  static double value(EvaluatedCompletion completion, String reward) {
    return reward == null
        ? completion.getReward()
        : completion.getValues().getOrDefault(reward, Double.NaN);
  }
}
