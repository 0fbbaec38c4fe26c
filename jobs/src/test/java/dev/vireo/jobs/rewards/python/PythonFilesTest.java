package dev.vireo.jobs.rewards.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.rewards.RewardFunctions;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.jobs.runtime.python.PythonFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found without a Python. */
class PythonFilesTest {
  @TempDir Path folder;

  @Test
  void filesThatAreNotThereAreNamed() throws IOException {
    assertRefused(Map.of(), "option 'path' is needed");
    assertRefused(Map.of("path", "judge.txt"), "option 'path' is 'judge.txt'; it must end in .py");
    assertRefused(
        Map.of("path", folder.resolve("judge.py").toString()),
        "option 'path' names '%s', and there is no such file: correct it, or ship the file to the driver"
            .formatted(folder.resolve("judge.py")));
    Files.writeString(folder.resolve("judge.py"), "");
    assertRefused(options("files", List.of("none.json")), "option 'files' names 'none.json'");
    assertRefused(
        options("files", List.of(folder.resolve("judge.py").toString())),
        "option 'files' names two files 'judge.py', and they share a folder: rename one");
    assertRefused(
        options("files", "none.json"), "option 'files' is 'none.json'; it must be a list");
    assertRefused(options("timeout-seconds", 0), "option 'timeout-seconds' is 0.0");
  }

  @Test
  void aMissingPythonIsNamed() throws IOException {
    Files.writeString(folder.resolve("judge.py"), "");
    assertRefused(
        options("python", folder.resolve("no-python").toString()),
        "cannot start '%s' (No such file or directory): install Python 3.9 or newer, or name it in option 'python'"
            .formatted(folder.resolve("no-python")));
  }

  @Test
  void everyByteCounts() throws IOException {
    Path file = folder.resolve("judge.py");
    Files.writeString(file, "");
    assertThat(PythonFiles.read(file.toString(), List.of()).hashes())
        .containsExactly(
            Map.entry(
                "judge.py", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
  }

  private Map<String, Object> options(String option, Object value) {
    return Map.of("path", folder.resolve("judge.py").toString(), option, value);
  }

  private static void assertRefused(Map<String, Object> options, String message) {
    RewardSettings settings = RewardSettings.of("python", options);
    assertThatThrownBy(() -> RewardFunctions.create(settings, RewardFunctions.provider(settings)))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("reward 'python' (python): ")
        .hasMessageContaining(message)
        .message()
        .doesNotContain("\n");
  }
}
