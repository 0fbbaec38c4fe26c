package dev.vireo.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vireo.pipelines.grpo.TinyRun;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Rollout;
import dev.vireo.schemas.TextScore;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

// Over 300 lines: two commands over the same files and models.
/** {@code vireo score} and {@code vireo sample} of datasets. */
final class DatasetJobsIT {
  private static final Path CLASSIFIER =
      Path.of("../models/src/test/resources/dev/vireo/models/interop/classifier");

  private static final int TEXTS = 21;

  private static final String RECIPE =
      """
      {"text": "%s", "chat": %s, "special-tokens": "none", "append-eos": %s, "pad-token-id": 564,
       "pooled": "last-not-padding", "max-tokens": %d, "reward-mean": null,
       "reward-standard-deviation": null}
      """;

  private static final String CHAT =
      "{\"wrap\": false, \"system\": null, \"template\": \"default\", \"variables\": {}, \"date\": null}";

  @TempDir static Path folder;
  private static Path policy;

  @BeforeAll
  static void write() throws IOException {
    List<String> rows = new ArrayList<>();
    List<String> csv = new ArrayList<>(List.of("id,prompt,completion,level"));
    for (int i = 0; i < TEXTS; i++) {
      rows.add(
          "{\"id\": \"t%1$d\", \"prompt\": \"%1$d and one?\", \"completion\": \" It is %2$d.\", \"level\": %3$d}"
              .formatted(i, i + 1, i % 3));
      csv.add("t%d,%d and one?, It is %d.,%d".formatted(i, i, i + 1, i % 3));
    }
    Files.write(folder.resolve("texts.jsonl"), rows);
    Files.write(folder.resolve("texts.csv"), csv);
    Path tiny = TinyRun.write(folder);
    System.setProperty("spark.master", "local[2]");
    Path run = folder.resolve("run");
    ended(Run.of("stage", "starting-policy", tiny.toString(), "--set", "run='" + run + "'"));
    policy = run.resolve("base");
  }

  @BeforeEach
  void useTwoCores() {
    System.setProperty("spark.master", "local[2]");
  }

  @AfterEach
  void clear() {
    System.clearProperty("spark.master");
  }

  @Test
  void theScoresAreThoseOfSingleTextsWhateverTheCoresAndTheFormat() throws IOException {
    Run run = score("texts.jsonl", "scores", "--keep", "level");
    ended(run);
    assertThat(run.out())
        .isEqualTo(run.out().lines().findFirst().orElseThrow() + "\n")
        .contains(folder.resolve("scores") + "/scores: 21 texts, mean reward ");
    List<TextScore> rows = scores("scores");
    assertThat(rows).extracting(TextScore::getTextId).startsWith("t0", "t1").hasSize(TEXTS);
    assertThat(rows.get(4).getAttributes()).isEqualTo(Map.of("level", "1"));
    for (TextScore row : rows.subList(0, 3)) {
      Run one =
          Run.of(
              "score",
              CLASSIFIER.toString(),
              "--label",
              "bad",
              "--prompt",
              row.getPrompt(),
              "--text",
              row.getCompletion());
      assertThat(row.getReward()).isCloseTo(Double.parseDouble(one.out()), within(2e-6));
    }
    System.setProperty("spark.master", "local[1]");
    ended(score("texts.jsonl", "scores-one-core", "--keep", "level"));
    assertThat(bytes("scores-one-core/scores")).isEqualTo(bytes("scores/scores")).hasSize(6);
    ended(score("texts.csv", "scores-csv"));
    assertThat(scores("scores-csv"))
        .extracting(TextScore::getReward)
        .isEqualTo(rows.stream().map(TextScore::getReward).toList());
    JsonNode facts =
        new ObjectMapper()
            .readTree(score("texts.jsonl", "scores", "--keep", "level", "--json").out());
    assertThat(facts.path("found").asBoolean()).isTrue();
    assertThat(facts.path("texts").asInt()).isEqualTo(TEXTS);
  }

