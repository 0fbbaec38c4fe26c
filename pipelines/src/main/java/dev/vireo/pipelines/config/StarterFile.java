package dev.vireo.pipelines.config;

import java.util.List;
import java.util.Map;

/**
 * A configuration to begin with: every key with its sentence and its default. A {@code #} without a
 * space after it is before a key, and goes when the key is to be changed.
 */
public final class StarterFile {

  private static final int WIDTH = 100;

  private final Map<String, String> given;
  private final StringBuilder text = new StringBuilder();
  private boolean afterSection;

  /**
   * @param given values in YAML by dotted path, in place of defaults
   */
  public StarterFile(Map<String, String> given) {
    this.given = given;
  }

  /** The keys one below the other. */
  public String of(List<Setting> settings) {
    settings.forEach(setting -> add(setting, ""));
    return text.toString();
  }

  private void add(Setting setting, String indent) {
    if (setting.isSection() && !setting.keys().isEmpty()) {
      section(setting, indent);
      return;
    }
    separate(indent, false);
    describe(setting.text(), indent);
    String value = given.get(setting.path());
    text.append(indent).append(value == null ? "#" : "").append(setting.key()).append(": ");
    text.append(value == null ? setting.written() : value).append('\n');
  }

  private void section(Setting setting, String indent) {
    separate(indent, true);
    describe(setting.text(), indent);
    boolean within = given.keySet().stream().anyMatch(key -> key.startsWith(setting.path() + "."));
    // One that is null unless it is written begins with its first key.
    boolean absent = setting.otherwise().isNull() && !within;
    text.append(indent).append(absent ? "#" : "").append(setting.key()).append(":\n");
    setting.keys().forEach(each -> add(each, indent + "  "));
  }

  /** An empty line around each of the outermost sections. */
  private void separate(String indent, boolean section) {
    if (indent.isEmpty() && (section || afterSection)) {
      text.append('\n');
    }
    if (indent.isEmpty()) {
      afterSection = section;
    }
  }

  private void describe(String sentence, String indent) {
    StringBuilder line = new StringBuilder();
    for (String word : sentence.split(" ", -1)) {
      if (line.length() + word.length() + indent.length() > WIDTH && !line.isEmpty()) {
        text.append(indent).append('#').append(line).append('\n');
        line.setLength(0);
      }
      line.append(' ').append(word);
    }
    text.append(indent).append('#').append(line).append('\n');
  }
}
