package dev.vireo.jobs.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.prompts.PromptSettings;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SuiteSettingsTest {

  private static SuiteSettings suite(
      String name, int completions, double temperature, SuiteMetricSettings metrics) {
    SuiteSettings defaults = SuiteSettings.defaults();
    return new SuiteSettings(
        name,
        defaults.prompts(),
        0,
        completions,
        temperature,
        0,
        List.of(),
        metrics,
        defaults.intervals());
  }

  private static SuiteMetricSettings metrics(
      String correct, List<Integer> passAt, String pattern, String bestBy, String winsBy) {
    return new SuiteMetricSettings(
        correct, 1, passAt, List.of(), pattern, List.of(), bestBy, null, winsBy, false);
  }

  @Test
  void defaultsAreThese() {
    SuiteSettings defaults = SuiteSettings.defaults();

    assertThat(defaults.name()).isEqualTo("suite");
    assertThat(defaults.prompts().path()).isNull();
    assertThat(defaults.prompts().evalFraction()).isEqualTo(1);
    assertThat(defaults)
        .isEqualTo(
            new SuiteSettings(
                "suite",
                defaults.prompts(),
                0,
                1,
                1.0,
                0,
                List.of(),
                new SuiteMetricSettings(
                    null, 1, List.of(), List.of(), null, List.of(), null, null, null, false),
                new IntervalSettings(1000, 0.95)));
  }

  @Test
  void metricsAreNamedBehindTheSuite() {
    SuiteSettings suite =
        suite(
            "algebra",
            4,
            1,
            new SuiteMetricSettings(
                "exact", 1, List.of(1, 4), List.of(4), null, List.of(2), null, null, "near", true));

    assertThat(suite.metricNames(List.of("exact", "near")))
        .containsExactly(
            "algebra/reward",
            "algebra/rewards/exact",
            "algebra/rewards/near",
            "algebra/length",
            "algebra/pass@1",
            "algebra/pass@4",
            "algebra/maj@4",
            "algebra/best@2",
            "algebra/win-rate",
            "algebra/win-rate/length-controlled");
  }

  @Test
  void whatNobodyAsksForIsRefused() {
    assertRefused(
        () -> metrics("exact", List.of(), null, null, null),
        "correct is given, but nothing asks for it: give pass-at or majority-at, or leave it out");
    assertRefused(
        () -> metrics("exact", List.of(1), "x", null, null),
        "answer-pattern is given, but nothing asks for it: give majority-at, or leave it out");
    assertRefused(
        () -> metrics(null, List.of(), null, "near", null),
        "best-by is given, but nothing asks for it: give best-at, or leave it out");
    assertRefused(
        () ->
            new SuiteMetricSettings(
                null, 1, List.of(), List.of(), null, List.of(), null, null, null, true),
        "length-controlled is true, but there is no win rate: name the reward that compares in"
            + " wins-by");
  }

  @Test
  void whatCannotBeMeasuredIsRefused() {
    assertRefused(
        () -> metrics(null, List.of(1), null, null, null),
        "correct is not given, but pass-at asks which completions are right: name the reward that"
            + " says so");
    SuiteSettings suite = suite("s", 4, 1, metrics("exact", List.of(8), null, null, null));
    assertRefused(
        () -> suite.check(List.of("exact")),
        "metrics.pass-at of suite 's' has 8, but there are 4 completions of each prompt: give"
            + " numbers from 1 to 4, or raise completions");
    assertRefused(
        () -> suite("s", 8, 1, suite.metrics()).check(List.of("other")),
        "metrics.correct of suite 's' is 'exact'; it must be one of [other]");
    assertRefused(
        () -> suite("s", 4, 0, SuiteMetricSettings.defaults()),
        "temperature is 0, which makes all 4 completions of a prompt the same: raise it, or set"
            + " completions to 1");
    assertRefused(
        () ->
            new SuiteMetricSettings(
                null, 0.5, List.of(), List.of(), null, List.of(), null, null, null, false),
        "correct-from is 0.5, but no reward says which completions are right: name it in correct");
    assertRefused(
        () ->
            new SuiteSettings(
                "s",
                PromptSettings.defaults(),
                0,
                1,
                1,
                0,
                List.of(),
                SuiteMetricSettings.defaults(),
                IntervalSettings.defaults()),
        "suite 's' says how prompts are read, but not where they are: give prompts.path, or leave"
            + " prompts out for the run's held-out ones");
    assertRefused(
        () -> suite("a/b", 1, 1, SuiteMetricSettings.defaults()),
        "a suite's name is 'a/b'; use letters, digits, - and _, starting with a letter");
  }

  @Test
  void patienceNeedsEvaluationsAndNamesAreDifferent() {
    SuiteSettings suite = SuiteSettings.defaults();
    assertRefused(
        () -> new EvaluationSettings(0, 1, 1, null, 0, null, 2, List.of()),
        "patience is 2, but policies are evaluated before the first and after the last iteration"
            + " only: set every");
    assertRefused(
        () -> new EvaluationSettings(0, 1, 1, null, 0, null, 0, List.of(suite, suite)),
        "suites has the same name twice: give each its own");
  }

  private static void assertRefused(Runnable settings, String message) {
    assertThatThrownBy(settings::run).isInstanceOf(InputException.class).hasMessage(message);
  }
}
