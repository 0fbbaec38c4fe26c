package dev.vireo.pipelines.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import dev.vireo.jobs.runtime.settings.SettingsMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the Javadoc of a settings record says of its components. The build keeps Javadoc as
 * resources next to the classes, so each sentence is only in the source.
 */
final class ComponentTexts {

  private static final Pattern PARAM =
      Pattern.compile("@param\\s+(\\w+)\\s+(.*?)(?=\\n\\s*@\\w|\\z)", Pattern.DOTALL);
  private static final Pattern TAG = Pattern.compile("</?\\w+>");

  private ComponentTexts() {}

  /** From a component's kebab-case name to its text, code in backquotes; empty if none is. */
  static Map<String, String> of(Class<?> type) {
    Map<String, String> texts = new LinkedHashMap<>();
    Matcher param = PARAM.matcher(javadoc(type));
    while (param.find()) {
      texts.put(
          PropertyNamingStrategies.KebabCaseStrategy.INSTANCE.translate(param.group(1)),
          plain(param.group(2)));
    }
    return texts;
  }

  private static String javadoc(Class<?> type) {
    try (InputStream in =
        type.getResourceAsStream("/" + type.getName().replace('.', '/') + "__Javadoc.json")) {
      JsonNode javadoc = in == null ? null : SettingsMapper.mapper().readTree(in);
      return javadoc == null ? "" : javadoc.path("doc").asText();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the Javadoc of " + type.getName(), e);
    }
  }

  /** A text of Javadoc in one line, its code in backquotes. */
  static String plain(String javadoc) {
    String text = javadoc.replaceAll("\\s+", " ").strip();
    text = text.replace("<code>", "`").replaceAll(" ?</code>", "`");
    StringBuilder plain = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      if (!text.startsWith("{@", at)) {
        plain.append(text.charAt(at++));
        continue;
      }
      int end = closing(text, at);
      String[] tag = text.substring(at + 2, end).split(" ", 2);
      String content = tag.length == 1 ? "" : tag[1].strip();
      plain.append(
          switch (tag[0]) {
            case "link", "linkplain" -> content.replaceAll(".*[ #]", "");
            case "code" -> "`" + content + "`";
            default -> content;
          });
      at = end + 1;
    }
    return TAG.matcher(plain).replaceAll("");
  }

  /** Where the brace that opens at a place is closed. */
  private static int closing(String text, int open) {
    int depth = 0;
    for (int i = open; i < text.length(); i++) {
      depth += text.charAt(i) == '{' ? 1 : text.charAt(i) == '}' ? -1 : 0;
      if (depth == 0) {
        return i;
      }
    }
    return text.length() - 1;
  }
}
