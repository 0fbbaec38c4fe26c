package dev.vireo.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.pipelines.grpo.TinyRun;
import dev.vireo.store.manifest.CanonicalJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Audits of a tiny run: within it, and afterwards. */
final class AuditCommandIT {

  @TempDir static Path folder;
  private static String yaml;
  private static Path run;

  @BeforeAll
  static void make() throws IOException {
    yaml = TinyRun.write(folder).toString();
    run = folder.resolve("run");
    Run made = vireo("run", "--set", "audit.every=2");
    assertThat(made.exitCode()).as(made.err()).isZero();
  }

  private static Run vireo(String command, String... more) {
    return Run.of(
        Stream.concat(
                Stream.of(
                    command, yaml, "--set", "run=" + run, "--set", "prompts-per-iteration=16"),
                Stream.of(more))
            .toArray(String[]::new));
  }

  private static Map<String, FileTime> files() throws IOException {
    Map<String, FileTime> times = new TreeMap<>();
    try (Stream<Path> files = Files.walk(run)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        times.put(run.relativize(file).toString(), Files.getLastModifiedTime(file));
      }
    }
    return times;
  }

  @Test
  void aRunIsAuditedWhereItsConfigurationAsksForIt() throws IOException {
    assertThat(run.resolve("audits/from-1/iteration=2/audit.json")).exists();
    assertThat(run.resolve("audits/from-1/iteration=1")).doesNotExist();
    Map<String, FileTime> before = files();

    Run again = Run.of("audit", run.toString());

    assertThat(again.exitCode()).as(again.err()).isZero();
    // Two functions and the total: length is what one of them is about.
    assertThat(again.out())
        .startsWith("128 completions of ")
        .contains("\nrewards/characters, 128 completions")
        .contains("\nrewards/exact, 128 completions")
        .containsPattern("\nrewards/characters, .*\n.*\n.*\n  characters +100 characters +-\\d")
        .contains("\nrewards/exact: not measurable: the rewards of a group never differ\n");
    assertThat(files()).isEqualTo(before);
    assertThat(Run.of("verify", run.toString()).out()).contains(" 0 damaged");
    assertThat(Run.of("report", "--text", run.toString()).out())
        .contains("\nReward audit, 128 completions of ")
        .contains("\n  rewards/characters: ");
  }

  @Test
  void aRangeHasAnAuditOfItsOwn() throws IOException {
    Map<String, FileTime> before = files();

    Run one = Run.of("audit", run.toString(), "--iterations", "2-2", "--reward", "exact", "--json");

    assertThat(one.exitCode()).as(one.err()).isZero();
    JsonNode json = CanonicalJson.parse(one.out());
    assertThat(json.path("iterations").toString()).isEqualTo("[2]");
    assertThat(json.path("completions").asInt()).isEqualTo(64);
    assertThat(json.path("rewards").findValuesAsText("name")).containsExactly("rewards/exact");
    assertThat(json.path("verdict")).hasSize(1);
    assertThat(files()).containsAllEntriesOf(before);
    assertThat(run.resolve("audits/from-2/iteration=2/audit.json")).exists();
  }

  @Test
  void oneStageIsOneAudit() {
    Run of =
        Run.of(
            "stage",
            "audit-rewards",
            yaml,
            "--iteration",
            "1",
            "--set",
            "run=" + run,
            "--set",
            "prompts-per-iteration=16",
            "--set",
            "audit.every=2");
    assertThat(of.exitCode()).as(of.err()).isZero();
    assertThat(of.out()).contains("audits/from-1/iteration=1");
    assertThat(vireo("stages", "--set", "audit.every=2").out()).contains("audit-rewards");
    assertThat(vireo("stages").out()).doesNotContain("audit-rewards");
    assertThat(vireo("plan", "--set", "audit.every=2").exitCode()).isZero();
  }

  @Test
  void mistakesAreALineEach() {
    assertThat(Run.of("audit", folder.resolve("none").toString()).err())
        .startsWith("vireo: ")
        .contains("is not a run directory")
        .hasLineCount(1);
    assertThat(Run.of("audit", run.toString(), "--iterations", "0-3").err())
        .isEqualTo(
            "vireo: --iterations is '0-3'; give a range from 1 on, such as 5-10, or one iteration\n");
    assertThat(Run.of("audit", run.toString(), "--iterations", "2-7").err())
        .contains("There are no finished rewards of iteration 3 in ")
        .hasLineCount(1);
    assertThat(Run.of("audit", run.toString(), "--reward", "none").err())
        .endsWith(
            "vireo: there is no reward 'none' in the audit: give --reward one of reward, characters, exact\n");
  }

  @Test
  void aRunWithoutRewardsHasNothingToAudit() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    Files.copy(run.resolve("run.json"), empty.resolve("run.json"));

    Run audit = Run.of("audit", empty.toString());

    assertThat(audit.exitCode()).isEqualTo(2);
    assertThat(audit.err()).contains("There are no rewards in ").hasLineCount(1);
  }
}
