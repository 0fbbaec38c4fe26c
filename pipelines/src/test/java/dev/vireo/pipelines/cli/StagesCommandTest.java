package dev.vireo.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vireo.pipelines.Configurations;
import dev.vireo.pipelines.grpo.TinyRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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

  static Stream<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("..", "conf"))) {
      return files
          .filter(file -> file.toString().endsWith(".yaml"))
          // Those need --set, which says where the data is.
          .filter(file -> !file.toString().matches(".*(kubernetes|gsm8k).*"))
          .toList()
          .stream();
    }
  }

  /** A stage reads what an earlier one has written, of its iteration or of those before. */
  @ParameterizedTest
  @MethodSource("files")
  void whatAStageReadsIsWrittenByOneThatIsRun(Path file) throws IOException {
    JsonNode stages = stages(file);
    Set<String> all = new HashSet<>(stages.findValuesAsText("name"));
    Set<String> before = new HashSet<>();
    for (JsonNode stage : stages) {
      for (JsonNode read : stage.path("reads")) {
        String name = read.path("stage").asText();
        assertThat(read.path("lag").asInt() > 0 ? all : before).as("%s", stage).contains(name);
      }
      assertThat(stage.path("writes")).as("%s", stage).isNotEmpty();
      before.add(stage.path("name").asText());
    }
  }

  @Test
  void aStudysStagesReadThePolicyAndNothingThatItDoesNotHave() throws IOException {
    JsonNode stages = stages(Path.of("../conf/calculator/study.yaml"));

    assertThat(stages.findValuesAsText("name"))
        .containsExactly(
            "shard-prompts",
            "collect-rollouts",
            "score-rewards",
            "compare-choices",
            "summarize-study");
    JsonNode rollouts = named(stages, "collect-rollouts");
    assertThat(texts(rollouts.path("settings")))
        .contains("policy.from", "environment")
        .doesNotContain("policy.model", "study.trained");
    JsonNode scores = named(stages, "score-rewards");
    assertThat(scores.path("reads").findValuesAsText("stage")).containsExactly("collect-rollouts");
    assertThat(texts(scores.path("writes"))).containsExactly("rewards/iteration=*");
    assertThat(named(stages, "summarize-study").path("reads").findValuesAsText("stage"))
        .containsExactly("compare-choices", "collect-rollouts", "score-rewards");
  }

  /** Each algorithm has its own. */
  @Test
  void updatesReadWhatTheirAlgorithmHas() throws IOException {
    JsonNode xpo = stages(Path.of("../conf/calculator/xpo.yaml"));
    JsonNode update = named(xpo, "update-policy");
    assertThat(update.path("reads").findValuesAsText("stage"))
        .containsExactly(
            "collect-rollouts",
            "score-rewards",
            "pair-rollouts",
            "score-preferences",
            "update-policy");
    assertThat(texts(update.path("settings")))
        .contains("xpo")
        .doesNotContain("nash-md.probability");
    assertThat(texts(named(xpo, "collect-rollouts").path("settings")))
        .contains("policy.from", "algorithm")
        .doesNotContain("nash-md.mixture-weight");

    JsonNode nash = named(stages(Path.of("../conf/calculator/nash-md.yaml")), "update-policy");
    assertThat(nash.path("reads").findValuesAsText("stage"))
        .containsExactly("collect-rollouts", "score-rewards", "score-logprobs", "update-policy");
    assertThat(texts(nash.path("settings"))).doesNotContain("xpo", "pairs.reward");

    JsonNode ppo = stages(Path.of("../conf/calculator/ppo.yaml"));
    assertThat(texts(named(ppo, "starting-critic").path("settings"))).contains("policy.from");
    assertThat(texts(named(ppo, "score-rewards").path("writes")))
        .containsExactly("rewards/iteration=*");
  }

  @Test
  void whatIsReadOrWrittenForOneSettingIsListedWithIt() throws IOException {
    JsonNode judged =
        list("rewards.1={type: judge, name: exact, options: {url: u, model: m, rubric: r}}");
    assertThat(texts(named(judged, "score-rewards").path("writes")))
        .containsExactly("rewards/iteration=*", "verdicts/iteration=*");
    assertThat(texts(named(judged, "evaluate-policy").path("writes")))
        .containsExactly("evaluations/step=*", "held_out_verdicts/step=*");
    assertThat(named(list(), "score-rewards").path("reads").findValuesAsText("stage"))
        .containsExactly("collect-rollouts");
    assertThat(
            named(list("rewards.1={type: dataset}"), "score-rewards")
                .path("reads")
                .findValuesAsText("stage"))
        .containsExactly("collect-rollouts", "publish-rewards");
    assertThat(names("prompts.split-column=null", "prompts.eval-fraction=0"))
        .doesNotContain("evaluate-policy");
  }

  @Test
  void onlyWhatIsTrueOfTheConfigurationIsListed() throws IOException {
    assertThat(list().findValues("settings").toString())
        .contains("rollouts")
        .doesNotContain("training-engine", "torch");
    assertThat(texts(named(list("training-engine=torch"), "update-policy").path("settings")))
        .contains("training-engine", "torch");

    assertThat(text("iterations=3", "evaluation.every=1"))
        .contains("update-policy        of each iteration")
        .contains("evaluate-policy      before the first and of each iteration");
    assertThat(text("iterations=25", "evaluation.every=10"))
        .contains("evaluate-policy      of iterations 0, 10, 20 and 25");
    assertThat(text("iterations=100", "evaluation.every=10", "audit.every=100"))
        .contains("evaluate-policy      of 11 iterations: 0, 10, 20, ..., 100")
        .contains("audit-rewards        of iteration 100");
  }

  private static JsonNode stages(Path file) throws IOException {
    return new ObjectMapper()
        .readTree(StageList.of(Configurations.read(file.toString(), List.of())).json());
  }

  private static JsonNode named(JsonNode stages, String name) {
    for (JsonNode stage : stages) {
      if (stage.path("name").asText().equals(name)) {
        return stage;
      }
    }
    throw new AssertionError(name + " is not among " + stages.findValuesAsText("name"));
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(each -> texts.add(each.asText()));
    return texts;
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
    return new ObjectMapper().readTree(output(List.of("--json"), settings));
  }

  private static String text(String... settings) {
    return output(List.of(), settings);
  }

  private static String output(List<String> options, String... settings) {
    List<String> arguments = new ArrayList<>(List.of("stages", yaml.toString()));
    arguments.addAll(options);
    arguments.addAll(List.of("--set", "run=" + folder.resolve("listed")));
    for (String setting : settings) {
      arguments.addAll(List.of("--set", setting));
    }
    Run run = Run.of(arguments.toArray(String[]::new));
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run.out();
  }
}
