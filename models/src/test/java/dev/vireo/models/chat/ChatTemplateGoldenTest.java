package dev.vireo.models.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vireo.algorithms.InputException;
import dev.vireo.models.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Against what transformers renders; {@code checks/interop/make_chat_fixtures.py} makes the files.
 * {@code refused.txt} lists the snippets that transformers renders and Vireo refuses: by hand, as
 * their number should only fall.
 */
class ChatTemplateGoldenTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void conversationsAreRenderedAsInTransformers() throws IOException {
    JsonNode fixture = fixture("renderings.json");
    Map<String, ChatTemplate> templates = new HashMap<>();
    int rendered = 0;
    for (JsonNode given : fixture.get("cases")) {
      String name = given.get("template").textValue();
      ChatTemplate template =
          templates.computeIfAbsent(
              name,
              key -> template(text("templates/" + key + ".jinja"), fixture.get("tokens").get(key)));
      List<ChatMessage> messages =
          messages(fixture.get("conversations").get(given.get("conversation").intValue()));
      ChatOptions options =
          new ChatOptions(
              given.get("prompt").booleanValue(), variables(given.path("variables")), now(fixture));
      if (given.has("error")) {
        assertThatThrownBy(() -> template.render(messages, options))
            .as("%s of %s: %s", name, messages, given.get("error"))
            .isInstanceOf(InputException.class);
      } else {
        assertThat(template.render(messages, options))
            .as("%s of %s, %s", name, messages, options)
            .isEqualTo(given.get("expected").textValue());
        rendered++;
      }
    }
    assertThat(templates).hasSize(14);
    assertThat(rendered).isGreaterThan(1000);
  }

  @Test
  void aConstructIsRenderedAsInTransformersOrRefused() throws IOException {
    JsonNode fixture = fixture("snippets.json");
    List<ChatMessage> messages = messages(fixture.get("messages"));
    ChatOptions options = new ChatOptions(true, variables(fixture.get("variables")), now(fixture));
    List<String> refused = new ArrayList<>();
    List<String> differing = new ArrayList<>();
    for (JsonNode given : fixture.get("cases")) {
      String source = given.get("template").textValue();
      String expected = given.has("error") ? "error" : given.get("expected").textValue();
      String found;
      try {
        found =
            template(source, JSON.createObjectNode().put("eos_token", "</s>"))
                .render(messages, options);
      } catch (InputException e) {
        if (!given.has("error")) {
          refused.add(JSON.writeValueAsString(source));
        }
        continue;
      }
      if (!found.equals(expected)) {
        differing.add("%s%n  expected %s%n  found    %s".formatted(source, given, found));
      }
    }
    assertThat(differing).isEmpty();
    assertThat(refused).containsExactlyElementsOf(text("refused.txt").lines().toList());
  }

  @Test
  void theTemplatesTokensAreTheOnlySpecialOnes() throws URISyntaxException {
    Path directory = Path.of(Tokenizer.class.getResource("llama3").toURI());
    JsonNode tokens = JSON.createObjectNode().put("bos_token", "<|begin_of_text|>");
    String text =
        template(text("templates/headers.jinja"), tokens)
            .render(List.of(new ChatMessage("user", "Hi")), ChatOptions.defaults());
    try (Tokenizer tokenizer = Tokenizer.load(directory)) {
      int begin = tokenizer.specialToken("<|begin_of_text|>").orElseThrow();
      int[] ids = tokenizer.encode(text);
      assertThat(ids).startsWith(begin);
      assertThat(Arrays.stream(ids).filter(id -> id == begin).count()).isEqualTo(1);
      assertThat(tokenizer.decode(ids, false)).isEqualTo(text);
    }
  }

  static ChatTemplate template(String source, JsonNode tokens) {
    SortedMap<String, byte[]> files = new TreeMap<>();
    files.put("tokenizer_config.json", tokens.toString().getBytes(StandardCharsets.UTF_8));
    files.put("chat_template.jinja", source.getBytes(StandardCharsets.UTF_8));
    return ChatTemplate.of("the model", files, TemplateSource.DEFAULT);
  }

  static List<ChatMessage> messages(JsonNode conversation) {
    List<ChatMessage> messages = new ArrayList<>();
    for (JsonNode message : conversation) {
      messages.add(
          new ChatMessage(message.get("role").textValue(), message.get("content").textValue()));
    }
    return messages;
  }

  static Map<String, Object> variables(JsonNode node) {
    Map<String, Object> variables = new HashMap<>();
    node.properties()
        .forEach(
            entry ->
                variables.put(entry.getKey(), JSON.convertValue(entry.getValue(), Object.class)));
    return variables;
  }

  private static Optional<LocalDateTime> now(JsonNode fixture) {
    return Optional.of(LocalDateTime.parse(fixture.get("now").textValue()));
  }

  private static JsonNode fixture(String name) throws IOException {
    return JSON.readTree(text(name));
  }

  private static String text(String name) {
    try (InputStream in = ChatTemplateGoldenTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
