package dev.vireo.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script as bash runs it when the tab key is pressed. */
final class CompletionCommandTest {
  /** Completes the last of the words that it is given, as readline does. */
  private static final String TAB =
      """
      source "$1"; shift
      compopt() { :; }  # there is no readline here
      function=$(complete -p vireo | sed 's/.*-F \\([^ ]*\\).*/\\1/')
      COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
      "$function"
      printf '%s\\n' "${COMPREPLY[@]}"
      """;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          vireo doc                    | doctor
          vireo comp                   | completion
          vireo adjust --tie           | --ties,--tie-tolerance
          vireo run --re               | --redo
          vireo adjust --ties s        | split
          vireo adjust --log-format j  | json
          vireo --log-format t         | text
          vireo publish rew            | rewards
          vireo completion z           | zsh
          """)
  void bashCompletesCommandsOptionsAndValues(String line, String completions) throws Exception {
    assertThat(press(line.split(" "))).containsExactlyInAnyOrder(completions.split(","));
  }

  @Test
  void everyCommandIsOffered() throws Exception {
    assertThat(press("vireo", ""))
        .contains("run", "stage", "adjust", "doctor", "completion", "package");
  }

  @Test
  void oneScriptServesBothShells() {
    Run bash = Run.of("completion", "bash");
    assertThat(bash.exitCode()).isZero();
    assertThat(bash.out()).contains("bashcompinit").isEqualTo(Run.of("completion", "zsh").out());
    Run fish = Run.of("completion", "fish");
    assertThat(fish.exitCode()).isEqualTo(2);
    assertThat(fish.err()).contains("'fish' is not one of bash, zsh").hasLineCount(1);
  }

  private List<String> press(String... words) throws IOException, InterruptedException {
    Path script = Files.writeString(folder.resolve("script"), Run.of("completion", "bash").out());
    ProcessBuilder builder =
        new ProcessBuilder("bash", "--norc", "-c", TAB, "bash", script.toString());
    builder.command().addAll(List.of(words));
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(text).isZero();
    return text.lines().map(String::strip).toList();
  }
}
