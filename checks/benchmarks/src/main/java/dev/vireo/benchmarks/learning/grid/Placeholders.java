package dev.vireo.benchmarks.learning.grid;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.jobs.runtime.settings.SettingsMapper;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Settings of the catalogue as Vireo takes them, for one seed.
 *
 * @param folders where everything lies
 * @param seed in place of <code>{seed}</code>
 * @param range in place of <code>{range}</code>
 * @param needs names of the prepared runs that were asked for, so far
 */
record Placeholders(Folders folders, long seed, List<Double> range, Set<String> needs) {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final Pattern WITHIN_TEXT = Pattern.compile("\\{data}|\\{run:([^{}]*)}");

  static Placeholders of(Folders folders, long seed, List<Double> range) {
    return new Placeholders(folders, seed, range, new LinkedHashSet<>());
  }

  /** Each as {@code key=value}, the value in JSON, which is YAML too. */
  List<String> fill(Map<String, Object> settings) {
    List<String> filled = new ArrayList<>();
    settings.forEach(
        (key, value) ->
            filled.add(key + "=" + fill(SettingsMapper.mapper().<JsonNode>valueToTree(value))));
    return filled;
  }

  private JsonNode fill(JsonNode value) {
    if (value.isObject()) {
      ObjectNode filled = NODES.objectNode();
      value.properties().forEach(entry -> filled.set(entry.getKey(), fill(entry.getValue())));
      return filled;
    }
    if (value.isArray()) {
      ArrayNode filled = NODES.arrayNode();
      value.forEach(each -> filled.add(fill(each)));
      return filled;
    }
    return value.isTextual() ? fill(value.textValue()) : value;
  }

  private JsonNode fill(String text) {
    return switch (text) {
      case "{seed}" -> NODES.numberNode(seed);
      case "{range}" -> SettingsMapper.mapper().valueToTree(range);
      default -> NODES.textNode(filled(text));
    };
  }

  private String filled(String text) {
    return WITHIN_TEXT
        .matcher(text)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    found.group(1) == null ? folders.data().toString() : run(found.group(1))));
  }

  private String run(String name) {
    needs.add(name);
    return folders.prepared(name, seed).toString();
  }
}
