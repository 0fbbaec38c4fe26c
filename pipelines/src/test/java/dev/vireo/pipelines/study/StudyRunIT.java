package dev.vireo.pipelines.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.models.tokenizer.Tokenizer;
import dev.vireo.pipelines.cli.Run;
import dev.vireo.pipelines.grpo.EchoEnvironment;
import dev.vireo.pipelines.grpo.RunFiles;
import dev.vireo.pipelines.grpo.TinyModels;
import dev.vireo.pipelines.grpo.TinyRun;
import dev.vireo.reports.history.RunHistory;
import dev.vireo.schemas.AcceptedCompletion;
import dev.vireo.schemas.BestOfNCurve;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.parquet.PolicyTokens;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.RunDirectory;
import dev.vireo.store.study.CheckpointPoint;
import dev.vireo.store.study.RefinementPoint;
import dev.vireo.store.study.SearchPoint;
import dev.vireo.store.study.StudyFile;
import dev.vireo.store.study.StudyReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Studies of a tiny run's policy, and of what it was trained to. */
// Over 300 lines: the cases share one tiny run and its study.
final class StudyRunIT {

  private static final String YAML =
      """
      pipeline: study
      policy: {model: '%1$s/grpo/fine-tuned/clean/step-000002'}
      prompts:
        path: '%1$s/prompts.jsonl'
        id-column: id
        answer-column: answer
        split-column: split
        chunk-size: 100
      rollouts: {group-size: 6, max-new-tokens: 5, chunk-groups: 4}
      rewards:
        - {type: length, name: characters, options: {target: 3, unit: characters, slope: 0.3}}
        - {type: regular-expression, name: gold, weight: 0, options: {pattern: '[a-m]'}}
      study:
        prompts: 10
        gold: gold
        resamples: 50
        vote: {answer: text, orders: 10}
        trained: {run: '%1$s/grpo', samples: 3}
        # What bytes that are no UTF-8 are read as, of which an unskilled policy writes many.
        search: {guide: characters, separator: "\\uFFFD", beams: [1, 3], branches: 2, max-steps: 3}
        refine: {rounds: 2, chains: 3, template: '{answer};{score};{prompt}', score: characters}
      """;

  @TempDir static Path folder;
  private static Path yaml;

  @BeforeAll
  static void write() throws IOException {
    System.setProperty("spark.master", "local[2]");
    Path grpo = TinyRun.write(folder);
    ended(
        Run.of(
            "run",
            grpo.toString(),
            "--set",
            "run='" + folder.resolve("grpo") + "'",
            "--set",
            "checkpoints.keep=0"));
    yaml = Files.writeString(folder.resolve("study.yaml"), YAML.formatted(folder));
  }

  @AfterAll
  static void clear() {
    System.clearProperty("spark.master");
  }

