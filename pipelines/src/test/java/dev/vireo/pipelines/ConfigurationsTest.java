package dev.vireo.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.environments.EnvironmentSettings;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.pipelines.grpo.GrpoConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Typed sections of a file, with settings on top. */
final class ConfigurationsTest {

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = folder.resolve("run.yaml");
    Files.writeString(
        file,
        """
        pipeline: grpo
        run: r
        environment:
          type: calculator
          max-turns: 2
          options: {prefix: "calc ", reply: "{result}\\n"}
        rewards:
          - {type: length, name: short, weight: 2, options: {target: 3}}
        """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          environment.type=calculater | environment.type is 'calculater'; it must be one of [calculator,
          environment.type=null | environment.type is missing; it must be one of [calculator,
          environment.options.prefx=? | environment.options: unknown option 'prefx'; allowed are [prefix, reply, role]
          environment.options.reply=ok | environment.options: option 'reply' is 'ok'; it must contain {result}
          environment={type: python} | environment.options: option 'path' is needed
          environment.max-turns=0 | environment: max-turns is 0; it must be at least 1
          """)
  void mistakesInAnEnvironmentNameFileAndKey(String setting, String said) {
    assertThatThrownBy(() -> read(setting))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(file + " with --set: " + said);
  }

  @Test
  void ofAFileAloneTheFileIsNamed() throws IOException {
    Files.writeString(file, "{pipeline: study, run: r, environment: {type: nothing}}");
    assertThatThrownBy(this::read)
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(file + ": environment.type is 'nothing'");
  }

  @Test
  void anotherTypeBeginsWithItsOwnOptions() {
    EnvironmentSettings whole =
        read("environment={type: python, options: {path: guess.py}}").environment();
    assertThat(whole.type()).isEqualTo("python");
    assertThat(whole.options()).isEqualTo(Map.of("path", "guess.py"));
    assertThat(whole.maxTurns()).isEqualTo(2);
    assertThat(
            read("environment.type=python", "environment.options.path=guess.py")
                .environment()
                .options())
        .isEqualTo(Map.of("path", "guess.py"));
    RewardSettings reward = read("rewards.0={type: exact-match}").rewards().get(0);
    assertThat(reward.type()).isEqualTo("exact-match");
    assertThat(reward.options()).isEmpty();
    assertThat(reward.weight()).isEqualTo(2);
  }

  @Test
  void theSameTypeKeepsThem() {
    assertThat(read("environment={type: calculator, max-turns: 3}").environment().options())
        .isEqualTo(Map.of("prefix", "calc ", "reply", "{result}\n"));
    assertThat(read("environment.options.role=tool").environment().options())
        .containsEntry("prefix", "calc ");
    assertThat(read("rewards.0.weight=1").rewards().get(0).options()).containsKey("target");
  }

  private GrpoConfig read(String... settings) {
    return (GrpoConfig) Configurations.read(file.toString(), List.of(settings)).settings();
  }
}
