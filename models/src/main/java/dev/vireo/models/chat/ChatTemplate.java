package dev.vireo.models.chat;

import dev.vireo.algorithms.InputException;
import dev.vireo.models.template.Template;
import dev.vireo.models.template.values.TemplateFault;
import dev.vireo.models.tokenizer.TokenizerFiles;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * A model's chat template. It turns messages into the text that the model was trained to continue,
 * the same text as transformers' {@code apply_chat_template(tokenize=False)}. The text includes
 * special tokens, and {@link dev.vireo.models.tokenizer.Tokenizer} adds no others.
 *
 * <p>A template is a program that comes with a model directory. It can access only the values
 * passed to it, and its steps and the sizes of texts and lists are limited. It has no state, so
 * threads may share it.
 */
public final class ChatTemplate {
  private final String place;
  private final Map<String, String> tokens;
  private final Template template;

  private ChatTemplate(String place, Map<String, String> tokens, Template template) {
    this.place = place;
    this.tokens = tokens;
    this.template = template;
  }

  /**
   * Loads the template of a model directory.
   *
   * @throws InputException if there is none, or it cannot be parsed
   */
  public static ChatTemplate load(Path directory) {
    return load(directory, TemplateSource.DEFAULT);
  }

  /**
   * Loads one of a model directory's templates.
   *
   * @param name its name in {@code tokenizer_config.json}; {@code default} if the directory has
   *     only one template
   * @throws InputException if there is no such template, or it cannot be parsed
   */
  public static ChatTemplate load(Path directory, String name) {
    return of(directory.toString(), TokenizerFiles.read(directory), name);
  }

  static ChatTemplate of(String place, SortedMap<String, byte[]> files, String name) {
    TemplateSource source = TemplateSource.read(place, files);
    String template = source.templates().get(name);
    if (template == null) {
      throw new InputException(
          source.templates().isEmpty()
              ? "The model in "
                  + place
                  + " has no chat template; set chat_template in tokenizer_config.json, or give"
                  + " prompts as plain text"
              : "The model in %s has no chat template '%s'; it has %s"
                  .formatted(place, name, source.templates().keySet()));
    }
    try {
      return new ChatTemplate(place, source.tokens(), Template.parse(template));
    } catch (TemplateFault e) {
      throw TemplateErrors.explained(place, e);
    }
  }

  /**
   * Renders a conversation as text.
   *
   * @throws InputException if the template rejects the messages, exceeds a limit, or uses an
   *     unsupported construct, which the message names
   */
  public String render(List<ChatMessage> messages, ChatOptions options) {
    if (messages.isEmpty()) {
      throw new InputException("There are no messages to render with a chat template; give one");
    }
    Map<String, Object> values = new LinkedHashMap<>(tokens);
    values.put("messages", messages.stream().map(ChatTemplate::fields).toList());
    values.put("tools", null);
    values.put("documents", null);
    values.put("add_generation_prompt", options.addGenerationPrompt());
    for (Map.Entry<String, Object> variable : options.variables().entrySet()) {
      if (values.containsKey(variable.getKey()) && !tokens.containsKey(variable.getKey())) {
        throw new InputException(
            "The chat variable %s is not free to set; leave it out".formatted(variable.getKey()));
      }
      values.put(variable.getKey(), variable.getValue());
    }
    try {
      return template.render(values, options.now());
    } catch (TemplateFault e) {
      throw TemplateErrors.explained(place, e);
    }
  }

  private static Map<String, Object> fields(ChatMessage message) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("role", message.role());
    fields.put("content", message.content());
    return fields;
  }
}
