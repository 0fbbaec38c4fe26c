package dev.vireo.models.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.models.json.JsonFiles;
import dev.vireo.models.tokenizer.TokenizerFiles;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The chat templates of a model directory, and the special tokens that they can use.
 *
 * @param templates sources by name; a directory with one template calls it {@code default}
 * @param tokens texts of the special tokens by name, such as {@code bos_token}; null ones are
 *     omitted
 */
record TemplateSource(SortedMap<String, String> templates, Map<String, String> tokens) {
  static final String DEFAULT = "default";

  private static final String CONFIG = "tokenizer_config.json";
  private static final String SPECIAL_TOKENS = "special_tokens_map.json";
  private static final String TEMPLATE = "chat_template.jinja";
  private static final List<String> TOKENS =
      List.of(
          "bos_token",
          "eos_token",
          "unk_token",
          "sep_token",
          "pad_token",
          "cls_token",
          "mask_token");

  TemplateSource {
    templates = Collections.unmodifiableSortedMap(new TreeMap<>(templates));
    tokens = Collections.unmodifiableMap(new LinkedHashMap<>(tokens));
  }

  /**
   * Reads templates and special tokens from tokenizer files. {@code chat_template.jinja} is the
   * default template; those in {@code additional_chat_templates} are named after their files. As in
   * transformers, templates in {@code tokenizer_config.json} are ignored if any of these files
   * exists.
   *
   * @param place where the files come from, for messages
   */
  static TemplateSource read(String place, SortedMap<String, byte[]> files) {
    Map<String, String> tokens = new LinkedHashMap<>();
    SortedMap<String, String> templates = new TreeMap<>();
    for (String name : List.of(SPECIAL_TOKENS, CONFIG)) {
      byte[] content = files.get(name);
      if (content != null) {
        JsonNode root = JsonFiles.parse(name + " in " + place, content);
        readTokens(root, tokens);
        if (name.equals(CONFIG)) {
          readTemplates(place, root.path("chat_template"), templates);
        }
      }
    }
    SortedMap<String, String> own = new TreeMap<>();
    files.forEach(
        (file, content) ->
            templateName(file)
                .ifPresent(name -> own.put(name, new String(content, StandardCharsets.UTF_8))));
    return new TemplateSource(own.isEmpty() ? templates : own, tokens);
  }

  private static Optional<String> templateName(String file) {
    return file.equals(TEMPLATE) ? Optional.of(DEFAULT) : TokenizerFiles.additionalTemplate(file);
  }

  private static void readTokens(JsonNode root, Map<String, String> tokens) {
    for (String name : TOKENS) {
      if (root.has(name)) {
        JsonNode value =
            root.get(name).isObject() ? root.get(name).path("content") : root.get(name);
        if (value.isTextual()) {
          tokens.put(name, value.textValue());
        } else {
          tokens.remove(name);
        }
      }
    }
  }

  private static void readTemplates(
      String place, JsonNode node, SortedMap<String, String> templates) {
    if (node.isTextual()) {
      templates.put(DEFAULT, node.textValue());
      return;
    }
    if (node.isMissingNode() || node.isNull()) {
      return;
    }
    for (JsonNode entry : node) {
      JsonNode name = entry.path("name");
      JsonNode template = entry.path("template");
      if (!node.isArray() || !name.isTextual() || !template.isTextual()) {
        throw new InputException(
            "Cannot read "
                + CONFIG
                + " in "
                + place
                + ": chat_template is neither a text nor a list of {name, template}");
      }
      templates.put(name.textValue(), template.textValue());
    }
  }
}
