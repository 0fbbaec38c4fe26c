package dev.vireo.jobs.environments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.settings.SettingsMapper;
import dev.vireo.models.chat.ChatMessage;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class EnvironmentsTest {

  @Test
  void everyDefaultIsPinned() throws IOException {
    JsonNode pinned =
        SettingsMapper.mapper()
            .readTree(
                """
                {"calculator": {"prefix": "calculate:", "reply": "{result}", "role": "user"},
                 "python": {"path": null, "function": "environment", "files": [],
                            "python": "python3", "timeout-seconds": 600}}\
                """);
    assertThat(
            SettingsMapper.mapper()
                .readTree(SettingsMapper.mapper().writeValueAsBytes(Environments.options())))
        .isEqualTo(pinned);
    assertThat(EnvironmentSettings.defaults().maxTurns()).isEqualTo(8);
  }

  @Test
  void aMistakeInTheSettingsIsNamed() {
    assertRefused(
        null,
        Map.of(),
        "environment.type is missing; it must be one of [calculator, python], or leave environment"
            + " out");
    assertRefused(
        "calculater",
        Map.of(),
        "environment.type is 'calculater'; it must be one of [calculator, python]");
    assertRefused(
        "calculator",
        Map.of("prefx", "?"),
        "environment.options: unknown option 'prefx'; allowed are [prefix, reply, role]");
    assertRefused("python", Map.of(), "environment.options: option 'path' is needed");
    assertThatThrownBy(() -> new EnvironmentSettings("calculator", 0, Map.of()))
        .isInstanceOf(InputException.class)
        .hasMessage("max-turns is 0; it must be at least 1");
  }

  @Test
  void aFailureNamesThePrompt() {
    ConfiguredEnvironment environment =
        of(
            input -> {
              if (input.promptId().equals("b")) {
                throw new IllegalStateException("no idea");
              }
              return EnvironmentStep.end();
            });
    assertThatThrownBy(() -> environment.steps(List.of(input("a"), input("b"), input("c"))))
        .isInstanceOf(InputException.class)
        .hasMessage("environment (own): prompt 'b': java.lang.IllegalStateException: no idea");
  }

  @Test
  void onlyThePolicySpeaksForItselfAndOnlyTheEndIsWorthSomething() {
    assertThatThrownBy(() -> EnvironmentStep.reply("assistant", "hello"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("which only the policy writes");
    assertThatThrownBy(
            () -> new EnvironmentStep(List.of(new ChatMessage("user", "on")), OptionalDouble.of(1)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("before the end");
    assertThatThrownBy(() -> EnvironmentStep.end(Double.NaN))
        .isInstanceOf(InputException.class)
        .hasMessage("gave the reward NaN; it must be finite, or none");
  }

  @Test
  void theIdentityHasWhatDecidesConversations() {
    Map<String, Object> identity = of(input -> EnvironmentStep.end()).identity();
    assertThat(identity)
        .containsExactly(
            Map.entry("type", "own"),
            Map.entry("version", 3),
            Map.entry("max-turns", 5),
            Map.entry("options", Map.of("level", 2)));
  }

  private static ConfiguredEnvironment of(Environment environment) {
    return new ConfiguredEnvironment(
        new EnvironmentSettings("own", 5, Map.of("level", 2)), 3, environment);
  }

  private static EnvironmentInput input(String promptId) {
    return new EnvironmentInput(
        promptId, "?", Optional.empty(), Map.of(), List.of(new ChatMessage("assistant", "!")));
  }

  private static void assertRefused(String type, Map<String, Object> options, String message) {
    assertThatThrownBy(() -> Environments.create(new EnvironmentSettings(type, 4, options)))
        .isInstanceOf(InputException.class)
        .hasMessage(message);
  }
}
