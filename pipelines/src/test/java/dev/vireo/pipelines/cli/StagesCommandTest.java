package dev.vireo.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vireo.pipelines.grpo.TinyRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StagesCommandTest {

  @TempDir static Path folder;
  private static Path yaml;

  @BeforeAll
  static void write() throws IOException {
    yaml = TinyRun.write(folder);
  }

  @Test
  void theStagesOfARunAreListedInTheirOrder() throws IOException {
    assertThat(names())
        .containsExactly(
            "starting-policy",
            "shard-prompts",
            "fine-tune-policy",
            "collect-rollouts",
            "score-rewards",
            "adjust-rewards",
            "update-policy",
            "evaluate-policy");
    assertThat(names("update.objective.beta=0.1", "policy.adapter={}"))
        .contains("starting-adapter", "score-logprobs");
    assertThat(names("dynamic-sampling.max-rounds=2")).contains("select-groups");
    assertThat(folder.resolve("listed")).doesNotExist();
  }

  /** For a scheduler, which lists the stages of a chain of runs before the first one begins. */
  @Test
  void aRunThatIsNotThereYetMayBeNamed() throws IOException {
    assertThat(names("policy.from=" + folder.resolve("later")))
        .contains("collect-rollouts")
        .doesNotContain("starting-policy");
  }

  /** A stage reads what an earlier one has written, of its iteration or of the one before. */
  @Test
  void whatAStageReadsComesBeforeIt() throws IOException {
    Set<String> before = new HashSet<>();
    for (JsonNode stage : list("update.objective.beta=0.1")) {
      for (JsonNode read : stage.path("reads")) {
        String name = read.path("stage").asText();
        boolean later = read.path("lag").asInt() == 1;
        boolean elsewhere =
            List.of("publish-rewards", "starting-adapter", "select-groups").contains(name);
        assertThat(later || elsewhere || before.contains(name)).as("%s: %s", stage, name).isTrue();
      }
      assertThat(stage.path("writes")).as("%s", stage).isNotEmpty();
      before.add(stage.path("name").asText());
    }
  }

  @Test
  void otherPipelinesHaveOthers() throws IOException {
    Path mllib =
        Files.writeString(
            folder.resolve("mllib.yaml"),
            "pipeline: mllib\nrun: '%s/m'\npreferences: {path: p.jsonl}\n".formatted(folder));
    assertThat(Run.of("stages", mllib.toString()).out())
        .contains("shard-preferences", "train-mllib", "once")
        .doesNotContain("collect-rollouts");

    Run unknown = Run.of("stage", "score-reward", yaml.toString(), "--set", "run=" + folder + "/x");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err()).contains("did you mean 'score-rewards'?").hasLineCount(1);
    Run iteration =
        Run.of("stage", "score-rewards", yaml.toString(), "--set", "run=" + folder + "/x");
    assertThat(iteration.err()).contains("name the iteration with --iteration N").hasLineCount(1);
  }

  private static List<String> names(String... settings) throws IOException {
    List<String> names = new ArrayList<>();
    list(settings).forEach(stage -> names.add(stage.path("name").asText()));
    return names;
  }

  private static JsonNode list(String... settings) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("stages", yaml.toString(), "--json"));
    arguments.addAll(List.of("--set", "run=" + folder.resolve("listed")));
    for (String setting : settings) {
      arguments.addAll(List.of("--set", setting));
    }
    Run run = Run.of(arguments.toArray(String[]::new));
    assertThat(run.exitCode()).as(run.err()).isZero();
    return new ObjectMapper().readTree(run.out());
  }
}
