package dev.vireo.jobs.data.demonstrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.prompts.ByteEncoder;
import dev.vireo.jobs.data.prompts.ChatSettings;
import dev.vireo.jobs.data.prompts.PromptFolder;
import dev.vireo.jobs.data.prompts.Prompts;
import dev.vireo.jobs.data.source.DuplicatePolicy;
import dev.vireo.jobs.data.source.LengthPolicy;
import dev.vireo.jobs.data.source.SourceFormat;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.testing.TestSpark;
import dev.vireo.schemas.Demonstration;
import dev.vireo.schemas.Prompt;
import dev.vireo.store.run.DatasetHandle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Demonstrations beside prompts from the same source. */
class ShardDemonstrationsIT {
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
  void demonstrationsLeaveOutWhatIsHeldOut() throws IOException {
    folder.write("p.jsonl", PromptFolder.lines(0, 40));
    Prompts prompts = folder.shard(spark, folder.settings("p.jsonl", 0.25, 8));
    assertThat(prompts.evalCount()).isPositive();
    DemonstrationSettings settings =
        new DemonstrationSettings(
            folder.path("p.jsonl"),
            SourceFormat.AUTO,
            null,
            null,
            "prompt",
            null,
            null,
            " {answer}!",
            null,
            ChatSettings.defaults(),
            null,
            0.25,
            DuplicatePolicy.ERROR,
            30,
            LengthPolicy.ERROR,
            8);
    DatasetHandle<Demonstration> demonstrations =
        ShardDemonstrations.of(settings, PromptFolder.BYTES, 256)
            .run(spark, folder.run(), Progress.NONE);
    List<Prompt> train = prompts.train().readAll();
    List<Demonstration> rows = demonstrations.readAll();
    assertThat(rows).hasSameSizeAs(train);
    for (int i = 0; i < rows.size(); i++) {
      assertThat(rows.get(i).getDemonstrationId()).isEqualTo(train.get(i).getPromptId());
      assertThat(rows.get(i).getPromptTokenIds()).isEqualTo(train.get(i).getTokenIds());
      List<Integer> completion =
          PromptFolder.tokens(" " + Integer.parseInt(train.get(i).getPromptId()) + "!");
      completion.add(256);
      assertThat(rows.get(i).getCompletionTokenIds()).isEqualTo(completion);
    }
    assertThat(
            ShardDemonstrations.of(settings, PromptFolder.BYTES, 256)
                .run(spark, folder.run(), Progress.NONE)
                .manifest()
                .provenance())
        .isEqualTo(demonstrations.manifest().provenance());
    assertThatThrownBy(
            () ->
                ShardDemonstrations.of(settings, PromptFolder.BYTES, 7)
                    .run(spark, folder.run(), Progress.NONE))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("tokenizer");
  }

  @Test
  void demonstrationsLongerThanTheContextAreRefused() throws IOException {
    folder.write("p.jsonl", PromptFolder.lines(0, 3));
    DemonstrationSettings settings =
        new DemonstrationSettings(
            folder.path("p.jsonl"),
            SourceFormat.AUTO,
            null,
            null,
            "prompt",
            null,
            "answer",
            null,
            null,
            ChatSettings.defaults(),
            null,
            0,
            DuplicatePolicy.ERROR,
            0,
            LengthPolicy.ERROR,
            8);
    // "prompt 0", an answer of one digit and the end of the sequence make ten tokens.
    ShardDemonstrations.of(settings, new ByteEncoder("bytes", 10), 256)
        .run(spark, folder.run(), Progress.NONE);
    assertThatThrownBy(
            () ->
                ShardDemonstrations.of(settings, new ByteEncoder("other", 9), 256)
                    .run(spark, folder.run().child("short"), Progress.NONE))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(
            "3 demonstrations are longer than the policy's context of 9 tokens, first ")
        .hasMessageEndingWith(
            "; shorten them, or set sft.N.demonstrations.too-long: drop (max-tokens there sets a"
                + " lower limit)");
  }
}
