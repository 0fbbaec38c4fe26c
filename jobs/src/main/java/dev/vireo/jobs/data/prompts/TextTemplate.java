package dev.vireo.jobs.data.prompts;

import dev.vireo.algorithms.InputException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Text with places for columns: {@code Question: {question}\nAnswer:}. Doubled braces stand for
 * themselves.
 *
 * @param parts the text around the columns, one more than there are columns
 * @param columns the columns, in order of their places
 */
public record TextTemplate(List<String> parts, List<String> columns) implements Serializable {
  public TextTemplate {
    parts = List.copyOf(parts);
    columns = List.copyOf(columns);
  }

  /** The text of one column. */
  public static TextTemplate column(String name) {
    return new TextTemplate(List.of("", ""), List.of(name));
  }

  /** Whether it is one column, and nothing else. */
  boolean isColumn() {
    return columns.size() == 1 && parts.stream().allMatch(String::isEmpty);
  }

  /**
   * Reads a template.
   *
   * @param what what it is called in the settings
   * @throws InputException if a brace opens or closes nothing, or there is no column
   */
  public static TextTemplate parse(String what, String template) {
    TextTemplate parsed = text(what, template);
    if (parsed.columns().isEmpty()) {
      throw new InputException(
          "%s '%s' names no column, so all of its texts would be the same"
              .formatted(what, template));
    }
    return parsed;
  }

  /**
   * Reads a template that may be the same text for all.
   *
   * @param what what it is called in the settings
   * @throws InputException if a brace opens or closes nothing
   */
  public static TextTemplate text(String what, String template) {
    List<String> parts = new ArrayList<>();
    List<String> columns = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    for (int i = 0; i < template.length(); i++) {
      char character = template.charAt(i);
      boolean doubled = i + 1 < template.length() && template.charAt(i + 1) == character;
      if ((character == '{' || character == '}') && doubled) {
        part.append(character);
        i++;
      } else if (character == '{') {
        int end = template.indexOf('}', i);
        if (end <= i + 1) {
          throw new InputException(
              "%s '%s': the brace at character %d opens no column name; write {column}, or {{ for a brace"
                  .formatted(what, template, i + 1));
        }
        parts.add(part.toString());
        part.setLength(0);
        columns.add(template.substring(i + 1, end).strip());
        i = end;
      } else if (character == '}') {
        throw new InputException(
            "%s '%s': the brace at character %d closes nothing; write }} for a brace"
                .formatted(what, template, i + 1));
      } else {
        part.append(character);
      }
    }
    parts.add(part.toString());
    return new TextTemplate(parts, columns);
  }

  /** The text with values in the places of the columns, in their order. */
  public String fill(String[] values) {
    StringBuilder text = new StringBuilder(parts.get(0));
    for (int i = 0; i < columns.size(); i++) {
      text.append(values[i]).append(parts.get(i + 1));
    }
    return text.toString();
  }
}
