package dev.vireo.jobs.data.prompts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.source.DuplicatePolicy;
import dev.vireo.jobs.data.source.LengthPolicy;
import dev.vireo.jobs.data.source.SourceFormat;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.testing.TestSpark;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Prompt;
import dev.vireo.schemas.Split;
import dev.vireo.store.parquet.RowRange;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** Prompts from a source to chunks. */
class ShardPromptsIT {
  private static SparkSession spark;

  // Shared, and removed once Spark has stopped: tasks that are cancelled go on for a moment.
  @TempDir static Path folders;

  private PromptFolder folder;

  @BeforeAll
  static void start() {
    spark = TestSpark.local();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @BeforeEach
  void makeFolder() throws IOException {
    folder = PromptFolder.in(folders);
  }

  @Test
  void keepsEveryColumnInTheOrderOfTheSource() throws IOException {
    folder.write(
        "p.jsonl",
        "{\"key\":\"b\",\"q\":\"1+1\",\"a\":2,\"level\":\"easy\",\"part\":\"train\"}",
        "{\"key\":\"a\",\"q\":\"2+2\",\"part\":\"TEST\"}",
        "{\"key\":\"c\",\"q\":\"3+3\",\"a\":\"6\",\"level\":null,\"part\":\"train\"}");
    PromptSettings settings =
        new PromptSettings(
            folder.path("p.jsonl"),
            SourceFormat.AUTO,
            null,
            "key",
            null,
            "Q: {q}\nA:",
            null,
            ChatSettings.defaults(),
            "a",
            List.of("level", "q"),
            "part",
            0.5,
            DuplicatePolicy.ERROR,
            20,
            LengthPolicy.ERROR,
            10);
    Prompts prompts = folder.shard(spark, settings);
    assertThat(prompts.train(1, 0))
        .containsExactly(
            prompt("c", Split.train, "Q: 3+3\nA:", "6", Map.of("q", "3+3")),
            prompt("b", Split.train, "Q: 1+1\nA:", "2", Map.of("level", "easy", "q", "1+1")));
    HeldOutPrompts heldOut = prompts.eval(5);
    assertThat(heldOut.read(new RowRange(0, heldOut.count())))
        .containsExactly(prompt("a", Split.eval, "Q: 2+2\nA:", null, Map.of("q", "2+2")));
    assertThat(prompts.train().total("tokens")).isEqualTo(18);
    assertThat(prompts.trainCount()).isEqualTo(2);
    assertThat(prompts.evalCount()).isEqualTo(1);
  }

  @Test
  void cutsChunksOfAFixedSizeAcrossFiles() throws IOException {
    folder.write("in/a.jsonl", PromptFolder.lines(0, 37));
    folder.write("in/b.jsonl", PromptFolder.lines(37, 63));
    Prompts prompts = folder.shard(spark, folder.settings("in/*.jsonl", 0.2, 10));
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
    List<Prompt> eval = prompts.eval().readAll();
    HeldOutPrompts heldOut = prompts.eval(Integer.MAX_VALUE);
    assertThat(heldOut.cut(4).stream().flatMap(part -> heldOut.read(part).stream()))
        .as("parts that lie across the files of ten prompts")
        .containsExactlyElementsOf(eval);
    assertThat(prompts.eval(3).cut(2)).containsExactly(new RowRange(0, 2), new RowRange(2, 3));
    assertThatThrownBy(() -> prompts.train(train)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void theSameSourceGivesTheSameBytesInOneFileOrMany() throws IOException {
    folder.write("one/p.jsonl", PromptFolder.lines(0, 60));
    folder.write("many/p1.jsonl", PromptFolder.lines(0, 20));
    folder.write("many/p2.jsonl", PromptFolder.lines(20, 1));
    folder.write("many/p3.jsonl", PromptFolder.lines(21, 39));
    folder.shard(spark, folder.settings("one/p.jsonl", 0.1, 7));
    RunDirectory other = RunDirectory.at(folder.place().resolve("other"));
    ShardPrompts.of(folder.settings("many/*.jsonl", 0.1, 7), PromptFolder.BYTES)
        .run(spark, other, Progress.NONE);
    for (int chunk = 0; chunk < 7; chunk++) {
      String file = "prompts/split=train/part-0000" + chunk + ".parquet";
      // The fingerprint in the footer tells the sources apart; the rows are the same.
      assertThat(folder.run().partition(Datasets.PROMPTS, "train").require().read(chunk))
          .as(file)
          .isEqualTo(other.partition(Datasets.PROMPTS, "train").require().read(chunk));
    }
  }

  @Test
  void aFinishedDatasetIsMadeAgainOnlyWhenSomethingChanged() throws IOException {
    folder.write("p.jsonl", PromptFolder.lines(0, 20));
    PromptSettings settings = folder.settings("p.jsonl", 0.1, 10);
    ShardPrompts stage = ShardPrompts.of(settings, PromptFolder.BYTES);
    Prompts first = stage.run(spark, folder.run(), Progress.NONE);
    assertThat(stage.run(spark, folder.run(), Progress.NONE).train().manifest().provenance())
        .isEqualTo(first.train().manifest().provenance());
    assertRefused(ShardPrompts.of(settings, new ByteEncoder("other")), "tokenizer");
    Files.move(folder.place().resolve("p.jsonl"), folder.place().resolve("moved.jsonl"));
    ShardPrompts moved =
        ShardPrompts.of(folder.settings("moved.jsonl", 0.1, 10), PromptFolder.BYTES);
    assertThat(moved.run(spark, folder.run(), Progress.NONE).train().manifest().provenance())
        .isEqualTo(first.train().manifest().provenance());
    folder.write("moved.jsonl", PromptFolder.lines(0, 21));
    assertRefused(moved, "source");
  }

  private void assertRefused(ShardPrompts stage, String changed) {
    assertThatThrownBy(() -> stage.run(spark, folder.run(), Progress.NONE))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(changed);
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
            null,
            "Question: {question}\nAnswer:",
            null,
            ChatSettings.defaults(),
            "answer",
            List.of(),
            null,
            0.05,
            DuplicatePolicy.ERROR,
            0,
            LengthPolicy.ERROR,
            1000);
    Prompts prompts = folder.shard(spark, settings);
    assertThat(prompts.trainCount() + prompts.evalCount()).isEqualTo(7473);
    assertThat(prompts.evalCount()).isBetween(300, 450);
    assertThat(prompts.train(0).get(0).getPrompt())
        .startsWith("Question: Natalia sold clips")
        .endsWith("\nAnswer:");
    assertThat(prompts.train(0).get(0).getAnswer()).endsWith("#### 72");
  }

  private static Prompt prompt(
      String id, Split split, String text, String answer, Map<String, String> attributes) {
    return new Prompt(id, split, text, PromptFolder.tokens(text), answer, attributes);
  }
}