  @Test
  void aKilledJobGoesOnAndNothingElseTakesItsPlace() throws IOException {
    ended(score("texts.jsonl", "killed"));
    Map<String, List<Byte>> whole = bytes("killed/scores");
    Map<String, FileTime> before = times("killed/scores");
    Run again = score("texts.jsonl", "killed");
    ended(again);
    assertThat(again.out()).contains("is finished already, nothing was done: 21 texts");
    assertThat(times("killed/scores")).isEqualTo(before);
    refused(
        score("texts.jsonl", "killed", "--too-long", "cut"),
        "killed is finished and was made from something else (model.too-long \"error\" -> \"cut\")");

    // What a process leaves that is killed after some of its chunks.
    Path killed = folder.resolve("killed");
    Files.move(killed.resolve("manifests/scores.json"), killed.resolve("begun.json"));
    Files.delete(killed.resolve("scores/part-00001.parquet"));
    Files.delete(killed.resolve("scores/part-00005.parquet"));
    refused(
        score("texts.jsonl", "killed", "--chunk", "5"),
        "killed was begun from something else (texts.chunk-size 4 -> 5): name another folder");
    refused(score("texts.csv", "killed"), "input source has changed");
    ended(score("texts.jsonl", "killed"));
    assertThat(bytes("killed/scores")).isEqualTo(whole);
    assertThat(times("killed/scores"))
        .containsEntry("part-00000.parquet", before.get("part-00000.parquet"))
        .containsEntry("part-00004.parquet", before.get("part-00004.parquet"))
        .doesNotContainEntry("part-00001.parquet", before.get("part-00001.parquet"));
    assertThat(killed.resolve("begun.json")).doesNotExist();
  }

  @Test
  void theRecipeDecidesWhatTheModelIsShown() throws IOException {
    Path chat = model("chat", RECIPE.formatted("chat", CHAT, false, 200));
    List<String> messages = new ArrayList<>();
    List<String> columns = new ArrayList<>();
    for (TextScore row : made("texts.jsonl")) {
      String asked = "{\"role\": \"user\", \"content\": \"%s\"}".formatted(row.getPrompt());
      String answer =
          "{\"role\": \"assistant\", \"content\": \"%s\"}".formatted(row.getCompletion());
      messages.add("{\"talk\": [%s, %s]}".formatted(asked, answer));
      columns.add("{\"prompt\": [%s], \"completion\": [%s]}".formatted(asked, answer));
    }
    Files.write(folder.resolve("talk.jsonl"), messages);
    Files.write(folder.resolve("columns.jsonl"), columns);
    ended(scoreWith(chat, "texts.jsonl", "chat-texts", "--label", "good"));
    ended(
        scoreWith(chat, "talk.jsonl", "chat-talk", "--messages-column", "talk", "--label", "good"));
    ended(scoreWith(chat, "columns.jsonl", "chat-columns", "--label", "good"));
    List<Double> rewards = rewards("chat-texts");
    assertThat(rewards("chat-talk")).isEqualTo(rewards);
    assertThat(rewards("chat-columns")).isEqualTo(rewards);
    // The template of a model without a recipe is used on demand.
    ended(scoreWith(CLASSIFIER, "texts.jsonl", "chat-asked", "--label", "good", "--chat"));
    assertThat(rewards("chat-asked")).isEqualTo(rewards);

    Path plain = model("plain", RECIPE.formatted("plain", "null", true, 200));
    ended(scoreWith(plain, "texts.jsonl", "plain-texts", "--label", "good"));
    ended(scoreWith(CLASSIFIER, "texts.jsonl", "no-recipe", "--label", "good"));
    assertThat(rewards("plain-texts")).isNotEqualTo(rewards("no-recipe"));
    refused(
        scoreWith(plain, "columns.jsonl", "refused", "--label", "good"),
        "columns.jsonl line 1 has messages (column 'prompt') where text is expected; the model was trained on plain texts");
    refused(
        scoreWith(plain, "texts.jsonl", "refused", "--label", "good", "--chat"),
        "the model was trained on plain texts, says");
    refused(
        scoreWith(CLASSIFIER, "columns.jsonl", "refused", "--label", "good"), "set --chat to have");
    assertThat(folder.resolve("refused")).doesNotExist();
  }

  @Test
  void textsThatAreTooLongAreNamedLeftWithoutARewardOrCut() throws IOException {
    Path small = model("small", RECIPE.formatted("plain", "null", false, 12));
    List<String> rows = new ArrayList<>();
    for (String text : List.of("short", "long ".repeat(30), "also short")) {
      rows.add("{\"completion\": \"%s\"}".formatted(text));
    }
    Files.write(folder.resolve("long.jsonl"), rows);
    refused(
        scoreWith(small, "long.jsonl", "long-refused", "--label", "good"),
        "1 text is longer than the 12 tokens that the model reads:",
        "long.jsonl line 2 (");
    Run none = scoreWith(small, "long.jsonl", "long-none", "--label", "good", "--too-long", "none");
    ended(none);
    assertThat(none.out()).contains("3 texts, 1 without a reward, mean reward ");
    assertThat(rewards("long-none").get(1)).isNaN();
    ended(scoreWith(small, "long.jsonl", "long-cut", "--label", "good", "--too-long", "cut"));
    assertThat(rewards("long-cut").get(1)).isFinite();
    // Padding beside a longer text may change the last bits.
    assertThat(rewards("long-cut").get(0)).isCloseTo(rewards("long-none").get(0), within(1e-5));
  }

