package dev.vireo.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.pipelines.grpo.TinyRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody does to a run directory while finding out what to run. */
final class FirstDayIT {

  private static final String SHORT = "iterations=1";
  private static final String PROMPT =
      "{\"id\": \"new\", \"prompt\": \"12+34=\", \"answer\": \"46\", \"split\": \"train\"}\n";

  @TempDir static Path folder;
  private static Path yaml;

  @BeforeAll
  static void write() throws IOException {
    System.setProperty("spark.master", "local[2]");
    yaml = TinyRun.write(folder);
  }

  @AfterAll
  static void clear() {
    System.clearProperty("spark.master");
  }

  /** Whatever can be known before the first stage is, and leaves no trace. */
  @Test
  void mistakesAreFoundBeforeAnythingIsMade() {
    Map<String, String> mistakes = new TreeMap<>();
    mistakes.put("rewards=[{type: exact-match, options: {targt: 1}}]", "targt");
    mistakes.put("rewards=[{type: exactly}]", "unknown type 'exactly'");
    mistakes.put("rewards=[{type: sql, options: {expression: lenght(completion)}}]", "lenght");
    mistakes.put("rewards=[{type: mllib, options: {path: /no/such}}]", "/no/such");
    mistakes.put("rewards=[{type: python, options: {path: /no/such.py}}]", "no such file");
    mistakes.put(
        "rewards=[{type: http, options: {url: 'http://127.0.0.1:1/'}}]",
        "nothing answers at 127.0.0.1:1");
    mistakes.put("aggregation=normalize-then-sum", "set algorithm to grpo");
    mistakes.put("prompts.answer-column=null", "prompts.answer-column");
    mistakes.put("evaluation.accuracy=rewards/exact", "must be one of [characters, exact]");
    mistakes.put("rollouts.max-new-tokens=33", "set it to at most 32");
    mistakes.put("prompts.max-prompt-tokens=32", "set it to at most 31");
    mistakes.put("rollouts.stop=[9999]", "names token 9999, outside the model's vocabulary");
    mistakes.put("prompts.chunk-size=0", " prompts: the chunk size is 0");
    mistakes.put("rollouts.group-size=1", "set it to at least 2");
    mistakes.put("rollouts.temperature=0", "nothing to learn");
    mistakes.put(
        "sft.0.training.stop-at-accuracy=0.5",
        "tiny.yaml with --set: sft.0.training.stop-at-accuracy is 0.5, but evaluate-every is 0");
    mistakes.put("torch.processes=2", "with --set: torch is given, but training-engine is local");
    mistakes.put(
        "environment={type: python, options: {path: /no/such.py}}",
        "environment.options: option 'path' names '/no/such.py'");
    mistakes.put(
        "policy={from: /no/run}", "with --set: policy.from: file:/no/run is not a run yet");
    mistakes.put("policy.new-model=null", "no policy");
    mistakes.put("policy=null", "policy: expected a value, found nothing");
    mistakes.forEach(
        (setting, message) -> {
          String accuracy = setting.startsWith("rewards") ? "evaluation.accuracy=null" : "seed=17";
          for (String command : List.of("run", "plan")) {
            assertThat(refused(vireo(command, "mistake", accuracy, setting)))
                .as(setting)
                .contains(message);
          }
          assertThat(folder.resolve("mistake")).doesNotExist();
        });
  }

  @Test
  void whatIsRefusedBeforeItsFirstStageChangesNothing() throws IOException {
    ended(vireo("run", "first", "iterations=0", "sft=[]"));
    Path model = folder.resolve("first/base");
    String column = "prompts.prompt-column=question";
    String[] settings = {"sft=[]", "policy.model=" + model, column};
    assertThat(refused(vireo("run", "never", settings))).contains("question");
    assertThat(folder.resolve("never")).doesNotExist();

    Path mine = Files.createDirectory(folder.resolve("mine"));
    Files.writeString(mine.resolve("notes.txt"), "mine");
    assertThat(refused(vireo("run", "mine", settings))).contains("question");
    assertThat(files(mine)).containsOnlyKeys("notes.txt");
    Path record = Files.copy(folder.resolve("first/run.json"), mine.resolve("run.json"));
    assertThat(refused(vireo("run", "mine", settings))).contains("question");
    assertThat(record).hasSameBinaryContentAs(folder.resolve("first/run.json"));
  }

  @Test
  void aDirectoryWithoutWorkTakesAnyConfiguration() {
    String column = "prompts.prompt-column=question";
    assertThat(refused(vireo("run", "mended", SHORT, column))).contains("question");
    assertThat(folder.resolve("mended/run.json")).exists();
    String many = "prompts-per-iteration=9999";
    assertThat(refused(vireo("run", "mended", SHORT, many))).contains("prompts-per-iteration");
    assertThat(folder.resolve("mended/fine-tuned")).doesNotExist();
    ended(vireo("run", "mended", SHORT));

    // What no stage has read yet may change at any time; what one has may not.
    ended(vireo("run", "mended", "iterations=2", "checkpoints.keep=1"));
    Run done = vireo("run", "mended", SHORT);
    ended(done);
    assertThat(done.out()).contains("done: 2 iterations are there, 1 was asked for");
    List<String> first = List.of("--iteration", "1");
    assertThat(
            refused(vireo("stage", "mended", first, SHORT, "update.optimizer.learning-rate=0.1")))
        .contains("update.optimizer.learning-rate 0.001 -> 0.1", "--redo update-policy");
    Run beta = vireo("run", "mended", "iterations=2", "update.objective.beta=0.1");
    assertThat(refused(beta)).contains("update.objective.beta 0", "--redo update-policy");
    assertThat(folder.resolve("mended/logprobs")).doesNotExist();
  }

