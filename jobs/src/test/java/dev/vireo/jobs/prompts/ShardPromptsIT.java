package dev.vireo.jobs.prompts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.progress.Progress;
import dev.vireo.jobs.source.DuplicatePolicy;
import dev.vireo.jobs.source.LengthPolicy;
import dev.vireo.jobs.source.SourceFormat;
import dev.vireo.jobs.store.DatasetHandle;
import dev.vireo.jobs.store.RunDirectory;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Demonstration;
import dev.vireo.schemas.Prompt;
import dev.vireo.schemas.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

class ShardPromptsIT {
  private static final PromptEncoder.Opener BYTES = new ByteEncoder("bytes");

  private static SparkSession spark;

  // Shared, and removed once Spark has stopped: tasks that are cancelled go on for a moment.
  @TempDir static Path folders;

  private Path folder;
  private RunDirectory run;

  @BeforeAll
  static void start() {
    spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .getOrCreate();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createTempDirectory(folders, "run");
    run = RunDirectory.at(folder.resolve("run"));
  }

  @Test
  void defaultsAreThese() {
    assertThat(PromptSettings.defaults())
        .isEqualTo(
            new PromptSettings(
                null,
                SourceFormat.AUTO,
                null,
                "prompt",
                null,
                null,
                List.of(),
                null,
                0.05,
                DuplicatePolicy.ERROR,
                0,
                LengthPolicy.ERROR,
                1000));
    assertThat(DemonstrationSettings.defaults())
        .isEqualTo(
            new DemonstrationSettings(
                null,
                SourceFormat.AUTO,
                null,
                "prompt",
                null,
                "completion",
                null,
                null,
                0.0,
                DuplicatePolicy.ERROR,
                0,
                LengthPolicy.ERROR,
                1000));
  }

  @Test
  void keepsEveryColumnInTheOrderOfTheSource() throws IOException {
    write(
        "p.jsonl",
        "{\"key\":\"b\",\"q\":\"1+1\",\"a\":2,\"level\":\"easy\",\"part\":\"train\"}",
        "{\"key\":\"a\",\"q\":\"2+2\",\"part\":\"TEST\"}",
        "{\"key\":\"c\",\"q\":\"3+3\",\"a\":\"6\",\"level\":null,\"part\":\"train\"}");
    PromptSettings settings =
        new PromptSettings(
            folder.resolve("p.jsonl").toString(),
            SourceFormat.AUTO,
            "key",
            null,
            "Q: {q}\nA:",
            "a",
            List.of("level", "q"),
            "part",
            0.5,
            DuplicatePolicy.ERROR,
            20,
            LengthPolicy.ERROR,
            10);
    Prompts prompts = shard(settings);
    assertThat(prompts.train(1, 0))
        .containsExactly(
            prompt("c", Split.train, "Q: 3+3\nA:", "6", Map.of("q", "3+3")),
            prompt("b", Split.train, "Q: 1+1\nA:", "2", Map.of("level", "easy", "q", "1+1")));
    assertThat(prompts.eval(5))
        .containsExactly(prompt("a", Split.eval, "Q: 2+2\nA:", null, Map.of("q", "2+2")));
    assertThat(prompts.train().total("tokens")).isEqualTo(18);
    assertThat(Prompts.of(run).trainCount()).isEqualTo(2);
    assertThat(Prompts.of(run).evalCount()).isEqualTo(1);
  }

