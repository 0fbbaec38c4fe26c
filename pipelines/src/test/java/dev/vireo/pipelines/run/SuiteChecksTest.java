package dev.vireo.pipelines.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.evaluation.SuiteSettings;
import dev.vireo.pipelines.config.ConfigReader;
import dev.vireo.pipelines.grpo.GrpoConfig;
import dev.vireo.pipelines.ppo.PpoConfig;
import dev.vireo.pipelines.preference.PreferenceConfig;
import dev.vireo.pipelines.sft.SftSettings;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Suites that could not be measured, or would mean nothing, are refused before the first stage. */
final class SuiteChecksTest {

  private static final List<String> COMMON =
      List.of(
          "run=r",
          "policy.new-model={context-length: 64}",
          "rollouts.max-new-tokens=8",
          "rewards=[{type: length, name: short, options: {target: 3}}]");

  private static void check(Class<? extends Record> type, String... settings) {
    List<String> all = new ArrayList<>(COMMON);
    all.addAll(List.of(settings));
    ((RunSettings) new ConfigReader().read(type, all).settings()).check();
  }

  private static void assertRefused(
      String message, Class<? extends Record> type, String... settings) {
    assertThatThrownBy(() -> check(type, settings))
        .isInstanceOf(InputException.class)
        .hasMessage(message);
  }

  @Test
  void aSuitesRewardsAreItsOwnOrTheRuns() {
    assertThatCode(
            () ->
                check(
                    GrpoConfig.class,
                    "evaluation.suites=[{name: a, metrics: {wins-by: short}},"
                        + " {name: b, rewards: [{type: length, name: long, options: {target: 9}}],"
                        + " metrics: {wins-by: long}}]",
                    "evaluation.best=b/win-rate"))
        .doesNotThrowAnyException();
    assertRefused(
        "metrics.wins-by of suite 'b' is 'short'; it must be one of [long]",
        GrpoConfig.class,
        "evaluation.suites=[{name: b, rewards: [{type: length, name: long, options: {target: 9}}],"
            + " metrics: {wins-by: short}}]");
    assertRefused(
        "suite 'b': reward 'exact-match' (exact-match) compares completions with the prompts'"
            + " answers: name their column in prompts.answer-column",
        GrpoConfig.class,
        "evaluation.suites=[{name: b, rewards: [{type: exact-match}]}]");
    assertRefused(
        "suite 'b': rollouts.max-new-tokens is 65, and the policy's context 64 tokens for prompt"
            + " and completion together: set it to at most 64",
        GrpoConfig.class,
        "evaluation.suites=[{name: b, max-new-tokens: 65}]");
  }

  @Test
  void aSuiteWithoutPromptsIsNamedWithTheSettingThatLeavesNone() {
    assertThat(Suites.noPrompts(suite("{name: a, prompts: {path: p, eval-fraction: 0.01}}")))
        .isEqualTo(
            "suite 'a' has no prompts: its prompts.eval-fraction is 0.01, and so none is held out:"
                + " raise it, or leave it out for all of them");
    assertThat(Suites.noPrompts(suite("{name: a, prompts: {path: p, split-column: split}}")))
        .isEqualTo("suite 'a' has no prompts: its prompts.split-column says eval of none");
    assertThat(Suites.noPrompts(suite("{name: a}"))).contains("the run holds none out");
    assertThat(
            Suites.ofSuite(
                suite("{name: a, prompts: {path: p}}"),
                new InputException("Cannot read prompts: p is empty")))
        .hasMessage("suite 'a': Cannot read prompts: p is empty");
  }

  private static SuiteSettings suite(String suite) {
    List<String> all = new ArrayList<>(COMMON);
    all.add("evaluation.suites=[" + suite + "]");
    return new ConfigReader().read(GrpoConfig.class, all).settings().evaluation().suites().get(0);
  }

  /** Whatever else is wrong with them, none can be measured. */
  @Test
  void inAnEnvironmentTheyAreRefusedAsSuch() {
    for (Class<? extends Record> type : List.of(GrpoConfig.class, PpoConfig.class)) {
      assertRefused(
          "evaluation.suites is given, but suites have no environment: leave them out; held-out"
              + " prompts are evaluated in it",
          type,
          "environment={type: calculator}",
          "evaluation.suites=[{name: b, metrics: {wins-by: short}, max-new-tokens: 65}]");
    }
  }

  @Test
  void whatChoosesMustBeMeasured() {
    assertRefused(
        "evaluation.best is 'a/pass@1', but there are no evaluation.suites",
        GrpoConfig.class,
        "evaluation.best=a/pass@1");
    assertRefused(
        "evaluation.best is 'a/pass@1'; it must be one of [a/reward, a/rewards/short, a/length]",
        GrpoConfig.class,
        "evaluation.suites=[{name: a}]",
        "evaluation.best=a/pass@1");
  }

  @Test
  void pipelinesThatMakeOnePolicyChooseNone() {
    String[] sft = {
      "sft=[{name: s, demonstrations: {path: d}}]",
      "prompts.path=p",
      "evaluation.suites=[{name: a, metrics: {wins-by: short}}]"
    };
    assertRefused(
        "metrics.wins-by of suite 'a' compares with the policy that training starts from, which"
            + " sft does not evaluate: leave it out",
        SftSettings.class,
        sft);
    assertRefused(
        "evaluation.suites is given, but without prompts.path nothing is evaluated: give it, or"
            + " leave the suites out",
        SftSettings.class,
        sft[0],
        sft[2]);
    assertRefused(
        "evaluation.best is for pipelines with iterations; this one makes one policy",
        PreferenceConfig.class,
        "preferences.path=d",
        sft[1],
        sft[2],
        "evaluation.best=a/win-rate");
  }
}
