package dev.vireo.pipelines.rescore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.adjust.AdjustmentSettings;
import dev.vireo.algorithms.adjust.RangePolicy;
import dev.vireo.algorithms.advantage.AdvantageProfile;
import dev.vireo.algorithms.advantage.AdvantageSettings;
import dev.vireo.algorithms.advantage.Scale;
import dev.vireo.jobs.advantages.Algorithm;
import dev.vireo.pipelines.config.ConfigReader;
import dev.vireo.pipelines.grpo.GrpoConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RuleFileTest {

  @TempDir private Path folder;

  private static JsonNode own(String... settings) {
    List<String> all =
        new ArrayList<>(List.of("algorithm=grpovi", "rewards=[{type: exact-match}]"));
    all.addAll(List.of(settings));
    return new ConfigReader().read(GrpoConfig.class, all).redacted();
  }

  private List<Rule> read(JsonNode own, String yaml) throws IOException {
    return RuleFile.read(Files.writeString(folder.resolve("rules.yaml"), yaml).toString(), own);
  }

  private static GrpoConfig settings(Rule rule) {
    return rule.settings().settings();
  }

  @Test
  void whatARuleLeavesOutIsAsInTheRun() throws IOException {
    JsonNode own =
        own("adjustment.strength=0.5", "advantage={profile: verl, scale: none}", "seed=3");

    List<Rule> rules =
        read(
            own,
            """
            rules:
              - name: same
              - name: wide
                adjustment: {range: {top-share: 0.5}}
              - name: plain
                algorithm: grpo
                advantage: {scale: group}
              - name: long
                rewards:
                  - {type: length, weight: 2, options: {target: 9}}
            """);

    assertThat(rules).extracting(Rule::name).containsExactly("same", "wide", "plain", "long");
    AdjustmentSettings adjustment = settings(rules.get(1)).adjustment();
    assertThat(adjustment.range()).isEqualTo(new RangePolicy.TopShare(0.5, null));
    assertThat(adjustment.strength()).isEqualTo(0.5);
    assertThat(settings(rules.get(2)).algorithm()).isEqualTo(Algorithm.GRPO);
    assertThat(settings(rules.get(2)).advantage())
        .isEqualTo(new AdvantageSettings(AdvantageProfile.VERL, Scale.GROUP));
    assertThat(rules.subList(0, 3)).allMatch(rule -> rule.rewards().isEmpty());
    assertThat(rules.get(3).rewards()).hasSize(1);
    assertThat(settings(rules.get(3)).adjustment()).isEqualTo(settings(rules.get(0)).adjustment());
    assertThat(settings(rules.get(0)).seed()).isEqualTo(3);
    assertThat(rules.get(0).tree().has("rewards")).isFalse();
    assertThat(rules.get(3).tree().path("rewards").get(0).path("type").asText())
        .isEqualTo("length");
  }

  @Test
  void everyRunCanBeComparedWithGrpoAndGrpovi() {
    List<Rule> rules =
        RuleFile.ofEveryRun(
            own(
                "algorithm=grpo",
                "aggregation=normalize-then-sum",
                "advantage.scale=batch",
                "adjustment.strength=0.5"));

    assertThat(rules).extracting(Rule::name).containsExactly("own", "grpo", "grpovi");
    assertThat(rules.get(0).rescoring().advantages().normalized()).hasSize(1);
    assertThat(rules.get(1).rescoring().advantages().normalized()).isEmpty();
    assertThat(settings(rules.get(2)).adjustment()).isEqualTo(AdjustmentSettings.defaults());
    assertThat(settings(rules.get(2)).advantage().scale()).isEqualTo(Scale.BATCH);
    assertThat(
            RuleFile.ofEveryRun(
                own("algorithm=grpo", "advantage.supervision=process", "rewards=[{type: steps}]")))
        .extracting(Rule::name)
        .containsExactly("own");
  }

  @Test
  void secretsOfTheRunMayBeGoneThoseOfARuleMayNot() throws IOException {
    List<String> settings =
        List.of(
            "rewards=[{type: http, options: {url: 'http://h:1', api-key: '${env:VIREO_GONE}'}}]");
    JsonNode own = new ConfigReader(name -> "").read(GrpoConfig.class, settings).redacted();

    assertThat(read(own, "rules: [{name: a, algorithm: grpo}]").get(0).tree().has("rewards"))
        .isFalse();
    assertThatThrownBy(
            () ->
                read(
                    own,
                    "rules: [{name: a, rewards: [{type: judge, options: {model:"
                        + " '${env:VIREO_GONE}'}}]}]"))
        .isInstanceOf(InputException.class)
        .hasMessageEndingWith(
            "rules.0: rewards.0.options.model: ${env:VIREO_GONE}: there is no environment variable"
                + " 'VIREO_GONE'; set it");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rules: []                                      | : expected the key rules, with a list of rules, each with a name, such as rules: [{name: grpo, algorithm: grpo}]
          [{name: a}]                                    | : expected the key rules, with a list of rules, each with a name, such as rules: [{name: grpo, algorithm: grpo}]
          {rules: [{name: a}], more: 1}                  | : expected the key rules, with a list of rules, each with a name, such as rules: [{name: grpo, algorithm: grpo}]
          rules: [a]                                     | : rules.0: expected keys and values, such as {name: grpo}
          rules: [{name: a}, {adjustmnt: {}}]            | : rules.1: unknown key 'adjustmnt'; did you mean 'adjustment'? Known here: name, algorithm, aggregation, adjustment, advantage, rewards
          rules: [{name: a, seed: 1}]                    | : rules.0: unknown key 'seed'. Known here: name, algorithm, aggregation, adjustment, advantage, rewards
          rules: [{name: a}, {name: a, algorithm: grpo}] | : two rules are called 'a': give each a different name
          rules: [{algorithm: grpo}]                     | : rules.0: name is '': use letters, digits, -, _ and ., starting with a letter or digit; reports and rules.json are taken
          rules: [{name: rules.json}]                    | : rules.0: name is 'rules.json': use letters, digits, -, _ and ., starting with a letter or digit; reports and rules.json are taken
          rules: [{name: a/b}]                           | : rules.0: name is 'a/b': use letters, digits, -, _ and ., starting with a letter or digit; reports and rules.json are taken
          rules: [{name: a, adjustment: {strenth: 1}}]   | : rules.0: unknown key 'adjustment.strenth'; did you mean 'strength'? Known here: rule, range, weights, ties, tie-tolerance, strength
          rules: [{name: a, adjustment: {strength: 2}}]  | : rules.0: adjustment: The adjustment's strength 2.0 must be in [0, 1]
          rules: [{name: a, algorithm: ppo}]             | : rules.0: algorithm: 'ppo' is not one of grpo, grpovi
          rules: [{name: a, rewards: []}]                | : rules.0: rewards: expected at least one; leave the key out to take the stored rewards
          rules: [{name: a, rewards: [{type: nope}, {type: nope}]}] | : rules.0: two rewards are called 'nope': give each a different name
          rules: [{name: a, algorithm: grpo, adjustment: {strength: 1}}] | : rules.0: adjustment: the algorithm is grpo, which adjusts nothing: set algorithm: grpovi in the rule, or leave adjustment out
          rules: [{name: a, aggregation: normalize-then-sum}] | : rules.0: aggregation is normalize-then-sum, which leaves rewards no range to be adjusted in: set algorithm to grpo
          """)
  void aMistakeIsALineThatSaysWhere(String yaml, String message) {
    assertThatThrownBy(() -> read(own(), yaml))
        .isInstanceOf(InputException.class)
        .hasMessage(folder.resolve("rules.yaml") + message);
  }
}
