package dev.vireo.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.store.manifest.CanonicalJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs and comparisons of the tests of {@code vireo rescore}. */
final class RescoreRuns {

  private RescoreRuns() {}

  /** Runs the pipeline to its end. */
  static void make(Path yaml, Path made, String... settings) {
    List<String> arguments = new ArrayList<>(List.of("run", yaml.toString()));
    for (String setting : settings) {
      arguments.addAll(List.of("--set", setting));
    }
    arguments.addAll(List.of("--set", "run=" + made));
    Run done = Run.of(arguments.toArray(String[]::new));
    assertThat(done.exitCode()).as(done.err()).isZero();
  }

  /** The report of a comparison. */
  static JsonNode rescored(Path of, String... more) {
    List<String> arguments = new ArrayList<>(List.of("rescore", of.toString(), "--json"));
    arguments.addAll(List.of(more));
    Run done = Run.of(arguments.toArray(String[]::new));
    assertThat(done.exitCode()).as(done.err()).isZero();
    return CanonicalJson.parse(done.out());
  }

  /** Writes a file of rules. */
  static String rules(Path folder, String name, String... rules) throws IOException {
    String text = "rules:\n" + String.join("\n", rules).indent(2);
    return Files.writeString(folder.resolve(name + ".yaml"), text).toString();
  }

  /** What a report has of a rule. */
  static JsonNode rule(JsonNode report, String name) {
    for (JsonNode rule : report.path("rules")) {
      if (rule.path("rule").asText().equals(name)) {
        return rule;
      }
    }
    throw new AssertionError("no rule " + name + " in " + report);
  }

  /** How a rule's advantages go with a reward. */
  static JsonNode correlation(JsonNode report, String rule, String reward) {
    for (JsonNode each : rule(report, rule).path("correlations")) {
      if (each.path("reward").asText().equals(reward)) {
        return each;
      }
    }
    throw new AssertionError("no reward " + reward + " in " + report);
  }

  /** Makes sure that a command is refused in one line. */
  static void mistake(String message, String... arguments) {
    Run run = Run.of(arguments);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains(message);
    assertThat(run.err().lines().filter(line -> line.startsWith("vireo: ")).toList())
        .as(run.err())
        .hasSize(1);
    assertThat(run.out()).isEmpty();
  }
}
