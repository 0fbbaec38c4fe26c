package dev.vireo.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.vireo.algorithms.InputException;
import dev.vireo.pipelines.cli.Run;
import dev.vireo.pipelines.config.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** What is written about the settings, for people and for editors. */
final class SettingsReferenceTest {

  private static final Path ROOT = Path.of("..");

  private static final JsonSchema SCHEMA =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
          .getSchema(SettingsReference.schema());

  /** Made anew by the commands that the page names. */
  @Test
  void thePageAndTheSchemaAreThoseOfTheRecords() throws IOException {
    assertThat(ROOT.resolve("docs/CONFIGURATION.md")).hasContent(SettingsReference.markdown());
    assertThat(ROOT.resolve("conf/vireo.schema.json")).hasContent(SettingsReference.schema());
  }

  @Test
  void everyKeyHasASentence() {
    for (PipelineKind pipeline : PipelineKind.ALL) {
      assertThat(pipeline.keys())
          .allSatisfy(key -> assertThat(key.leaves()).allSatisfy(SettingsReferenceTest::described));
    }
  }

  private static void described(Setting setting) {
    assertThat(setting.text()).as(setting.path()).isNotBlank().doesNotContain("{@", "\n");
  }

  static Stream<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT.resolve("conf"))) {
      return files
          .filter(file -> file.toString().endsWith(".yaml"))
          .filter(file -> !file.toString().contains("kubernetes"))
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void editorsAcceptTheFilesThatComeAlong(Path file) throws IOException {
    assertThat(SCHEMA.validate(tree(Files.readString(file)))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "itertions: 3",
        "mllib: {}",
        "iterations: many",
        "rollouts: {group-size: 1.5}",
        "rollouts: {engine: vllm}",
        "update: {optimizer: {beta3: 0.9}}",
        "policy: {adapter: {ranks: 3}}",
        "rewards: {type: exact-match}",
        "rewards: [{typ: exact-match}]",
        "rewards: [{type: length, options: {targt: 3}}]",
        "rewards: [{type: length, options: {target: 3, side: left}}]",
        "rewards: [{type: exact-match, options: {trim: 3}}]",
      })
  void editorsMarkWhatCannotBe(String yaml) {
    assertThat(SCHEMA.validate(tree("pipeline: grpo\n" + yaml))).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "iterations: ${env:ITERATIONS}",
        "rollouts:",
        "rollouts: {engine: openai, server: {api-key: '${env:KEY}'}}",
        "policy: {adapter: {}}",
        "adjustment: {range: [0, 1]}",
        "rewards: [{type: x, options: {anything: [1]}}]",
        "rewards: [{type: exact-match, options: }]",
        "rewards: [{type: length, options: {target: 3, side: above, slope: '${env:SLOPE}'}}]",
        "rewards: [{type: sequence-classifier, options: {path: m, label: 0, chat: {wrap: true}}}]",
      })
  void editorsAcceptWhatMayBe(String yaml) {
    assertThat(SCHEMA.validate(tree("pipeline: grpo\n" + yaml))).isEmpty();
  }

  private static JsonNode tree(String yaml) {
    return new ObjectMapper().valueToTree(new Yaml().load(yaml));
  }

  @Test
  void theOptionsOfRewardsAreListedWithThem() {
    Run run = Run.of("settings", "rewards");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .contains(
            "rewards[type=length].options.slope: 0.01  (number)\n    the loss per token or character",
            "rewards[type=exact-match].options.trim: true  (true | false)");
    assertThat(Run.of("settings", "update.optimizer").out()).doesNotContain("options");
  }

  @Test
  void aSectionIsFoundByItsPath() {
    Run run = Run.of("settings", "update.optimizer");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("update.optimizer.learning-rate: 1e-6  (number)\n    after the warm-up\n")
        .doesNotContain("rollouts");
    assertThat(Run.of("settings", "critic").out()).contains("critic.warm-up: 0");
    List<Setting> keys = PipelineKind.named("grpo").keys();
    assertThatThrownBy(() -> Setting.find(keys, "rolouts"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("did you mean 'rollouts'?");
  }
}
