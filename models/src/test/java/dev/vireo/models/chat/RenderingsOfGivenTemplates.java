package dev.vireo.models.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.vireo.algorithms.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * What Vireo renders of templates that a peer renders too: no test by itself, so its name keeps it
 * out of every run that does not ask for it. {@code checks/interop/chat_templates.py} does, with
 * {@code -Dvireo.templates} naming a folder. It holds {@code cases.json}, each case with its
 * template, tokens, messages, whether it ends in a prompt, and perhaps a date; {@code results.json}
 * comes back, a text or what is said of a refusal for each.
 */
final class RenderingsOfGivenTemplates {
  private static final String FOLDER = "vireo.templates";
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void rendersThem() throws IOException {
    assertThat(System.getProperty(FOLDER)).as("-D" + FOLDER).isNotNull();
    Path folder = Path.of(System.getProperty(FOLDER));
    ArrayNode results = JSON.createArrayNode();
    for (JsonNode given : JSON.readTree(folder.resolve("cases.json").toFile())) {
      try {
        ChatOptions options =
            new ChatOptions(
                given.get("prompt").booleanValue(),
                ChatTemplateGoldenTest.variables(given.path("variables")),
                Optional.ofNullable(given.get("now"))
                    .map(now -> LocalDateTime.parse(now.asText())));
        String text =
            ChatTemplateGoldenTest.template(given.get("template").asText(), given.get("tokens"))
                .render(ChatTemplateGoldenTest.messages(given.get("messages")), options);
        results.addObject().put("text", text);
      } catch (InputException e) {
        results.addObject().put("refused", e.getMessage());
      }
    }
    Files.write(folder.resolve("results.json"), JSON.writeValueAsBytes(results));
  }
}
