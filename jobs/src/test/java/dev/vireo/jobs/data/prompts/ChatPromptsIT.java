package dev.vireo.jobs.data.prompts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.demonstrations.DemonstrationSettings;
import dev.vireo.jobs.data.demonstrations.DemonstrationTexts;
import dev.vireo.jobs.data.demonstrations.ShardDemonstrations;
import dev.vireo.jobs.data.source.DuplicatePolicy;
import dev.vireo.jobs.data.source.LengthPolicy;
import dev.vireo.jobs.data.source.SourceFormat;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.testing.TestSpark;
import dev.vireo.models.chat.ChatMessage;
import dev.vireo.models.chat.ChatTemplate;
import dev.vireo.schemas.Demonstration;
import dev.vireo.schemas.Prompt;
import dev.vireo.store.run.RunDirectory;
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

// Over 300 lines: all cases share one Spark session and one template.
/** Messages, and plain prompts put as messages, through a chat template. */
class ChatPromptsIT {
  private static final String TEMPLATE =
      "{% for m in messages %}<{{ m.role }}>{{ m.content }}{% endfor %}"
          + "{% if add_generation_prompt %}<assistant>{% endif %}{{ note }}";
  private static final String[] ROWS = {
    "{\"messages\":[{\"role\":\"user\",\"content\":\"1+1\"}],\"a\":\"2\"}",
    "{\"messages\":[{\"role\":\"system\",\"content\":\"S\"},{\"role\":\"user\",\"content\":\"é"
        + " \\\"2\\\"\\n"
        + "\"}],\"a\":\"3\"}",
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
  void messagesInTheColumnOfPromptsAreMessages() throws IOException {
    String row = "{\"prompt\":[{\"role\":\"user\",\"content\":\"1+1\"}],\"a\":\"2\"}";
    Files.writeString(
        folder.resolve("p.jsonl"), row + "\n{\"prompt\":\"[1] plain\",\"a\":\"3\"}\n");
    assertThat(shard("p.jsonl", null, null, ChatSettings.defaults()))
        .extracting(Prompt::getPrompt)
        .containsExactly("<user>1+1<assistant>", "[1] plain");
    ChatSettings wrap = new ChatSettings(true, "S", "default", Map.of(), null);
    assertThat(shard("p.jsonl", "{prompt}", null, wrap))
        .extracting(Prompt::getPrompt)
        .containsExactly("<system>S<user>1+1<assistant>", "<system>S<user>[1] plain<assistant>");
    assertThatThrownBy(() -> shard("p.jsonl", "Q: {prompt}", null, ChatSettings.defaults()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "p.jsonl line 1 has messages (column 'prompt') where text is expected; set"
                + " messages-column: prompt, or name a field, {prompt.0.content}");
    Files.writeString(folder.resolve("p.jsonl"), row);
    assertThat(shard("p.jsonl", "Q: {prompt.0.content}", null, ChatSettings.defaults()))
        .extracting(Prompt::getPrompt)
        .containsExactly("Q: 1+1");
  }

  @Test
  void promptAndCompletionOfMessagesAreOneConversation() throws IOException {
    Files.writeString(
        folder.resolve("d.jsonl"),
        "{\"prompt\":[{\"role\":\"user\",\"content\":\"1+1\"}],"
            + "\"completion\":[{\"role\":\"assistant\",\"content\":\"2\"}]}\n");
    Demonstration made = demonstrations("d.jsonl", null, ChatSettings.defaults()).get(0);
    assertThat(made.getPromptTokenIds()).isEqualTo(PromptFolder.tokens("<user>1+1<assistant>"));
    assertThat(made.getCompletionTokenIds()).isEqualTo(PromptFolder.tokens("2"));
    assertThatThrownBy(
            () ->
                DemonstrationTexts.of(
                        spark,
                        demonstrationSettings("d.jsonl", null, ChatSettings.defaults(), null, null))
                    .words())
        .isInstanceOf(InputException.class)
        .hasMessageContaining("a model with a new tokenizer has no chat template");
  }

  @Test
  void theSettingsOfAChatBelongToTheFingerprint() throws IOException {
    Files.write(folder.resolve("p.jsonl"), List.of(ROWS));
    ChatSettings plain = ChatSettings.defaults();
    RunDirectory run = RunDirectory.at(folder.resolve("run"));
    ShardPrompts stage = stage("p.jsonl", null, "messages", plain);
    Prompts made = stage.run(spark, run, Progress.NONE);
    assertThat(stage.run(spark, run, Progress.NONE).train().manifest().provenance())
        .isEqualTo(made.train().manifest().provenance());
    ChatSettings other = new ChatSettings(false, null, "default", Map.of("note", "?"), null);
    assertThatThrownBy(
            () -> stage("p.jsonl", null, "messages", other).run(spark, run, Progress.NONE))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("chat");
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
        .hasMessageContaining("p.jsonl line 1 cannot be rendered as a chat: The chat template of ")
        .hasMessageContaining(" refuses the messages: No.");
  }

  @Test
  void ofAConversationTheLastTurnIsLearnt() throws IOException {
    Files.writeString(
        folder.resolve("d.jsonl"),
        "{\"m\":[{\"role\":\"user\",\"content\":\"1+1\"},{\"role\":\"assistant\",\"content\":\"2\"},{\"role\":\"user\",\"content\":\"é\"},{\"role\":\"assistant\",\"content\":\"E.\"}]}\n");
    Demonstration made =
        demonstrations("d.jsonl", "m", new ChatSettings(false, "S", "default", Map.of(), null))
            .get(0);
    assertThat(made.getPromptTokenIds())
        .isEqualTo(PromptFolder.tokens("<system>S<user>1+1<assistant>2<user>é<assistant>"));
    // Nothing but the template's own text: no end-of-sequence token behind it.
    assertThat(made.getCompletionTokenIds()).isEqualTo(PromptFolder.tokens("E."));

    Files.writeString(folder.resolve("p.jsonl"), "{\"prompt\":\"1+1\",\"completion\":\"2\"}\n");
    Demonstration wrapped =
        demonstrations("p.jsonl", null, new ChatSettings(true, null, "default", Map.of(), null))
            .get(0);
    assertThat(wrapped.getPromptTokenIds()).isEqualTo(PromptFolder.tokens("<user>1+1<assistant>"));
    assertThat(wrapped.getCompletionTokenIds()).isEqualTo(PromptFolder.tokens("2"));
  }

  @Test
  void whatCannotBeLearntIsSaidWithItsPlace() throws IOException {
    Files.writeString(folder.resolve("d.jsonl"), ROWS[0]);
    assertThatThrownBy(() -> demonstrations("d.jsonl", "messages", ChatSettings.defaults()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "d.jsonl line 1 has messages (column 'messages') that do not end with the assistant's");
    Files.writeString(folder.resolve("p.jsonl"), "{\"prompt\":\"1+1\",\"completion\":\"2\"}\n");
    ChatSettings noted = new ChatSettings(true, null, "default", Map.of("note", "!"), null);
    assertThatThrownBy(() -> demonstrations("p.jsonl", null, noted))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "p.jsonl line 1 cannot be rendered as a chat: the chat template does not continue from"
                + " the prompt");
    assertThatThrownBy(() -> demonstrationSettings("p", null, ChatSettings.defaults(), "{q}", "S"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("demonstrations: the settings under chat have no effect");
    assertThatThrownBy(() -> demonstrationSettings("p", "m", ChatSettings.defaults(), "{q}", null))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("demonstrations: messages-column provides the whole text");
    DemonstrationSettings chat =
        demonstrationSettings("p.jsonl", "m", ChatSettings.defaults(), null, null);
    assertThatThrownBy(() -> DemonstrationTexts.of(spark, chat))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("a model with a new tokenizer has no chat template");
  }

  private List<Demonstration> demonstrations(String path, String messages, ChatSettings chat)
      throws IOException {
    DemonstrationSettings settings = demonstrationSettings(path, messages, chat, null, null);
    RunDirectory run = RunDirectory.at(Files.createTempDirectory(folder, "run"));
    return ShardDemonstrations.of(settings, new Opener(folder.toString()), 256)
        .run(spark, run, Progress.NONE)
        .readAll();
  }

  private DemonstrationSettings demonstrationSettings(
      String path, String messages, ChatSettings chat, String template, String system) {
    ChatSettings used =
        system == null ? chat : new ChatSettings(false, system, "default", Map.of(), null);
    return new DemonstrationSettings(
        folder.resolve(path).toString(),
        SourceFormat.AUTO,
        null,
        null,
        "prompt",
        template,
        "completion",
        null,
        messages,
        used,
        null,
        0.0,
        DuplicatePolicy.ERROR,
        0,
        LengthPolicy.ERROR,
        10);
  }

  @Test
  void settingsThatContradictEachOtherAreRefused() {
    assertThatThrownBy(() -> stage("p", "{q}", "messages", ChatSettings.defaults()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("messages-column provides the whole text");
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
        public String chat(
            List<ChatMessage> messages, ChatSettings settings, boolean generationPrompt) {
          return ChatTemplate.load(Path.of(folder), settings.template())
              .render(messages, settings.options(generationPrompt));
        }
      };
    }
  }
}