  @Test
  void aStudyResumesToTheSameBytes() throws IOException {
    Run first = Run.of(run("whole"));
    ended(first);
    assertThat(first.out()).contains("10 prompts, 6 completions each", "MAJORITY", "STEP");
    Path whole = folder.resolve("whole");
    Map<String, FileTime> before = RunFiles.times(whole);
    ended(Run.of(run("whole")));
    assertThat(RunFiles.times(whole)).isEqualTo(before);

    // What a process leaves that is killed among the choices, and among a checkpoint's rollouts.
    ended(Run.of(run("killed")));
    Path killed = folder.resolve("killed");
    RunDirectory directory = RunDirectory.at(killed);
    Files.delete(killed.resolve("best_of_n/iteration=1/part-00001.parquet"));
    Files.delete(killed.resolve("manifests/best_of_n/iteration=1.json"));
    Files.delete(killed.resolve("rollouts/iteration=3/part-00000.parquet"));
    Files.delete(killed.resolve("search/beams=3/rollouts/iteration=1/part-00001.parquet"));
    Files.delete(killed.resolve("refine/rollouts/iteration=2/part-00001.parquet"));
    for (String gone :
        List.of(
            "manifests/rollouts/iteration=3.json",
            "rewards/iteration=3",
            "manifests/rewards/iteration=3.json",
            "search/beams=3/rewards/iteration=1",
            "search/beams=3/manifests",
            "refine/manifests/rollouts/iteration=2.json",
            "refine/rewards/iteration=2",
            "refine/manifests/rewards/iteration=2.json",
            "logprobs/iteration=3",
            "manifests/logprobs/iteration=3.json",
            "study")) {
      directory.delete(gone);
    }
    System.setProperty("spark.master", "local[1]");
    ended(Run.of(run("killed")));
    System.setProperty("spark.master", "local[2]");
    for (String file :
        List.of(
            "best_of_n/iteration=1/part-00001.parquet",
            "rollouts/iteration=3/part-00000.parquet",
            "logprobs/iteration=3/part-00000.parquet",
            "search/beams=3/rollouts/iteration=1/part-00001.parquet",
            "refine/rollouts/iteration=2/part-00001.parquet",
            "refine/rewards/iteration=2/part-00001.parquet",
            "study/study.json")) {
      assertThat(killed.resolve(file)).as(file).hasSameBinaryContentAs(whole.resolve(file));
    }

    assertThat(RunHistory.read(RunDirectory.at(whole)).state())
        .isEqualTo(RunHistory.State.FINISHED);
    StudyReport report = StudyFile.read(RunDirectory.at(whole)).orElseThrow();
    assertThat(report.choices()).hasSize(6);
    assertThat(report.choices().get(5).proxy().value())
        .isGreaterThan(report.choices().get(0).proxy().value());
    assertThat(report.choices().get(5).divergence()).isPositive();
    assertThat(report.checkpoints()).extracting(CheckpointPoint::step).containsExactly(1L, 2L);
    List<BestOfNCurve> curves =
        RunDirectory.at(whole).partition(Datasets.BEST_OF_N, 1).require().readAll();
    assertThat(curves).hasSize(10).allSatisfy(row -> assertThat(row.getPoints()).hasSize(6));
    assertThat(report.searches()).extracting(SearchPoint::beams).containsExactly(1, 3);
    // The guide is the proxy here.
    assertThat(report.searches().get(1).proxy().value())
        .isGreaterThan(report.choices().get(0).proxy().value());
    keepsTheBest(whole);
    improvesItsOwnAnswers(whole, report);
    isJudgedAgain(killed);
    Run printed = Run.of("study", whole.toString());
    ended(printed);
    assertThat(first.out()).contains(printed.out());
  }

  /** What was scored is scored again, what was searched too, and nothing is sampled again. */
  private static void isJudgedAgain(Path run) throws IOException {
    String[] other = with(run("killed"), "--set", "rewards.1.options.pattern='[a-c]'");
    Run refused = Run.of(other);
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("--redo score-rewards");
    FileTime sampled =
        Files.getLastModifiedTime(run.resolve("rollouts/iteration=1/part-00000.parquet"));
    ended(Run.of(with(other, "--redo", "score-rewards", "--yes")));
    assertThat(Files.getLastModifiedTime(run.resolve("rollouts/iteration=1/part-00000.parquet")))
        .isEqualTo(sampled);
  }

  private static void keepsTheBest(Path run) {
    RunDirectory search = RunDirectory.at(run.resolve("search/beams=3"));
    List<Rollout> found = search.partition(Datasets.ROLLOUTS, 1).require().readAll();
    List<Rewards> rewards = search.partition(Datasets.REWARDS, 1).require().readAll();
    assertThat(found).hasSize(10);
    for (int i = 0; i < found.size(); i++) {
      List<Completion> kept = found.get(i).getCompletions();
      assertThat(kept).hasSizeBetween(1, 3);
      assertThat(kept).extracting(Completion::getTokenIds).doesNotHaveDuplicates();
      assertThat(rewards.get(i).getCompletions()).extracting(each -> -each.getReward()).isSorted();
      for (Completion each : kept) {
        assertThat(each.getLogprobs()).hasSameSizeAs(each.getTokenIds());
        assertThat(each.getTokenIds()).hasSizeLessThanOrEqualTo(5);
      }
    }
  }

