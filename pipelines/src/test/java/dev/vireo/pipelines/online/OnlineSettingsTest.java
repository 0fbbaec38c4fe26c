package dev.vireo.pipelines.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.settings.SettingsMapper;
import dev.vireo.pipelines.config.ConfigReader;
import dev.vireo.pipelines.grpo.GrpoConfig;
import dev.vireo.pipelines.preference.PreferenceConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Defaults, schedules of the reference, and what is refused. */
final class OnlineSettingsTest {

  /** What GRPO has not, or has otherwise. */
  private static final String OWN =
      """
      {"pipeline": "online-preference", "algorithm": "dpo",
       "pairs": {"pairing": "best-worst", "reward": null, "min-margin": 0.0},
       "reference": {"every": 0, "weight": 1.0},
       "xpo": {"alpha": 1e-5},
       "nash-md": {"mixture-weight": 0.5, "probability": "sigmoid"}}
      """;

  private static JsonNode tree(Object settings) {
    return SettingsMapper.mapper().valueToTree(settings);
  }

  @Test
  void defaultsAreThoseOfGrpoAndPreference() throws IOException {
    ObjectNode expected = (ObjectNode) tree(GrpoConfig.defaults());
    List.of(
            "dynamic-sampling",
            "aggregation",
            "adjustment",
            "advantage",
            "update",
            "iterative",
            "audit")
        .forEach(expected::remove);
    expected.setAll((ObjectNode) SettingsMapper.mapper().readTree(OWN));
    expected.set("preference", tree(PreferenceConfig.defaults()).get("preference"));
    ((ObjectNode) expected.get("preference")).put("steps", 1);
    ((ObjectNode) expected.get("rollouts")).put("group-size", 2);
    assertThat(tree(OnlinePreferenceConfig.defaults())).isEqualTo(expected);
  }

  @Test
  void referencesAreRenewedAtTheEndOfEveryFewIterations() {
    OnlinePreferenceConfig renewed = config("reference.every=3", "preference.steps=2");
    assertThat(renewed.reference().renewedBefore(3)).isZero();
    assertThat(renewed.reference().renewedBefore(4)).isEqualTo(3);
    assertThat(renewed.referenceStep(4)).isZero();
    // The fourth iteration begins: the policy after the third is its reference.
    assertThat(renewed.referenceStep(6)).isEqualTo(6);
    assertThat(renewed.referenceStep(10)).isEqualTo(6);
    // A mixed reference is a model of its own.
    assertThat(config("reference={every: 3, weight: 0.6}").referenceStep(6)).isZero();
    assertThat(config().referenceStep(100)).isZero();
  }

  @Test
  void goodOnesAreAccepted() {
    for (String[] good :
        List.of(
            new String[] {},
            new String[] {"algorithm=xpo", "xpo.alpha=0.1", "reference={every: 1, weight: 0.6}"},
            new String[] {"algorithm=nash-md", "nash-md.mixture-weight=0.1", "pairs.reward=exact"},
            new String[] {"algorithm=xpo", "environment={type: calculator}"},
            new String[] {"algorithm=nash-md", "environment={type: calculator}"},
            new String[] {"preference.loss.loss=simpo"},
            new String[] {"preference.loss={loss: [tdpo2, sft], tdpo-alpha: 0.3}"},
            new String[] {"iterations=0", "rollouts.group-size=1"})) {
      assertThatCode(() -> config(good).check()).doesNotThrowAnyException();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rollouts.group-size=1 | a pair takes two completions of a prompt
          rollouts.temperature=0 | so there is nothing to learn
          rewards=[{type: dataset, name: given}] | is of type dataset, which pipeline online-preference does not wait for
          pairs.reward=other | pairs.reward is 'other'; it must be one of [exact]
          preference.loss.loss=kto | preference.loss.loss is kto, which is for unpaired examples
          pairs.pairing=step | pairs.pairing is step, but no reward judges steps
          environment={type: calculator}; pairs.pairing=step | pairs steps of one message
          environment={max-turns: 2} | environment.type is missing
          environment={type: calculator}; evaluation.suites=[{name: s, metrics: {wins-by: other}}] | evaluation.suites is given, but suites have no environment
          pairs={pairing: step, reward: exact} | a step's reward is the weighted sum of all
          reference.weight=0.5 | weight is 0.5, but every is 0, so that the reference is never renewed
          reference={every: 1, weight: 0} | weight is 0.0; it must be above 0 and at most 1
          reference={every: 2}; preference.loss.loss=simpo | the loss simpo compares with no reference
          reference={every: 2, weight: 0.5}; policy.adapter={rank: 2} | the mean of two adapters is not the adapter of the mean
          xpo.alpha=1 | xpo is given, but the algorithm is dpo: set algorithm to xpo, or leave xpo out
          xpo.alpha=-1 | alpha
          algorithm=xpo; nash-md.mixture-weight=0.1 | nash-md is given, but the algorithm is xpo
          algorithm=xpo; preference.loss={loss: sigmoid, reference-free: true} | without a reference policy, but algorithm xpo
          algorithm=xpo; rollouts.group-size=4 | rollouts.group-size is 4, but algorithm xpo compares one completion
          algorithm=xpo; pairs.pairing=every | algorithm xpo has one pair in a group
          algorithm=nash-md; rollouts={engine: openai, server: {url: 'http://127.0.0.1:1', model: m, weights: {mode: none}}} | a server does not have
          algorithm=nash-md; preference.loss.loss=hinge | preference.loss is hinge, but algorithm nash-md has a loss of its own
          training-engine=torch; preference.loss.loss=tdpo2 | the workers of training-engine torch hold no reference
          preference.loss={loss: [sigmoid, tdpo1], reference-free: true} | compares whole distributions with the reference policy's
          algorithm=nash-md; preference.loss.loss=tdpo1 | preference.loss is tdpo1, but algorithm nash-md has a loss of its own
          algorithm=nash-md; pairs.min-margin=0.1 | pairs is given, but algorithm nash-md makes no pairs
          algorithm=nash-md; nash-md.mixture-weight=2 | must be at least 0 and at most 1
          """)
  void whatMeansNothingIsRefused(String overrides, String message) {
    assertThatThrownBy(() -> config(overrides.split("; ")).check())
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message);
  }

  @Test
  void workersHoldNoReferenceForPairsOfFilesEither() {
    PreferenceConfig config =
        new ConfigReader()
            .read(
                PreferenceConfig.class,
                List.of("training-engine=torch", "preference.loss.loss=[tdpo1, sft]"))
            .settings();
    assertThatThrownBy(config::check)
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("preference.loss is tdpo1 + sft, which compares distributions");
  }

  private static OnlinePreferenceConfig config(String... overrides) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "policy.new-model={context-length: 600}",
                "prompts.answer-column=answer",
                "rewards=[{type: exact-match, name: exact}]"));
    all.addAll(List.of(overrides));
    return new ConfigReader().read(OnlinePreferenceConfig.class, all).settings();
  }
}
