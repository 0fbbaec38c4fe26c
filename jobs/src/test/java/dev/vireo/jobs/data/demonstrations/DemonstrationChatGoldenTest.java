package dev.vireo.jobs.data.demonstrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.prompts.ByteEncoder;
import dev.vireo.jobs.data.prompts.ChatSettings;
import dev.vireo.jobs.data.prompts.PromptEncoder;
import dev.vireo.models.chat.ChatMessage;
import dev.vireo.models.chat.ChatTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where the assistant's last turn begins, as TRL's apply_chat_template has it; {@code
 * $(checks/interop/environment)/bin/python checks/interop/make_chat_fixtures.py} makes the file
 * anew.
 */
class DemonstrationChatGoldenTest {
  private static final Path CHATS = Path.of("../models/src/test/resources/dev/vireo/models/chat");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  @Test
  void promptAndCompletionAreThoseOfTrl() throws IOException {
    JsonNode fixture = JSON.readTree(CHATS.resolve("demonstrations.json").toFile());
    Map<String, ChatTemplate> templates = new HashMap<>();
    int rendered = 0;
    for (JsonNode given : fixture.get("cases")) {
      String name = given.get("template").textValue();
      if (!templates.containsKey(name)) {
        templates.put(name, template(name, fixture.get("tokens").get(name)));
      }
      ChatSettings settings = settings(given.path("variables"));
      PromptEncoder encoder = encoder(templates.get(name));
      List<ChatMessage> messages = messages(given);
      if (given.has("error") || given.has("parts")) {
        assertThatThrownBy(() -> DemonstrationChat.of(messages, settings, encoder))
            .as("%s", given)
            .isInstanceOf(InputException.class)
            .hasMessageContaining(
                given.has("parts") ? "does not continue from the prompt" : "refuses the messages");
        continue;
      }
      DemonstrationChat chat = DemonstrationChat.of(messages, settings, encoder);
      assertThat(chat.prompt()).as("%s", given).isEqualTo(given.get("prompt").textValue());
      assertThat(chat.completion()).as("%s", given).isEqualTo(given.get("completion").textValue());
      rendered++;
    }
    assertThat(templates).hasSize(14);
    assertThat(rendered).isGreaterThan(90);
  }

  @Test
  void aTemplateThatWritesTheBeginningDifferentlyIsSaid() throws IOException {
    Files.writeString(
        folder.resolve("chat_template.jinja"),
        "{% for m in messages %}<{{ m.role }}>{{ m.content }}{% endfor %}"
            + "{% if add_generation_prompt %}<assistant>\n<think>{% endif %}");
    Files.writeString(folder.resolve("tokenizer_config.json"), "{}");
    PromptEncoder encoder = encoder(ChatTemplate.load(folder));
    List<ChatMessage> messages =
        List.of(new ChatMessage("user", "1+1"), new ChatMessage("assistant", "\n2"));
    assertThatThrownBy(() -> DemonstrationChat.of(messages, ChatSettings.defaults(), encoder))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "the chat template does not continue from the prompt: with the assistant's turn the"
                + " text differs from character 22 on, '2' in place of '<think>'; try other"
                + " chat.variables, or write the text yourself with prompt-template and"
                + " completion-template");
  }

  private ChatTemplate template(String name, JsonNode tokens) throws IOException {
    Path directory = Files.createDirectory(folder.resolve(name));
    Files.copy(
        CHATS.resolve("templates/" + name + ".jinja"), directory.resolve("chat_template.jinja"));
    Files.writeString(directory.resolve("tokenizer_config.json"), tokens.toString());
    return ChatTemplate.load(directory);
  }

  private static ChatSettings settings(JsonNode variables) {
    Map<String, Object> values = new HashMap<>();
    variables.properties().forEach(entry -> values.put(entry.getKey(), entry.getValue().asText()));
    return new ChatSettings(true, null, "default", values, "2026-03-07");
  }

  private static List<ChatMessage> messages(JsonNode given) {
    List<ChatMessage> messages = new ArrayList<>();
    for (JsonNode message : given.get("messages")) {
      messages.add(
          new ChatMessage(message.get("role").textValue(), message.get("content").textValue()));
    }
    messages.add(new ChatMessage("assistant", given.get("answer").textValue()));
    return messages;
  }

  private static PromptEncoder encoder(ChatTemplate template) {
    return new PromptEncoder() {
      @Override
      public int[] encode(String text) {
        return ByteEncoder.tokens(text);
      }

      @Override
      public String chat(
          List<ChatMessage> messages, ChatSettings settings, boolean generationPrompt) {
        return template.render(messages, settings.options(generationPrompt));
      }
    };
  }
}