  @Test
  void nothingFinishedIsReplacedUnlessAskedFor() throws IOException {
    Path rows = folder.resolve("grows.jsonl");
    Files.copy(folder.resolve("prompts.jsonl"), rows);
    String path = "prompts.path=" + rows;
    ended(vireo("run", "kept", SHORT, path));
    Path run = folder.resolve("kept");
    Map<String, String> before = files(run);

    Files.writeString(rows, PROMPT, StandardOpenOption.APPEND);
    Run grown = vireo("run", "kept", SHORT, path);
    assertThat(refused(grown)).contains("prompts.path: its rows have changed", "vireo fork");
    assertThat(grown.err())
        .contains("would redo shard-prompts, collect-rollouts of iteration 1, score-rewards");
    assertThat(files(run)).isEqualTo(before);

    // A fork keeps what does not read the prompts.
    Path fork = folder.resolve("forked");
    Run forked = Run.of("fork", run.toString(), fork.toString(), yaml.toString(), "--set", path);
    ended(forked);
    assertThat(forked.out()).contains("taken over: starting-policy, fine-tune-policy\n");
    Path model = Path.of("fine-tuned", "clean", "step-000002", "model.safetensors");
    assertThat(Files.isSameFile(fork.resolve(model), run.resolve(model))).isTrue();
    Run more = Run.of("run", fork.resolve("run.json").toString(), "--set", SHORT);
    ended(more);
    assertThat(files(run)).isEqualTo(before);

    String redo = refused(vireo("run", "kept", List.of("--redo", "shard-prompts"), SHORT, path));
    assertThat(redo).contains("would delete shard-prompts, collect-rollouts", "--yes");
    assertThat(files(run)).isEqualTo(before);

    // Taking the row back brings the run back.
    Files.copy(
        folder.resolve("prompts.jsonl"), rows, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    ended(vireo("run", "kept", SHORT, path));
    assertThat(files(run)).isEqualTo(before);

    String cooler = "rollouts.temperature=0.5";
    List<String> again =
        List.of("--redo", "collect-rollouts", "--redo", "evaluate-policy", "--yes");
    ended(vireo("run", "kept", again, SHORT, path, cooler));
    assertThat(files(run).get("manifests/prompts/split=train.json"))
        .isEqualTo(before.get("manifests/prompts/split=train.json"));
    assertThat(files(run)).isNotEqualTo(before);
    assertThat(refused(vireo("run", "kept", SHORT, path))).contains("rollouts.temperature 0.5");
  }

  @Test
  void aTouchedFileOfTheBaseModelIsAnInputThatChanged() throws IOException {
    ended(vireo("run", "source", "iterations=0", "sft=[]"));
    Path model = Files.createDirectory(folder.resolve("model"));
    try (Stream<Path> files = Files.list(folder.resolve("source/base"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.getFileName().toString().startsWith("_")) {
          Files.copy(file, model.resolve(file.getFileName()));
        }
      }
    }
    String[] settings = {SHORT, "sft=[]", "policy.model=" + model};
    ended(vireo("run", "touched", settings));
    Map<String, String> before = files(folder.resolve("touched"));
    Files.writeString(model.resolve("generation_config.json"), "{}");
    assertThat(refused(vireo("run", "touched", settings)))
        .contains("policy.model", "files have changed");
    assertThat(files(folder.resolve("touched"))).isEqualTo(before);
    Files.delete(model.resolve("generation_config.json"));
    ended(vireo("run", "touched", settings));

    // Judging a model leaves nothing behind.
    Run judged =
        vireo("evaluate", "judged", List.of("--model", model.toString()), "policy.model=" + model);
    ended(judged);
    assertThat(judged.out()).contains("reward");
    assertThat(folder.resolve("judged")).doesNotExist();
    assertThat(
            refused(
                vireo(
                    "evaluate",
                    "judged",
                    List.of("--model", model.toString()),
                    "policy.model=" + model,
                    "prompts.split-column=null",
                    "prompts.eval-fraction=0")))
        .contains("No prompts are held out");
  }

  private static Run vireo(String command, String run, String... settings) {
    return vireo(command, run, List.of(), settings);
  }

  private static Run vireo(String command, String run, List<String> options, String... settings) {
    List<String> arguments = new ArrayList<>(List.of(command));
    if (command.equals("stage")) {
      arguments.add("update-policy");
    }
    arguments.add(yaml.toString());
    arguments.addAll(options);
    arguments.addAll(List.of("--set", "run=" + folder.resolve(run)));
    for (String setting : settings) {
      arguments.addAll(List.of("--set", setting));
    }
    return Run.of(arguments.toArray(String[]::new));
  }

  private static void ended(Run run) {
    assertThat(run.exitCode()).as(run.err()).isZero();
  }

  /** The one line that says what is wrong. */
  private static String refused(Run run) {
    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).doesNotContain("Exception").doesNotContain("\tat ");
    List<String> lines = run.err().lines().filter(line -> line.startsWith("vireo: ")).toList();
    assertThat(lines).as(run.err()).hasSize(1);
    return lines.get(0);
  }

  /** Everything in a folder, by its bytes; of what changes with every command nothing. */
  private static Map<String, String> files(Path run) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(run)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String name = run.relativize(file).toString();
        files.put(name, Files.getLastModifiedTime(file) + " " + Files.size(file));
      }
    }
    files.remove("run.json");
    return files;
  }
}
