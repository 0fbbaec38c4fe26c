package dev.vireo.jobs.prompts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.progress.Progress;
import dev.vireo.jobs.source.DuplicatePolicy;
import dev.vireo.jobs.source.LengthPolicy;
import dev.vireo.jobs.source.SourceFormat;
import dev.vireo.jobs.store.RunDirectory;
import dev.vireo.jobs.testing.TestSpark;
import dev.vireo.models.chat.ChatMessage;
import dev.vireo.models.chat.ChatTemplate;
import dev.vireo.schemas.Prompt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages, and plain prompts put as messages, through a chat template. */
class ChatPromptsIT {
  private static final String TEMPLATE =
      "{% for m in messages %}<{{ m.role }}>{{ m.content }}{% endfor %}"
          + "{% if add_generation_prompt %}<assistant>{% endif %}{{ note }}";
  private static final String[] ROWS = {
    "{\"messages\":[{\"role\":\"user\",\"content\":\"1+1\"}],\"a\":\"2\"}",
    "{\"messages\":[{\"role\":\"system\",\"content\":\"S\"},{\"role\":\"user\",\"content\":\"é \\\"2\\\"\\n\"}],\"a\":\"3\"}",
  };

  private static SparkSession spark;

  // Shared, and removed once Spark has stopped: tasks that are cancelled go on for a moment.
  @TempDir static Path folders;

  private Path folder;

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
    folder = Files.createTempDirectory(folders, "run");
    Files.writeString(folder.resolve("chat_template.jinja"), TEMPLATE);
  }

  @Test
  void messagesOfJsonLinesAndOfParquetBecomeTheSamePrompts() throws IOException {
    Files.write(folder.resolve("p.jsonl"), List.of(ROWS));
    spark
        .read()
        .json(folder.resolve("p.jsonl").toString())
        .coalesce(1)
        .write()
        .parquet(folder.resolve("p.parquet").toString());
    ChatSettings chat = new ChatSettings(false, "Be brief.", "default", Map.of("note", "!"), null);
    List<Prompt> prompts = shard("p.jsonl", null, "messages", chat);
    assertThat(prompts)
        .extracting(Prompt::getPrompt)
        .containsExactly(
            "<system>Be brief.<user>1+1<assistant>!", "<system>S<user>é \"2\"\n<assistant>!");
    assertThat(prompts).extracting(Prompt::getAnswer).containsExactly("2", "3");
    assertThat(prompts.get(0).getTokenIds()).hasSize(38);
    assertThat(shard("p.parquet", null, "messages", chat)).isEqualTo(prompts);
  }

  @Test
  void aPlainPromptIsWrappedAsOneUserMessage() throws IOException {
    Files.writeString(folder.resolve("p.jsonl"), "{\"q\":\"1+1\",\"a\":\"2\"}\n");
    ChatSettings chat = new ChatSettings(true, "S", "default", Map.of(), null);
    assertThat(shard("p.jsonl", "What is {q}?", null, chat))
        .extracting(Prompt::getPrompt)
        .containsExactly("<system>S<user>What is 1+1?<assistant>");
  }

  @Test
  void theSettingsOfAChatBelongToTheFingerprint() throws IOException {
    Files.write(folder.resolve("p.jsonl"), List.of(ROWS));
    ChatSettings plain = ChatSettings.defaults();
    RunDirectory run = RunDirectory.at(folder.resolve("run"));
    stage("p.jsonl", null, "messages", plain).run(spark, run, Progress.NONE);
    assertThat(stage("p.jsonl", null, "messages", plain).reasonsToRun(spark, run)).isEmpty();
    ChatSettings other = new ChatSettings(false, null, "default", Map.of("note", "?"), null);
    assertThat(stage("p.jsonl", null, "messages", other).reasonsToRun(spark, run)).hasSize(1);
  }

  @Test
  void whatIsWrongWithARowIsSaidWithItsPlace() throws IOException {
    Files.writeString(folder.resolve("p.jsonl"), ROWS[0] + "\n{\"messages\":\"Hi\",\"a\":\"\"}\n");
    assertThatThrownBy(() -> shard("p.jsonl", null, "messages", ChatSettings.defaults()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("p.jsonl line 2 has messages (column 'messages') that are not JSON");
    Files.writeString(folder.resolve("chat_template.jinja"), "{{ raise_exception('No.') }}");
    Files.writeString(folder.resolve("p.jsonl"), ROWS[0]);
    assertThatThrownBy(() -> shard("p.jsonl", null, "messages", ChatSettings.defaults()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("p.jsonl line 1 cannot be put as a chat: The chat template of ")
        .hasMessageContaining(" refuses the messages: No.");
  }

  @Test
  void settingsThatContradictEachOtherAreRefused() {
    assertThatThrownBy(() -> stage("p", "{q}", "messages", ChatSettings.defaults()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("messages-column stands for the whole prompt");
    assertThatThrownBy(
            () -> stage("p", "{q}", null, new ChatSettings(false, "S", "default", Map.of(), null)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("chat have no effect");
  }

  private List<Prompt> shard(String path, String template, String messages, ChatSettings chat)
      throws IOException {
    RunDirectory run = RunDirectory.at(Files.createTempDirectory(folder, "run"));
    return stage(path, template, messages, chat).run(spark, run, Progress.NONE).train().readAll();
  }

  private ShardPrompts stage(String path, String template, String messages, ChatSettings chat) {
    PromptSettings settings =
        new PromptSettings(
            folder.resolve(path).toString(),
            SourceFormat.AUTO,
            null,
            "prompt",
            template,
            messages,
            chat,
            "a",
            List.of(),
            null,
            0.0,
            DuplicatePolicy.ERROR,
            0,
            LengthPolicy.ERROR,
            10);
    return ShardPrompts.of(settings, new Opener(folder.toString()));
  }

  /** Bytes as tokens, and the template of a folder. */
  private record Opener(String folder) implements PromptEncoder.Opener {
    private static final long serialVersionUID = 1L;

    @Override
    public String identity() {
      return "bytes";
    }

    @Override
    public PromptEncoder open() {
      return new PromptEncoder() {
        @Override
        public int[] encode(String text) {
          return ByteEncoder.tokens(text);
        }

        @Override
        public String chat(List<ChatMessage> messages, ChatSettings settings) {
          return ChatTemplate.load(Path.of(folder), settings.template())
              .render(messages, settings.options());
        }
      };
    }
  }
}