  @Test
  void promptsAreCompletedAlikeWhateverTheCoresAndGoOnAfterAKill() throws IOException {
    Run run = sample("sampled", "-n", "3", "--answer-column", "completion", "--keep", "level");
    ended(run);
    assertThat(run.out()).contains("21 prompts, 63 completions of ", " ended by themselves");
    List<Rollout> rows = rollouts("sampled");
    assertThat(rows).extracting(Rollout::getPromptId).startsWith("t0", "t1").hasSize(TEXTS);
    assertThat(rows.get(4).getAnswer()).isEqualTo(" It is 5.");
    assertThat(rows.get(4).getAttributes()).isEqualTo(Map.of("level", "1"));
    assertThat(rows)
        .allSatisfy(row -> assertThat(row.getCompletions()).hasSize(3))
        .allSatisfy(
            row ->
                assertThat(row.getCompletions())
                    .allSatisfy(each -> assertThat(each.getTokenIds()).hasSizeBetween(1, 6)));
    assertThat(rows.stream().flatMap(row -> row.getCompletions().stream()).map(Completion::getText))
        .hasSizeGreaterThan(20)
        .doesNotHaveDuplicates();

    System.setProperty("spark.master", "local[1]");
    ended(
        sample("sampled-one-core", "-n", "3", "--answer-column", "completion", "--keep", "level"));
    Map<String, List<Byte>> whole = bytes("sampled/rollouts/iteration=1");
    assertThat(bytes("sampled-one-core/rollouts/iteration=1")).isEqualTo(whole).hasSize(6);
    ended(sample("sampled-other", "-n", "3", "--seed", "18"));
    assertThat(texts("sampled-other")).isNotEqualTo(texts("sampled"));

    Path killed = folder.resolve("sampled");
    Files.move(killed.resolve("manifests/rollouts/iteration=1.json"), killed.resolve("begun.json"));
    Files.delete(killed.resolve("rollouts/iteration=1/part-00002.parquet"));
    refused(
        sample("sampled", "-n", "4", "--answer-column", "completion", "--keep", "level"),
        "rollouts.group-size 3 -> 4");
    ended(sample("sampled", "-n", "3", "--answer-column", "completion", "--keep", "level"));
    assertThat(bytes("sampled/rollouts/iteration=1")).isEqualTo(whole);
  }

  @Test
  void theLikeliestTokensAreThoseOfASinglePrompt() {
    ended(sample("greedy", "--temperature", "0"));
    Run one =
        Run.of(
            "sample",
            "--model",
            policy.toString(),
            "--prompt",
            "3 and one?",
            "--temperature",
            "0",
            "--max-new-tokens",
            "6",
            "--json");
    ended(one);
    assertThat(one.out()).contains(json(texts("greedy").get(3)));
  }