  /** Each round continues what was written in the one before, with its reward. */
  private static void improvesItsOwnAnswers(Path run, StudyReport report) {
    RunDirectory study = RunDirectory.at(run);
    RunDirectory refine = study.child("refine");
    List<Rollout> first = study.partition(Datasets.ROLLOUTS, 1).require().readAll();
    DatasetHandle<Rollout> second = refine.partition(Datasets.ROLLOUTS, 1).require();
    List<Rewards> scores = study.partition(Datasets.REWARDS, 1).require().readAll();
    double read = 0;
    for (int i = 0; i < first.size(); i++) {
      Rollout group = second.readAll().get(i);
      assertThat(group.getPromptId()).isEqualTo(first.get(i).getPromptId());
      assertThat(group.getPrompt()).isEqualTo(first.get(i).getPrompt());
      assertThat(group.getCompletions()).hasSize(3);
      for (int chain = 0; chain < 3; chain++) {
        String answer = first.get(i).getCompletions().get(chain).getText();
        double score = scores.get(i).getCompletions().get(chain).getValues().get("characters");
        // A byte is a token.
        read +=
            (answer + ";" + String.format(Locale.ROOT, "%.2f", score) + ";" + group.getPrompt())
                .getBytes(StandardCharsets.UTF_8)
                .length;
      }
    }
    assertThat(second.total("read")).isEqualTo(read);
    assertThat(refine.partition(Datasets.ROLLOUTS, 2).require().readAll())
        .isNotEqualTo(second.readAll());
    assertThat(report.refinements())
        .extracting(point -> List.of(point.chains(), point.round()))
        .containsExactly(
            List.of(1, 0),
            List.of(1, 1),
            List.of(1, 2),
            List.of(3, 0),
            List.of(3, 1),
            List.of(3, 2));
    RefinementPoint all = report.refinements().get(5);
    assertThat(all.best().proxy().value())
        .isGreaterThanOrEqualTo(report.refinements().get(4).best().proxy().value());
    assertThat(all.parallel().n()).isLessThanOrEqualTo(all.parallelToAll().n());
  }

  /** What the user says goes through the template; the end that was sampled is not put twice. */
  @Test
  void anAnswerInAChatIsImprovedInTheChat() throws IOException {
    Path model = folder.resolve("chat-model");
    int end;
    try (Tokenizer tokenizer = Tokenizer.load(TinyModels.TOKENIZERS.resolve("qwen2"))) {
      end = tokenizer.specialToken("<|im_end|>").orElseThrow();
      TinyModels.write(model, tokenizer, end);
    }
    Files.writeString(
        model.resolve("chat_template.jinja"),
        "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
            + "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}");
    String[] chat =
        with(
            run("chat"),
            "--set",
            "policy={model: '" + model + "'}",
            "--set",
            "prompts.chat.wrap=true",
            "--set",
            "rollouts={group-size: 3, max-new-tokens: 4}",
            "--set",
            "study={prompts: 2, vote: null, search: null, trained: null, refine: {rounds: 1, chains: 2, template: 'Not {answer}.', score: null}}");
    ended(Run.of(chat));
    RunDirectory run = RunDirectory.at(folder.resolve("chat"));
    int read = 0;
    try (Tokenizer tokenizer = Tokenizer.load(model)) {
      for (Rollout group : run.partition(Datasets.ROLLOUTS, 1).require().readAll()) {
        for (Completion answer : group.getCompletions().subList(0, 2)) {
          List<Integer> said = answer.getTokenIds();
          String asked =
              "<|im_end|>\n<|im_start|>user\nNot %s.<|im_end|>\n<|im_start|>assistant\n"
                  .formatted(answer.getText());
          boolean ended = said.get(said.size() - 1) == end;
          read +=
              group.getPromptTokenIds().size()
                  + said.size()
                  + tokenizer.encode(asked).length
                  - (ended ? 1 : 0);
        }
      }
    }
    assertThat(run.child("refine").partition(Datasets.ROLLOUTS, 1).require().total("read"))
        .isEqualTo(read);
    Run prompt = Run.of(with(chat, "--set", "study.refine.template='{prompt}{answer}'"));
    assertThat(prompt.exitCode()).isEqualTo(2);
    assertThat(prompt.err()).contains("has {prompt}, but prompts are chats").hasLineCount(1);
  }

