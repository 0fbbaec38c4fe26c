package dev.vireo.pipelines.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.adjust.RangePolicy;
import dev.vireo.algorithms.adjust.Ties;
import dev.vireo.algorithms.adjust.WeightPolicy;
import dev.vireo.jobs.runtime.settings.Secret;
import dev.vireo.pipelines.config.ExampleSettings.RewardExample;
import dev.vireo.pipelines.config.ExampleSettings.StrictListExample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfigReaderTest {

  @TempDir Path folder;

  private final ConfigReader reader =
      new ConfigReader(Map.of("TOKEN", "s3cret", "PORT", "16", "WORD", "sixteen")::get);

  @Test
  void nothingWrittenGivesTheDefaults() {
    assertThat(read("").settings()).isEqualTo(ExampleSettings.defaults());
    assertThat(read("# only a comment\n").settings()).isEqualTo(ExampleSettings.defaults());
    assertThat(reader.read(ExampleSettings.class, List.of()).settings())
        .isEqualTo(ExampleSettings.defaults());
  }

  @Test
  void whatIsWrittenLiesOverTheDefaults() {
    ExampleSettings settings =
        read("""
        rollouts:
          group-size: 16
          temperature: 7e-1
          ties: split
        adjustment:
          weights: length-normalised
          range: [0, 1]
        rewards:
          - type: numeric-answer
          - type: length
            weight: 0.5
            options: {at-most: 64, words: [a, 1.5], ratio: 1e-6, nothing: }
        spark:
          spark.executor.cores: "4"
        """)
            .settings();

    assertThat(settings.name()).isEqualTo("example");
    assertThat(settings.rollouts())
        .isEqualTo(new ExampleSettings.RolloutExample(16, 0.7, 1, 42, false, Ties.SPLIT));
    assertThat(settings.adjustment().weights()).isEqualTo(WeightPolicy.LENGTH_NORMALISED);
    assertThat(settings.adjustment().range()).isEqualTo(new RangePolicy.Fixed(0, 1, false));
    assertThat(settings.adjustment().strength()).isEqualTo(1);
    assertThat(settings.rewards().get(0))
        .isEqualTo(new RewardExample("numeric-answer", 1, Map.of()));
    assertThat(settings.rewards().get(1).weight()).isEqualTo(0.5);
    assertThat(settings.rewards().get(1).options())
        .containsEntry("at-most", 64)
        .containsEntry("words", List.of("a", 1.5))
        .containsEntry("ratio", 1e-6)
        .containsEntry("nothing", null);
    assertThat(settings.spark())
        .isEqualTo(Map.of("spark.ui.enabled", "false", "spark.executor.cores", "4"));
  }

  @Test
  void anEmptySectionKeepsItsDefaults() {
    assertThat(read("rollouts:\n  # group-size: 4\n").settings())
        .isEqualTo(ExampleSettings.defaults());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rollouts: {group-sze: 4}     | unknown key 'rollouts.group-sze'; did you mean 'group-size'? Known here: group-size, temperature, top-p, seed, greedy, ties
          rollouts: {groupSize: 4}     | unknown key 'rollouts.groupSize'; did you mean 'group-size'? Known here: group-size, temperature, top-p, seed, greedy, ties
          rollouts: {empty: false}     | unknown key 'rollouts.empty'. Known here: group-size, temperature, top-p, seed, greedy, ties
          whatever: 1                  | unknown key 'whatever'. Known here: name, rollouts, adjustment, rewards, spark, stop-texts
          rewards: [{wieght: 2}]       | unknown key 'rewards.0.wieght'; did you mean 'weight'? Known here: type, weight, options
          rollouts: {group-size: many} | rollouts.group-size: expected a whole number, found 'many'
          rollouts: {group-size: 1.5}  | rollouts.group-size: expected a whole number, found '1.5'
          rollouts: {group-size: 4e9}  | rollouts.group-size: expected a whole number, found '4.0E9'
          rollouts: {group-size: 4000000000} | rollouts.group-size: expected a smaller whole number, found '4000000000'
          rollouts: {group-size: null} | rollouts.group-size: expected a whole number, found nothing
          rollouts: {top-p: .nan}      | rollouts.top-p: expected a number, found '.nan'
          rollouts: {top-p: 1e999}     | rollouts.top-p: expected a number, found '1e999'
          rollouts: {top-p: [1]}       | rollouts.top-p: expected a number, found a list
          rollouts: {greedy: no}       | rollouts.greedy: expected true or false, found 'no'
          rollouts: {ties: merged}     | rollouts.ties: 'merged' is not one of merge, split
          rollouts: {ties: MERGE}      | rollouts.ties: 'MERGE' is not one of merge, split
          rollouts: {ties: null}       | rollouts.ties: expected a value, found nothing: leave the key out for its default
          rollouts: null               | rollouts: expected a value, found nothing: leave the key out for its default
          rewards: null                | rewards: expected a value, found nothing: leave the key out for its default
          rewards: [null]              | rewards.0: expected a value, found nothing
          stop-texts: [null]           | stop-texts.0: expected a value, found nothing
          rollouts: 3                  | rollouts: expected keys and values, found '3'
          rollouts: {group-size: 1}    | rollouts: group-size is 1, and must be at least 2
          name: 1.10                   | name: expected text (quote it), found '1.1'
          rewards: {type: length}      | rewards: expected a list, found keys and values
          stop-texts: stop             | stop-texts: expected a list, found 'stop'
          stop-texts: [[a]]            | stop-texts.0: expected text, found a list
          spark: {spark.cores: 4}      | spark.spark.cores: expected text (quote it), found '4'
          rewards: [{type: null}]      | rewards.0: type is missing
          adjustment: {strength: 2}    | adjustment: The adjustment's strength 2.0 must be in [0, 1]
          adjustment: {range: groups}  | adjustment.range: expected a range such as [0, 1], {fixed: [0, 1], clip: true}, group, {top-share: 0.25} or {top-share: 0.25, lower: 0}
          adjustment: {range: [1, 0]}  | adjustment.range: Invalid fixed reward range [1.0, 0.0]: give two finite numbers, lower first
          name: ${env:ABSENT}          | name: ${env:ABSENT}: there is no environment variable 'ABSENT'; set it
          [1, 2]                       | expected keys and values, found a list
          null                         | expected keys and values, found nothing
          """)
  void aMistakeNamesFileKeyAndWhatIsAllowed(String yaml, String message) {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(InputException.class)
        .hasMessage(folder.resolve("x.yaml") + ": " + message);
  }

  @Test
  void whatIsNotYamlNamesLineAndColumn() {
    assertThatThrownBy(() -> read("name: a\nrollouts: {group-size: 4\n"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(folder.resolve("x.yaml") + " line 3, column 1: not YAML: expected")
        .message()
        .doesNotContain("\n");
    assertThatThrownBy(() -> read("name: a\nrollouts:\n  greedy: true\n  greedy: false\n"))
        .hasMessage(folder.resolve("x.yaml") + " line 4, column 3: duplicate key 'greedy'");
    assertThatThrownBy(() -> read("name: a\n---\nname: b\n"))
        .hasMessageContaining(" line 2, column 1: not YAML: but found another document");
  }

  @Test
  void aFileThatCannotBeReadIsNamed() throws IOException {
    Path absent = folder.resolve("absent.yaml");
    assertThatThrownBy(() -> reader.read(ExampleSettings.class, absent, List.of()))
        .isInstanceOf(InputException.class)
        .hasMessage("Cannot read configuration " + absent + ": there is no such file");
    assertThatThrownBy(() -> reader.read(ExampleSettings.class, folder, List.of()))
        .hasMessage("Cannot read configuration " + folder + ": it is a directory");
    Path latin = folder.resolve("latin.yaml");
    Files.write(latin, "name: caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> reader.read(ExampleSettings.class, latin, List.of()))
        .hasMessage("Cannot read configuration " + latin + ": it is not UTF-8 text");
  }

  @Test
  void anOverrideOfAMapReplacesItAndAnEmptySectionHasItsDefaults() {
    String file =
        "rewards: [{type: a, options: {words: 1, ratio: 2}}]\nrollouts: {group-size: 4, seed: 5}";
    assertThat(read(file, "rewards.0.options={}").settings().rewards().get(0).options()).isEmpty();
    assertThat(read(file, "rewards.0.options={ratio: 3}").settings().rewards().get(0).options())
        .isEqualTo(Map.of("ratio", 3));
    assertThat(read(file, "rollouts={}").settings().rollouts())
        .isEqualTo(ExampleSettings.RolloutExample.defaults());
    // Of a section that says something the rest stays.
    assertThat(read(file, "rollouts={group-size: 6}").settings().rollouts().seed()).isEqualTo(5);
  }

  @Test
  void noOverrideTakesASectionAway() {
    assertThatThrownBy(() -> read("name: a", "rollouts=null"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "--set rollouts=null: rollouts: expected a value, found nothing: leave the key out for"
                + " its default");
    assertThat(read("name: a", "name=null").settings().name()).isNull();
  }

  @Test
  void overridesComeAfterTheFileInOrder() {
    ExampleSettings settings =
        read(
                "rewards: [{type: a}, {type: b}]\nrollouts: {group-size: 4}",
                "rollouts.group-size=6",
                "rollouts.group-size=12",
                "rewards.1.weight=3",
                "rewards.1.options.at-most=64",
                "rewards.2.type=c",
                "adjustment.range={top-share: 0.5}",
                "spark.spark.executor.memory=4g",
                "stop-texts=[\"#\", end]",
                "name=a=b")
            .settings();

    assertThat(settings.rollouts().groupSize()).isEqualTo(12);
    assertThat(settings.rewards())
        .containsExactly(
            new RewardExample("a", 1, Map.of()),
            new RewardExample("b", 3, Map.of("at-most", 64)),
            new RewardExample("c", 1, Map.of()));
    assertThat(settings.adjustment().range()).isEqualTo(new RangePolicy.TopShare(0.5, null));
    assertThat(settings.spark()).containsEntry("spark.executor.memory", "4g");
    assertThat(settings.stopTexts()).containsExactly("#", "end");
    assertThat(settings.name()).isEqualTo("a=b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rollouts.group-sze=4    | --set rollouts.group-sze=4: unknown key 'rollouts.group-sze'; did you mean 'group-size'? Known here: group-size, temperature, top-p, seed, greedy, ties
          rollouts.group-size=x   | --set rollouts.group-size=x: rollouts.group-size: expected a whole number, found 'x'
          rollouts.group-size     | --set rollouts.group-size: expected key=value, as in --set rollouts.group-size=16
          =4                      | --set =4: expected key=value, as in --set rollouts.group-size=16
          rollouts.=4             | --set rollouts.=4: unknown key 'rollouts.'. Known here: group-size, temperature, top-p, seed, greedy, ties
          rewards.1.weight=4      | --set rewards.1.weight=4: 'rewards' is a list of 0: '1' is not an index from 0 to 0
          rewards.weight=4        | --set rewards.weight=4: 'rewards' is a list of 0: 'weight' is not an index from 0 to 0
          name.first=4            | --set name.first=4: 'name' is one value: it has no key 'first'
          adjustment.range.top=1  | --set adjustment.range.top=1: 'adjustment.range' is one value: set it as a whole
          stop-texts=[a           | --set stop-texts=[a line 1, column 3: not YAML: expected ',' or ']', but got <stream end>
          """)
  void aMistakeInAnOverrideNamesIt(String override, String message) {
    assertThatThrownBy(() -> read("", override))
        .isInstanceOf(InputException.class)
        .hasMessage(message);
  }

  @Test
  void anImpossibleOverrideIsNotBlamedOnTheFileAlone() {
    assertThatThrownBy(() -> read("", "rollouts.group-size=1"))
        .hasMessage(
            folder.resolve("x.yaml")
                + " with --set: rollouts: group-size is 1, and must be at least 2");
  }

  @Test
  void referencesToTheEnvironmentAreResolvedAndNeverShown() {
    ResolvedConfig<ExampleSettings> config =
        read(
            "name: Bearer ${env:TOKEN}\nrollouts: {group-size: '${env:PORT}'}",
            "rewards=[{options: {token: \"${env:TOKEN}\"}}]");

    assertThat(config.settings().name()).isEqualTo("Bearer s3cret");
    assertThat(config.settings().rollouts().groupSize()).isEqualTo(16);
    assertThat(config.settings().rewards().get(0).options())
        .containsEntry("token", new Secret("s3cret"));
    assertThat(config.settings().toString()).contains("token=***");
    assertThat(config.redacted().at("/name").textValue()).isEqualTo("Bearer ${env:TOKEN}");
    assertThat(config.redacted().at("/rewards/0/options/token").textValue())
        .isEqualTo("${env:TOKEN}");
    assertThat(config.redacted().at("/rollouts/top-p").doubleValue()).isEqualTo(1);
    assertThat(config.toString() + config.toJson()).doesNotContain("s3cret");
  }

  @Test
  void errorsDoNotShowSecrets() {
    assertThatThrownBy(() -> read("rollouts: {group-size: '${env:WORD}'}"))
        .hasMessageEndingWith("rollouts.group-size: expected a whole number, found '${env:WORD}'");
    assertThatThrownBy(() -> read("rollouts: {ties: '${env:TOKEN}'}"))
        .hasMessageEndingWith("rollouts.ties: '${env:TOKEN}' is not one of merge, split");
  }

  @Test
  void anElementWithoutDefaultsNeedsItsNumbers() {
    assertThatThrownBy(() -> readStrict("files: [{path: a}]"))
        .hasMessageEndingWith("x.yaml: missing key 'files.0.rows'");
    StrictListExample settings = readStrict("files: [{path: a, rows: 2}]\nsizes: [3, 4]");
    assertThat(settings.files()).containsExactly(new ExampleSettings.StrictExample("a", 2));
    assertThat(settings.sizes()).containsExactly(3, 4);
  }

  private ResolvedConfig<ExampleSettings> read(String yaml, String... overrides) {
    return reader.read(ExampleSettings.class, write(yaml), List.of(overrides));
  }

  private StrictListExample readStrict(String yaml) {
    return reader.read(StrictListExample.class, write(yaml), List.of()).settings();
  }

  private Path write(String yaml) {
    try {
      return Files.writeString(folder.resolve("x.yaml"), yaml);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