  @Test
  void cutsChunksOfAFixedSizeAcrossFiles() throws IOException {
    write("in/a.jsonl", lines(0, 37));
    write("in/b.jsonl", lines(37, 63));
    Prompts prompts = shard(settings("in/*.jsonl", 0.2, 10));
    int train = prompts.trainCount();
    assertThat(train + prompts.evalCount()).isEqualTo(100);
    assertThat(prompts.evalCount()).isBetween(10, 30);
    assertThat(prompts.train().rows(0)).isEqualTo(10);
    assertThat(prompts.train().chunkCount()).isEqualTo((train + 9) / 10);
    List<Prompt> all = prompts.train(IntStream.range(0, train).toArray());
    assertThat(all).isEqualTo(prompts.train().readAll());
    assertThat(all).extracting(Prompt::getPromptId).isSorted().doesNotHaveDuplicates();
    for (Prompt prompt : all) {
      // An id is the row's place in the source, whatever was held out before it.
      int place = Integer.parseInt(prompt.getPromptId());
      assertThat(prompt.getPrompt()).isEqualTo("prompt " + place);
    }
    assertThat(prompts.eval(3)).isEqualTo(prompts.eval().readAll().subList(0, 3));
    assertThatThrownBy(() -> prompts.train(train)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void theSameSourceGivesTheSameBytesInOneFileOrMany() throws IOException {
    write("one/p.jsonl", lines(0, 60));
    write("many/p1.jsonl", lines(0, 20));
    write("many/p2.jsonl", lines(20, 1));
    write("many/p3.jsonl", lines(21, 39));
    shard(settings("one/p.jsonl", 0.1, 7));
    RunDirectory other = RunDirectory.at(folder.resolve("other"));
    ShardPrompts.of(settings("many/*.jsonl", 0.1, 7), BYTES).run(spark, other, Progress.NONE);
    for (int chunk = 0; chunk < 7; chunk++) {
      String file = "prompts/split=train/part-0000" + chunk + ".parquet";
      // The fingerprint in the footer tells the sources apart; the rows are the same.
      assertThat(run.partition(Datasets.PROMPTS, "train").require().read(chunk))
          .as(file)
          .isEqualTo(other.partition(Datasets.PROMPTS, "train").require().read(chunk));
    }
  }

  @Test
  void aFinishedDatasetIsMadeAgainOnlyWhenSomethingChanged() throws IOException {
    write("p.jsonl", lines(0, 20));
    PromptSettings settings = settings("p.jsonl", 0.1, 10);
    ShardPrompts stage = ShardPrompts.of(settings, BYTES);
    assertThat(stage.reasonsToRun(spark, run)).containsExactly("it is not finished");
    Prompts first = stage.run(spark, run, Progress.NONE);
    assertThat(stage.reasonsToRun(spark, run)).isEmpty();
    assertThat(stage.run(spark, run, Progress.NONE).train().manifest().provenance())
        .isEqualTo(first.train().manifest().provenance());
    assertThat(ShardPrompts.of(settings, new ByteEncoder("other")).reasonsToRun(spark, run))
        .singleElement()
        .asString()
        .contains("tokenizer");
    Files.move(folder.resolve("p.jsonl"), folder.resolve("moved.jsonl"));
    assertThat(ShardPrompts.of(settings("moved.jsonl", 0.1, 10), BYTES).reasonsToRun(spark, run))
        .isEmpty();
    write("moved.jsonl", lines(0, 21));
    assertThat(ShardPrompts.of(settings("moved.jsonl", 0.1, 10), BYTES).reasonsToRun(spark, run))
        .singleElement()
        .asString()
        .contains("source");
  }

  @Test
  void duplicatesAreNamedOrLeftOut() throws IOException {
    write("p.csv", "id,prompt", "a,1", "b,2", "a,3", "c,4", "b,5", "a,6");
    PromptSettings settings = withIds("p.csv", DuplicatePolicy.ERROR, 0, LengthPolicy.ERROR);
    String csv = folder.resolve("p.csv").toString();
    assertThatThrownBy(() -> shard(settings))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "prompts: 2 ids occur more than once, first 'a' (%s line 2, %s line 4 and 1 more), 'b' (%s line 3, %s line 6); make them unique or keep the first of each",
            csv, csv, csv, csv);
    List<String> messages = new ArrayList<>();
    Prompts prompts =
        ShardPrompts.of(withIds("p.csv", DuplicatePolicy.KEEP_FIRST, 0, LengthPolicy.ERROR), BYTES)
            .run(spark, run, listener(messages));
    assertThat(prompts.train(0, 1, 2)).extracting(Prompt::getPrompt).containsExactly("1", "2", "4");
    assertThat(prompts.train().total("dropped/duplicates")).isEqualTo(3);
    assertThat(messages).containsExactly("3 prompts are left out, as their ids were there before");
  }

  @Test
  void longPromptsAreNamedOrLeftOut() throws IOException {
    write("p.csv", "id,prompt", "a,1", "b,22222", "c,3", "d,444444");
    assertThatThrownBy(() -> shard(withIds("p.csv", DuplicatePolicy.ERROR, 4, LengthPolicy.ERROR)))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "2 prompts are longer than 4 tokens, first %s line 3 (5), %s line 5 (6); raise the limit or drop them",
            folder.resolve("p.csv"), folder.resolve("p.csv"));
    Prompts prompts = shard(withIds("p.csv", DuplicatePolicy.ERROR, 4, LengthPolicy.DROP));
    assertThat(prompts.train(0, 1)).extracting(Prompt::getPromptId).containsExactly("a", "c");
    assertThat(prompts.train().total("dropped/too_long")).isEqualTo(2);
    assertThatThrownBy(
            () -> shard(withIds("p.csv", DuplicatePolicy.ERROR, 0, LengthPolicy.DROP, 1.0)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("No prompts are left to train on");
  }

  @Test
  void badRowsAreNamedByFileAndLine() throws IOException {
    assertMistake("{\"prompt\":\"a\"}\n{\"prompt\":\"a", "p.jsonl line 2 is not JSON: ");
    assertMistake(
        "{\"prompt\":\"a\"}\n{\"prompt\":null}", "p.jsonl line 2 has no value in column 'prompt'");
    assertMistake("{\"prompt\":\" \"}", "p.jsonl line 1 has a blank prompt (column 'prompt')");
    assertMistake("{\"question\":\"a\"}", "p.jsonl has no column 'prompt'; it has [question]");
    assertMistake("", "p.jsonl is empty");
    write("p.csv", "id,prompt", "a,1", ",2");
    assertThatThrownBy(() -> shard(withIds("p.csv", DuplicatePolicy.ERROR, 0, LengthPolicy.ERROR)))
        .hasMessageEndingWith("p.csv line 3 has no id in column 'id'");
    assertThat(run.exists("prompts")).isFalse();
  }

  @Test
  void impossibleSettingsAreRefused() {
    assertThatThrownBy(() -> settings("p", 1.5, 10))
        .hasMessage("prompts: the eval fraction is 1.5; it must be between 0 and 1");
    assertThatThrownBy(() -> settings("p", 0.5, 0))
        .hasMessage("prompts: the chunk size is 0; it must be at least 1");
    assertThatThrownBy(() -> Prompts.of(run)).isInstanceOf(InputException.class);
  }

  @Test
  void demonstrationsLeaveOutWhatIsHeldOut() throws IOException {
    write("p.jsonl", lines(0, 40));
    Prompts prompts = shard(settings("p.jsonl", 0.25, 8));
    assertThat(prompts.evalCount()).isPositive();
    DemonstrationSettings settings =
        new DemonstrationSettings(
            folder.resolve("p.jsonl").toString(),
            SourceFormat.AUTO,
            null,
            "prompt",
            null,
            null,
            " {answer}!",
            null,
            0.25,
            DuplicatePolicy.ERROR,
            30,
            LengthPolicy.ERROR,
            8);
    DatasetHandle<Demonstration> demonstrations =
        ShardDemonstrations.of(settings, BYTES, 256).run(spark, run, Progress.NONE);
    List<Prompt> train = prompts.train().readAll();
    List<Demonstration> rows = demonstrations.readAll();
    assertThat(rows).hasSameSizeAs(train);
    for (int i = 0; i < rows.size(); i++) {
      assertThat(rows.get(i).getDemonstrationId()).isEqualTo(train.get(i).getPromptId());
      assertThat(rows.get(i).getPromptTokenIds()).isEqualTo(train.get(i).getTokenIds());
      List<Integer> completion = tokens(" " + Integer.parseInt(train.get(i).getPromptId()) + "!");
      completion.add(256);
      assertThat(rows.get(i).getCompletionTokenIds()).isEqualTo(completion);
    }
    assertThat(ShardDemonstrations.of(settings, BYTES, 256).reasonsToRun(spark, run)).isEmpty();
    assertThat(ShardDemonstrations.of(settings, BYTES, 7).reasonsToRun(spark, run)).hasSize(1);
  }

  static boolean gsm8k() {
    return Gsm8k.folder().isPresent();
  }

  @Test
  @EnabledIf("gsm8k")
  void readsGsm8k() {
    PromptSettings settings =
        new PromptSettings(
            Gsm8k.folder().orElseThrow().resolve("train.jsonl").toString(),
            SourceFormat.AUTO,
            null,
            null,
            "Question: {question}\nAnswer:",
            "answer",
            List.of(),
            null,
            0.05,
            DuplicatePolicy.ERROR,
            0,
            LengthPolicy.ERROR,
            1000);
    Prompts prompts = shard(settings);
    assertThat(prompts.trainCount() + prompts.evalCount()).isEqualTo(7473);
    assertThat(prompts.evalCount()).isBetween(300, 450);
    assertThat(prompts.train(0).get(0).getPrompt())
        .startsWith("Question: Natalia sold clips")
        .endsWith("\nAnswer:");
    assertThat(prompts.train(0).get(0).getAnswer()).endsWith("#### 72");
  }

  private void assertMistake(String text, String message) throws IOException {
    Files.writeString(folder.resolve("p.jsonl"), text);
    assertThatThrownBy(() -> shard(settings("p.jsonl", 0.0, 10)))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("Cannot read prompts: ")
        .hasMessageContaining(message)
        .message()
        .doesNotContain("\n");
  }

  private Prompts shard(PromptSettings settings) {
    return ShardPrompts.of(settings, BYTES).run(spark, run, Progress.NONE);
  }

  private PromptSettings settings(String path, double evalFraction, int chunkSize) {
    return new PromptSettings(
        folder.resolve(path).toString(),
        SourceFormat.AUTO,
        null,
        "prompt",
        null,
        null,
        List.of(),
        null,
        evalFraction,
        DuplicatePolicy.ERROR,
        0,
        LengthPolicy.ERROR,
        chunkSize);
  }

  private PromptSettings withIds(
      String path, DuplicatePolicy duplicates, int maxTokens, LengthPolicy tooLong) {
    return withIds(path, duplicates, maxTokens, tooLong, 0.0);
  }

  private PromptSettings withIds(
      String path,
      DuplicatePolicy duplicates,
      int maxTokens,
      LengthPolicy tooLong,
      double evalFraction) {
    return new PromptSettings(
        folder.resolve(path).toString(),
        SourceFormat.AUTO,
        "id",
        "prompt",
        null,
        null,
        List.of(),
        null,
        evalFraction,
        duplicates,
        maxTokens,
        tooLong,
        10);
  }

  private static Prompt prompt(
      String id, Split split, String text, String answer, Map<String, String> attributes) {
    return new Prompt(id, split, text, tokens(text), answer, attributes);
  }

  private static List<Integer> tokens(String text) {
    return new ArrayList<>(Arrays.stream(ByteEncoder.tokens(text)).boxed().toList());
  }

  private static Progress listener(List<String> messages) {
    return new Progress() {
      @Override
      public void message(String line) {
        messages.add(line);
      }
    };
  }

  private static String[] lines(int first, int count) {
    return IntStream.range(first, first + count)
        .mapToObj(i -> "{\"prompt\":\"prompt %d\",\"answer\":%d}".formatted(i, i))
        .toArray(String[]::new);
  }

  private void write(String file, String... lines) throws IOException {
    Files.createDirectories(folder.resolve(file).getParent());
    Files.write(folder.resolve(file), List.of(lines));
  }
}