  /** Choices among conversations, and the distance of policies trained from the same. */
  @Test
  void conversationsAreChosenAmong() throws IOException {
    String[] talks =
        with(
            run("talks"),
            "--set",
            "environment={type: echo, max-turns: 3, options: {enough: 3}}",
            "--set",
            "rollouts={group-size: 4, max-new-tokens: 20, chunk-groups: 4, stop: "
                + EchoEnvironment.STOP
                + "}",
            "--set",
            "study={prompts: 6, search: null, refine: null, vote: {answer: text, orders: 10}}");
    Run first = Run.of(talks);
    ended(first);
    RunDirectory run = RunDirectory.at(folder.resolve("talks"));
    List<Rollout> rollouts = run.partition(Datasets.ROLLOUTS, 1).require().readAll();
    List<BestOfNCurve> curves = run.partition(Datasets.BEST_OF_N, 1).require().readAll();
    assertThat(rollouts)
        .flatExtracting(Rollout::getCompletions)
        .anyMatch(each -> each.getTurns().getPolicyMask().contains(false));
    for (int i = 0; i < 6; i++) {
      assertThat(curves.get(i).getTokens())
          .isEqualTo(
              rollouts.get(i).getCompletions().stream()
                  .mapToInt(PolicyTokens::count)
                  .average()
                  .orElseThrow());
      assertThat(curves.get(i).getPoints().get(3).getKl()).isNotNaN();
    }
    StudyReport report = StudyFile.read(run).orElseThrow();
    assertThat(report.checkpoints()).extracting(CheckpointPoint::step).containsExactly(1L, 2L);
    Run text = Run.of("report", "--text", folder.resolve("talks").toString());
    ended(text);
    assertThat(text.out()).contains("6 prompts, 4 completions each", "MAJORITY");
    assertThat(text.out().lines().map(String::strip))
        .containsAll(
            first.out().lines().filter(line -> line.contains("[")).map(String::strip).toList());
    Run changed = Run.of(with(talks, "--set", "environment.options.enough=2"));
    assertThat(changed.exitCode()).isEqualTo(2);
    assertThat(changed.err()).contains("environment.options.enough", "--redo collect-rollouts");
    for (String other :
        List.of(
            "search={guide: characters, separator: '-'}",
            "refine={rounds: 1, chains: 1}",
            "accept={per-prompt: 1}")) {
      Run refused = Run.of(with(talks, "--set", "study." + other));
      assertThat(refused.exitCode()).isEqualTo(2);
      assertThat(refused.err())
          .contains(
              "environment is given, and study." + other.substring(0, other.indexOf('=')),
              "leave one of the two out");
    }
  }