  @Test
  void whatCannotBeIsOneLine() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    Files.writeString(other.resolve("mine.txt"), "mine");
    refused(
        score("texts.jsonl", "other"), "it is there already, and was not begun by this command");
    refused(sample("other"), "it is there already, and was not begun by this command");
    refused(score("absent.jsonl", "new"), "absent.jsonl");
    refused(score("texts.jsonl", "new", "--completion-column", "text"), "'text'");
    refused(score("texts.jsonl", "new", "--label", "best"), "'best'");
    refused(scoreWith(policy, "texts.jsonl", "new"), "SequenceClassification");
    refused(Run.of("score", "--model", "m", "only-one"), "vireo score --model MODEL IN OUT");
    refused(Run.of("score", "m"), "vireo score MODEL --text TEXT");
    refused(Run.of("score", "--model", "m", "m", "--text", "a"), "takes one model");
    refused(Run.of("sample", "--model", "m", "a"), "vireo sample --model DIR IN OUT");
    refused(Run.of("sample", "--model", "m", "a", "b", "--prompt", "c"), "not both");
    refused(sample("new", "--prompt-column", "question"), "'question'");
    Files.write(
        folder.resolve("twice.jsonl"),
        List.of(
            "{\"id\": \"a\", \"completion\": \"x\"}", "{\"id\": \"a\", \"completion\": \"y\"}"));
    refused(score("twice.jsonl", "new"), "'a' (", "keep the first of each");
    ended(score("twice.jsonl", "first", "--duplicates", "keep-first"));
    assertThat(scores("first")).extracting(TextScore::getCompletion).containsExactly("x");
    refused(
        sample("new", "--prompt-template", "{prompt}".repeat(9)),
        "leave no room for a completion",
        "--too-long drop");
    assertThat(folder.resolve("new")).doesNotExist();
  }

  private static Path model(String name, String recipe) throws IOException {
    Path copy = Files.createDirectories(folder.resolve(name + "-model"));
    try (Stream<Path> files = Files.list(CLASSIFIER)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    Files.writeString(copy.resolve("reward_recipe.json"), recipe);
    return copy;
  }

  private static List<TextScore> made(String in) throws IOException {
    List<TextScore> rows = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve(in))) {
      JsonNode row = new ObjectMapper().readTree(line);
      rows.add(
          TextScore.newBuilder()
              .setTextId("")
              .setPrompt(row.path("prompt").asText())
              .setCompletion(row.path("completion").asText())
              .setReward(0)
              .build());
    }
    return rows;
  }

  private static Run score(String in, String out, String... more) {
    boolean labelled = List.of(more).contains("--label");
    return scoreWith(
        CLASSIFIER,
        in,
        out,
        Stream.concat(
                Stream.of("--id-column", "id"),
                Stream.concat(
                    labelled ? Stream.of() : Stream.of("--label", "bad"), Stream.of(more)))
            .toArray(String[]::new));
  }

  private static Run scoreWith(Path model, String in, String out, String... more) {
    return dataset("score", model, in, out, more);
  }

  private static Run sample(String out, String... more) {
    return dataset(
        "sample",
        policy,
        "texts.jsonl",
        out,
        Stream.concat(Stream.of("--id-column", "id", "--max-new-tokens", "6"), Stream.of(more))
            .toArray(String[]::new));
  }

  private static Run dataset(String command, Path model, String in, String out, String... more) {
    List<String> arguments = new ArrayList<>(List.of(command, "--model", model.toString()));
    if (!List.of(more).contains("--chunk")) {
      arguments.addAll(List.of("--chunk", "4"));
    }
    arguments.addAll(List.of(more));
    arguments.add(folder.resolve(in).toString());
    arguments.add(folder.resolve(out).toString());
    return Run.of(arguments.toArray(String[]::new));
  }

  private static List<TextScore> scores(String out) {
    return RunDirectory.at(folder.resolve(out)).partition(Datasets.SCORES).require().readAll();
  }

  private static List<Double> rewards(String out) {
    return scores(out).stream().map(TextScore::getReward).toList();
  }

  private static List<Rollout> rollouts(String out) {
    return RunDirectory.at(folder.resolve(out)).partition(Datasets.ROLLOUTS, 1).require().readAll();
  }

  private static List<String> texts(String out) {
    return rollouts(out).stream()
        .flatMap(row -> row.getCompletions().stream())
        .map(Completion::getText)
        .toList();
  }

  private static String json(String text) {
    return "\"completion\":" + new ObjectMapper().valueToTree(text);
  }

  private static Map<String, List<Byte>> bytes(String of) throws IOException {
    Map<String, List<Byte>> bytes = new java.util.TreeMap<>();
    for (Path file : chunks(of)) {
      byte[] content = Files.readAllBytes(file);
      bytes.put(
          file.getFileName().toString(),
          IntStream.range(0, content.length).mapToObj(i -> content[i]).toList());
    }
    return bytes;
  }

  private static Map<String, FileTime> times(String of) throws IOException {
    Map<String, FileTime> times = new java.util.TreeMap<>();
    for (Path file : chunks(of)) {
      times.put(file.getFileName().toString(), Files.getLastModifiedTime(file));
    }
    return times;
  }

  private static List<Path> chunks(String of) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(of))) {
      return files.filter(file -> file.toString().endsWith(".parquet")).sorted().toList();
    }
  }

  private static void refused(Run run, String... reasons) {
    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains(reasons).hasLineCount(1);
  }

  private static void ended(Run run) {
    assertThat(run.exitCode()).as(run.err()).isZero();
  }
}
