package dev.vireo.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vireo.store.manifest.Build;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class VireoTest {

  @AfterEach
  void quietAgain() {
    System.clearProperty("vireo.log.level");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo",
        "run",
        "plan",
        "stage",
        "adjust",
        "sample",
        "evaluate",
        "verify",
        "tables",
        "runs",
        "show",
        "browse",
        "report",
        "rescore",
        "track",
        "convert",
        "doctor",
        "package"
      })
  void everyCommandIsThere(String command) {
    Run run = Run.of(command, "--help");
    assertThat(run.exitCode()).isEqualTo(0);
    assertThat(run.out()).contains("vireo " + command);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ajust                         | vireo: There is no command 'ajust': did you mean 'adjust'? (see vireo --help)
          runn conf.yaml                | vireo: There is no command 'runn': did you mean 'run'? (see vireo --help)
          quit                          | vireo: There is no command 'quit' (see vireo --help)
          adjust �.jsonl             | vireo: Argument 2 is not text in this locale (UTF-8): set LC_ALL=C.UTF-8, or write it into the configuration file
          stage score-rewards absent    | vireo: Cannot read configuration absent: there is no such file
          package now                   | vireo: Unmatched argument at index 1: 'now' (see vireo package --help)
          adjust --nope                 | vireo: Unknown option: '--nope' (see vireo adjust --help)
          adjust --ties maybe           | vireo: Invalid value for option '--ties': 'maybe' is not one of merge, split (see vireo adjust --help)
          adjust --ties MERGE           | vireo: Invalid value for option '--ties': 'MERGE' is not one of merge, split (see vireo adjust --help)
          adjust --strength half        | vireo: Invalid value for option '--strength': 'half' is not a double (see vireo adjust --help)
          adjust --log-format xml       | vireo: Invalid value for option '--log-format': 'xml' is not one of text, json (see vireo adjust --help)
          """)
  void aWrongCommandLineIsOneLineAndCode2(String line, String message) {
    Run run = Run.of(line.isEmpty() ? new String[0] : line.split(" "));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).isEqualTo(message + "\n");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void helpGoesToStandardOutput() {
    for (String[] arguments : new String[][] {{"--help"}, {"-h"}, {"adjust", "--help"}}) {
      Run run = Run.of(arguments);
      assertThat(run.exitCode()).isZero();
      assertThat(run.err()).isEmpty();
      assertThat(run.out()).startsWith("Usage: vireo").contains("Exit codes:", "--debug");
    }
    assertThat(Run.of("--help").out()).contains("adjust", "doctor");
  }

  @Test
  void aloneItListsTheCommands() {
    Run run = Run.of();
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .startsWith("Usage: vireo")
        .contains("  run  ", "  package  ", "  stage  ");
  }

  @Test
  void helpNamesWhatCommandsTake() {
    assertThat(Run.of("stage", "--help").out())
        .contains("'vireo stages CONF'")
        .doesNotContain("COLLECT_ROLLOUTS");
    assertThat(Run.of("publish", "--help").out()).doesNotContain("REWARDS.");
  }

  @Test
  void theVersionIsTheBuildsOwn() {
    Run run = Run.of("--version");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).matches("vireo \\d+\\.\\d+\\.\\d+\\S*\ncommit .+\nJava \\d+.*\n");
    assertThat(run.out()).startsWith("vireo " + Build.current().version() + "\n");
  }

  @Test
  void thisBuildHasAVersionAndInACheckoutItsCommit() {
    assertThat(Build.current().version()).matches("\\d+\\.\\d+\\.\\d+\\S*");
    if (Files.exists(Path.of("..", ".git"))) {
      assertThat(Build.current().commit()).matches("[0-9a-f]{7,}(-dirty)?");
      assertThat(Build.current().time()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
    } else {
      assertThat(Build.current().commit()).isEmpty();
    }
  }

  @Test
  void theVersionNamesTheCommitOrSaysThatThereIsNone() {
    assertThat(VersionProvider.lines(new Build("1.2.3", "0123abc-dirty", "2026-01-01T00:00:00Z")))
        .contains("vireo 1.2.3", "commit 0123abc-dirty of 2026-01-01T00:00:00Z");
    assertThat(VersionProvider.lines(new Build("1.2.3", "", "")))
        .contains("commit unknown: built outside a git checkout");
  }

  @Test
  void aStackTraceAppearsOnDemandOnly() {
    assertThat(Run.of("adjust", "absent.jsonl").err())
        .isEqualTo("vireo: Cannot read groups: there is no file absent.jsonl\n");
    Run run = Run.of("adjust", "--debug", "absent.jsonl");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .startsWith("vireo: Cannot read groups: there is no file absent.jsonl\n")
        .contains("\tat dev.vireo.pipelines.cli.AdjustCommand");
    assertThat(Run.of("--debug", "adjust", "absent.jsonl").err()).contains("\tat ");
  }

  @Test
  void standardErrorIsJsonLinesOnDemand() throws JsonProcessingException {
    Run run = Run.of("--log-format", "json", "adjust", "say \"hi\".jsonl");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err().lines()).hasSize(1);
    JsonNode line = new ObjectMapper().readTree(run.err());
    assertThat(line.get("level").textValue()).isEqualTo("error");
    assertThat(line.get("message").textValue())
        .isEqualTo("Cannot read groups: there is no file say \"hi\".jsonl");
    assertThat(line.get("time").textValue()).endsWith("Z");
  }
}