  @Test
  void rejectionSamplingMakesDemonstrations() throws IOException {
    ended(
        Run.of(
            with(
                run("accepting"),
                "--set",
                "study.split=train",
                "--set",
                "study.trained=null",
                "--set",
                "study.vote=null",
                "--set",
                "study.search=null",
                "--set",
                "study.refine=null",
                "--set",
                "rollouts.max-new-tokens=12",
                "--set",
                "study.accept={by: characters, per-prompt: 2}")));
    RunDirectory run = RunDirectory.at(folder.resolve("accepting"));
    List<AcceptedCompletion> accepted = run.partition(Datasets.ACCEPTED).require().readAll();
    assertThat(accepted).isNotEmpty();

    String phase =
        "sft=[{name: accepted, demonstrations: {path: '%s', id-column: completion_id}, training: {steps: 1, batch-size: 1, gradient-shards: 1}}]"
            .formatted(folder.resolve("accepting/accepted"));
    Path sft = folder.resolve("sft.yaml");
    Files.writeString(
        sft, "pipeline: sft\npolicy: {from: '%s'}\n".formatted(folder.resolve("grpo")));
    Run tuned =
        Run.of(
            "run",
            sft.toString(),
            "--set",
            "run='" + folder.resolve("tuned") + "'",
            "--set",
            phase);
    ended(tuned);
    assertThat(
            RunDirectory.at(folder.resolve("tuned/fine-tuned/accepted"))
                .partition(Datasets.DEMONSTRATIONS)
                .require()
                .rows())
        .isEqualTo(accepted.size());
  }

  @Test
  void whatMeansNothingIsOneLine() {
    refused("study.gold=null", "The configuration has no study.gold, which has no default");
    refused("study.gold=other", "study.gold is 'other'; it must be one of [characters, gold]");
    refused("study.proxy=other", "study.proxy is 'other'; it must be one of [characters, gold]");
    refused(
        "rollouts.group-size=1",
        "rollouts.group-size is 1; a study chooses among at least 2 completions of a prompt");
    refused("rollouts.temperature=0", "all completions of a prompt are the same: raise it");
    refused("rollouts.group-size=2000", "at most 1024 completions can vote");
    refused(
        "rollouts={engine: openai, server: {url: 'http://localhost:1', model: m, weights: {mode: none}}}",
        "rollouts.server.weights.mode is none, so that the server would sample another policy");
    refused("study.accept={}", "study.accept makes demonstrations, but study.split is eval");
    refused("policy.adapter={rank: 2, alpha: 4}", "A study samples a policy and trains none");
    refused("study.search.guide=null", "The configuration has no study.search.guide");
    refused("study.search.guide=other", "study.search.guide is 'other'; it must be one of");
    refused("study.search.beams=[2, 2]", "beams is [2, 2]; give one number or more, each once");
    refused("rollouts.stop=[\"\\uFFFD\"]", "but rollouts.stop ends the completion there");
    refused("study.refine.rounds=0", "rounds is 0; it must be at least 1");
    refused("study.refine.chains=7", "study.refine.chains is 7, but rollouts.group-size is 6");
    refused("study.refine.template='{prompt}{score}'", "study.refine.template lacks {answer}");
    refused("study.refine.template='{answer}{score}'", "study.refine.template lacks {prompt}");
    refused("study.refine.template='{prompt}{answer}'", "study.refine.template lacks {score}");
    refused("study.refine.score=null", "but study.refine.score names no reward: name one");
    refused("study.refine.score=other", "study.refine.score is 'other'; it must be one of");
    refused("study.refine.template='{prompt}{answer}{score}{x}'", "study.refine.template has {x}");
    refused("rollouts.max-new-tokens=16", "study.refine needs room for");
    refused("study.prompts=1000", "The study needs 1000 prompts, but ");
    refused("study.trained.steps=[7]", "study.trained.steps: there is no ");
    refused("study.trained.run='" + folder.resolve("nowhere") + "'", "nowhere has no checkpoints");
  }

  private static void refused(String setting, String line) {
    Run run = Run.of(with(run("refused"), "--set", setting));
    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains(line);
    assertThat(folder.resolve("refused/rollouts")).doesNotExist();
  }

  private static String[] run(String name) {
    return new String[] {"run", yaml.toString(), "--set", "run='" + folder.resolve(name) + "'"};
  }

  private static String[] with(String[] arguments, String... more) {
    return Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new);
  }

  private static void ended(Run run) {
    assertThat(run.exitCode()).as(run.err()).isZero();
  }
}
