package dev.vireo.jobs.environments.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.environments.ConfiguredEnvironment;
import dev.vireo.jobs.environments.EnvironmentInput;
import dev.vireo.jobs.environments.EnvironmentSettings;
import dev.vireo.jobs.environments.EnvironmentStep;
import dev.vireo.jobs.environments.Environments;
import dev.vireo.models.chat.ChatMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Environments in real Python processes. */
class PythonEnvironmentIT {
  @TempDir Path folder;

  @BeforeAll
  static void findPython() throws InterruptedException {
    boolean found;
    try {
      found = new ProcessBuilder("python3", "-c", "").start().waitFor() == 0;
    } catch (IOException e) {
      found = false;
    }
    assumeTrue(found, "there is no python3 on the PATH, so environments in Python are not tested");
  }

  @Test
  void aFunctionSaysWhatComesNext() throws IOException {
    ConfiguredEnvironment environment =
        environment(
            """
            import worker  # A file of the user's, whatever ours are called.

            def environment(messages, prompt, answer, level, **others):
                assert sorted(others) == ["prompt_id"], others
                said = messages[-1]["content"]
                if said == answer:
                    return 1 / len(messages)
                if said == "give up":
                    return None
                if said == "both":
                    return [{"role": "tool", "content": prompt}, {"role": "user", "content": level}]
                return worker.HINT
            """,
            "HINT = 'no, more'\n");
    assertThat(
            environment.steps(
                List.of(input("4"), input("give up"), input("both"), input("5"), input("4"))))
        .containsExactly(
            EnvironmentStep.end(1),
            EnvironmentStep.end(),
            new EnvironmentStep(
                List.of(new ChatMessage("tool", "2+2"), new ChatMessage("user", "easy")),
                OptionalDouble.empty()),
            EnvironmentStep.reply("user", "no, more"),
            EnvironmentStep.end(1));
    assertThat(environment.environment().neededColumns()).containsExactly("level");
    assertThatThrownBy(() -> environment.checkAttributes(List.of("other")))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "environment (python): it needs 'level', which no prompt has: list the column in prompts.attribute-columns");
  }

  @Test
  void contentCountsAndNotThePlace() throws IOException {
    String source = "def environment(messages): return None\n";
    Map<String, Object> identity = environment(source, "").environment().identity(Map.of());
    assertThat(identity).containsOnlyKeys("function", "content", "files");
    assertThat(environment(source + "#", "").environment().identity(Map.of()))
        .isNotEqualTo(identity);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]                | environment() of env.py returned an empty list: return a text",
        "object()          | environment() of env.py returned a value of type object: return a text",
        "{'role': 'user'}  | it must have texts under 'role' and 'content'",
        "True              | environment() of env.py returned True, which is not a reward: return a text",
        "float('nan')      | a reward must be finite, or None for none",
        "1 / 0             | environment() of env.py raised ZeroDivisionError: division by zero (env.py, line 1)",
        "{'role': 'assistant', 'content': 'a'} | which only the policy writes",
      })
  void whatItMayNotDoIsNamed(String returned, String said) throws IOException {
    ConfiguredEnvironment environment =
        environment("def environment(messages): return " + returned + "\n", "");
    assertThatThrownBy(() -> environment.steps(List.of(input("4"))))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("environment (python): prompt 'p': ")
        .hasMessageContaining(said)
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
  }

  private ConfiguredEnvironment environment(String source, String helper) throws IOException {
    Path file = Files.writeString(folder.resolve("env.py"), source);
    Path other = Files.writeString(folder.resolve("worker.py"), helper);
    return Environments.create(
        new EnvironmentSettings(
            "python",
            4,
            Map.of(
                "path", file.toString(), "files", Stream.of(other).map(Path::toString).toList())));
  }

  private static EnvironmentInput input(String said) {
    return new EnvironmentInput(
        "p",
        "2+2",
        Optional.of("4"),
        Map.of("level", "easy"),
        List.of(new ChatMessage("assistant", said)));
  }
}
