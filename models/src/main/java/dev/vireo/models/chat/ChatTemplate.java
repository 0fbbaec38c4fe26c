package dev.vireo.models.chat;

import dev.vireo.algorithms.InputException;
import dev.vireo.models.template.Template;
import dev.vireo.models.template.values.TemplateFault;
import dev.vireo.models.tokenizer.TokenizerFiles;
import java.nio.file.Path;
import java.util.ArrayList;
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
  /** What an assistant says, with what some templates take out of earlier messages. */
  private static final String SAID = "<think>\n2\n</think>\n\n3";

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

  /**
   * The text between a message of the assistant's and its next one: the end of the former, other
   * messages, and the beginning of the latter. It is found in a conversation of its own, so it
   * holds after any.
   *
   * @param messages what the assistant's next message answers
   * @param options what the template is told; the generation prompt is always added
   * @throws InputException if the template rejects the messages, or writes the assistant's message
   *     otherwise once others follow, so that tokens which were sampled would not be kept
   */
  public String between(List<ChatMessage> messages, ChatOptions options) {
    List<ChatMessage> conversation =
        new ArrayList<>(List.of(new ChatMessage("user", "1"), new ChatMessage("assistant", SAID)));
    String alone = render(conversation, new ChatOptions(false, options.variables(), options.now()));
    conversation.addAll(messages);
    String whole = render(conversation, new ChatOptions(true, options.variables(), options.now()));
    int end = alone.lastIndexOf(SAID) + SAID.length();
    if (end < SAID.length() || !whole.startsWith(alone.substring(0, end))) {
      throw new InputException(
          "The chat template of %s rewrites a message of the assistant's once one of role %s follows, so what was sampled would not be kept; use another template, or another role"
              .formatted(place, messages.get(0).role()));
    }
    return whole.substring(end);
  }

  /**
   * What a conversation that the assistant is to answer ends with.
   *
   * @throws InputException if the template rejects a user's message
   */
  public String generationPrompt(ChatOptions options) {
    List<ChatMessage> asked = List.of(new ChatMessage("user", "1"));
    String closed = render(asked, new ChatOptions(false, options.variables(), options.now()));
    String open = render(asked, new ChatOptions(true, options.variables(), options.now()));
    return open.startsWith(closed) ? open.substring(closed.length()) : "";
  }

  private static Map<String, Object> fields(ChatMessage message) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("role", message.role());
    fields.put("content", message.content());
    return fields;
  }
}
