package dev.vireo.jobs.data.prompts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.source.DuplicatePolicy;
import dev.vireo.jobs.data.source.LengthPolicy;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.testing.TestSpark;
import dev.vireo.schemas.Prompt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with a source is named by file and line, or left out where that is asked for. */
class PromptMistakesIT {
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
  void duplicatesAreNamedOrLeftOut() throws IOException {
    folder.write("p.csv", "id,prompt", "a,1", "b,2", "a,3", "c,4", "b,5", "a,6");
    PromptSettings settings = folder.withIds("p.csv", DuplicatePolicy.ERROR, 0, LengthPolicy.ERROR);
    String csv = folder.path("p.csv");
    assertThatThrownBy(() -> folder.shard(spark, settings))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "prompts: 2 ids occur more than once, first 'a' (%s line 2, %s line 4 and 1 more), 'b'"
                + " (%s line 3, %s line 6); make them unique or keep the first of each",
            csv, csv, csv, csv);
    List<String> messages = new ArrayList<>();
    Prompts prompts =
        ShardPrompts.of(
                folder.withIds("p.csv", DuplicatePolicy.KEEP_FIRST, 0, LengthPolicy.ERROR),
                PromptFolder.BYTES)
            .run(spark, folder.run(), listener(messages));
    assertThat(prompts.train(0, 1, 2)).extracting(Prompt::getPrompt).containsExactly("1", "2", "4");
    assertThat(prompts.train().total("dropped/duplicates")).isEqualTo(3);
    assertThat(messages)
        .containsExactly("3 prompts are left out, since their ids were seen before");
  }

  @Test
  void longPromptsAreNamedOrLeftOut() throws IOException {
    folder.write("p.csv", "id,prompt", "a,1", "b,22222", "c,3", "d,444444");
    assertThatThrownBy(
            () ->
                folder.shard(
                    spark, folder.withIds("p.csv", DuplicatePolicy.ERROR, 4, LengthPolicy.ERROR)))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "2 prompts are longer than 4 tokens, first %s line 3 (5), %s line 5 (6); raise"
                + " prompts.max-prompt-tokens, or set prompts.too-long: drop",
            folder.path("p.csv"), folder.path("p.csv"));
    Prompts prompts =
        folder.shard(spark, folder.withIds("p.csv", DuplicatePolicy.ERROR, 4, LengthPolicy.DROP));
    assertThat(prompts.train(0, 1)).extracting(Prompt::getPromptId).containsExactly("a", "c");
    assertThat(prompts.train().total("dropped/too_long")).isEqualTo(2);
    PromptFolder other = folder.withRun("other");
    assertThatThrownBy(
            () ->
                other.shard(
                    spark,
                    other.withIds("p.csv", DuplicatePolicy.ERROR, 0, LengthPolicy.DROP, 1.0)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("No prompts are left to train on");
  }

  @Test
  void promptsThatLeaveNoRoomForACompletionAreNamedOrLeftOut() throws IOException {
    folder.write("p.csv", "id,prompt", "a,1", "b,22222", "c,3333", "d,444444");
    String csv = folder.path("p.csv");
    var context = new ByteEncoder("bytes", 5);
    assertThatThrownBy(() -> shard(folder, LengthPolicy.ERROR, context))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "2 prompts leave no room for a completion in the policy's context of 5 tokens, first %s"
                + " line 3 (5), %s line 5 (6); shorten them, or set prompts.too-long: drop"
                + " (prompts.max-prompt-tokens sets a lower limit)",
            csv, csv);
    assertThat(folder.run().exists("prompts")).isFalse();
    assertThat(shard(folder, LengthPolicy.DROP, context).train(0, 1))
        .extracting(Prompt::getPromptId)
        .containsExactly("a", "c");
    // A policy with more room takes more of them.
    assertThat(
            shard(folder.withRun("wide"), LengthPolicy.DROP, new ByteEncoder("bytes", 6))
                .trainCount())
        .isEqualTo(3);
  }

  @Test
  void whatALaterStageNeedsIsMissedBeforeAnythingIsWritten() throws IOException {
    folder.write("p.csv", "id,prompt,mean", "a,1,0.5", "b,2,", "c,3,0.1");
    PromptSettings settings = folder.withAttributes("p.csv", "mean");
    ShardPrompts stage = ShardPrompts.of(settings, PromptFolder.BYTES);
    AttributeCheck check =
        attributes ->
            Optional.ofNullable(attributes.get("mean")).filter(mean -> !mean.isBlank()).isPresent()
                ? Optional.empty()
                : Optional.of("has no mean");
    assertThatThrownBy(() -> stage.checking(check).run(spark, folder.run(), Progress.NONE))
        .isInstanceOf(InputException.class)
        .hasMessageEndingWith("p.csv line 3 has no mean");
    assertThat(folder.run().exists("prompts")).isFalse();
    assertThat(stage.run(spark, folder.run(), Progress.NONE).trainCount()).isEqualTo(3);
  }

  private Prompts shard(PromptFolder into, LengthPolicy tooLong, ByteEncoder encoder) {
    PromptSettings settings = into.withIds("p.csv", DuplicatePolicy.ERROR, 0, tooLong);
    return ShardPrompts.of(settings, encoder).run(spark, into.run(), Progress.NONE);
  }

  @Test
  void badRowsAreNamedByFileAndLine() throws IOException {
    assertMistake("{\"prompt\":\"a\"}\n{\"prompt\":\"a", "p.jsonl line 2 is not JSON: ");
    assertMistake(
        "{\"prompt\":\"a\"}\n{\"prompt\":null}", "p.jsonl line 2 has no value in column 'prompt'");
    assertMistake("{\"prompt\":\" \"}", "p.jsonl line 1 has a blank prompt (column 'prompt')");
    assertMistake("{\"question\":\"a\"}", "p.jsonl has no column 'prompt'; it has [question]");
    assertMistake("", "p.jsonl is empty");
    folder.write("p.csv", "id,prompt", "a,1", ",2");
    assertThatThrownBy(
            () ->
                folder.shard(
                    spark, folder.withIds("p.csv", DuplicatePolicy.ERROR, 0, LengthPolicy.ERROR)))
        .hasMessageEndingWith("p.csv line 3 has no id in column 'id'");
    assertThat(folder.run().exists("prompts")).isFalse();
  }

  private void assertMistake(String text, String message) throws IOException {
    Files.writeString(folder.place().resolve("p.jsonl"), text);
    assertThatThrownBy(() -> folder.shard(spark, folder.settings("p.jsonl", 0.0, 10)))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("Cannot read prompts: ")
        .hasMessageContaining(message)
        .message()
        .doesNotContain("\n");
  }

  private static Progress listener(List<String> messages) {
    return new Progress() {
      @Override
      public void message(String line) {
        messages.add(line);
      }
    };
  }
}
