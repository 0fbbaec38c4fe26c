package dev.vireo.pipelines.config;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.settings.SettingFormat;
import dev.vireo.jobs.runtime.settings.SettingsMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One key of a configuration.
 *
 * @param path its dotted path; what a list holds is under {@code []}
 * @param type what it holds
 * @param otherwise the value if nothing is written; missing if there is none
 * @param text the sentence that describes it
 * @param keys what is below it: of a section, or of each element of a list of sections
 */
public record Setting(
    String path, JavaType type, JsonNode otherwise, String text, List<Setting> keys) {

  public Setting {
    keys = List.copyOf(keys);
  }

  /** The keys of a settings record, in the order of its components. */
  public static List<Setting> of(Class<? extends Record> type) {
    return of(type, RecordShape.of(type).defaults(), "");
  }

  /** The same, of a record that stands below a path. */
  public static List<Setting> of(Class<? extends Record> type, String above) {
    return of(type, RecordShape.of(type).defaults(), above);
  }

  private static List<Setting> of(Class<?> type, JsonNode defaults, String above) {
    Map<String, String> texts = ComponentTexts.of(type);
    List<Setting> settings = new ArrayList<>();
    RecordShape.of(type)
        .keys()
        .forEach(
            (key, holds) -> {
              String path = Overlay.join(above, key);
              JsonNode otherwise = defaults.path(key);
              settings.add(
                  new Setting(
                      path,
                      holds,
                      otherwise,
                      texts.getOrDefault(key, ""),
                      below(path, holds, otherwise)));
            });
    return settings;
  }

  private static List<Setting> below(String path, JavaType type, JsonNode otherwise) {
    Class<?> raw = type.getRawClass();
    if (SettingsMapper.format(raw).isPresent()) {
      return List.of();
    }
    if (raw.isRecord()) {
      return of(raw, otherwise.isObject() ? otherwise : RecordShape.of(raw).defaults(), path);
    }
    JavaType element = type.isContainerType() ? type.getContentType() : type;
    return element.getRawClass().isRecord()
        ? of(element.getRawClass(), RecordShape.of(element.getRawClass()).defaults(), path + "[]")
        : List.of();
  }

  /** The last part of the path. */
  public String key() {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  /** Whether it is a record: keys with values of their own. */
  public boolean isSection() {
    return type.isRecordType() && format().isEmpty();
  }

  /** How its values are spelled, if not by a record's keys. */
  Optional<SettingFormat<?>> format() {
    return SettingsMapper.format(type.getRawClass());
  }

  /** This key and all below, those of sections in place of the sections. */
  public List<Setting> leaves() {
    List<Setting> leaves = new ArrayList<>();
    if (!isSection() || otherwise.isNull()) {
      leaves.add(this);
    }
    keys.forEach(each -> leaves.addAll(each.leaves()));
    return leaves;
  }

  /** What it may hold, in words. */
  public String kind() {
    return Scalars.kind(type);
  }

  /** Whether there is such a key. */
  public static boolean isKnown(List<Setting> settings, String path) {
    Map<String, Setting> known = new LinkedHashMap<>();
    index(settings, known);
    return known.containsKey(path);
  }

  /**
   * The settings at or below a path.
   *
   * @throws InputException if there is no such key
   */
  public static Setting find(List<Setting> settings, String path) {
    Map<String, Setting> known = new LinkedHashMap<>();
    index(settings, known);
    Setting found = known.get(path);
    if (found == null) {
      throw new InputException(
          "There is no setting '%s'%s"
              .formatted(
                  path,
                  Suggestion.of(path, known.keySet())
                      .map(each -> "; did you mean '" + each + "'?")
                      .orElse(": 'vireo settings' lists them all")));
    }
    return found;
  }

  private static void index(List<Setting> settings, Map<String, Setting> known) {
    for (Setting setting : settings) {
      known.put(setting.path(), setting);
      index(setting.keys(), known);
    }
  }

  /** Its default as YAML in one line; empty if there is none. */
  public String written() {
    return otherwise instanceof MissingNode ? "" : YamlText.of(otherwise);
  }
}
