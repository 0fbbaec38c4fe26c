package dev.vireo.jobs.prompts;

import dev.vireo.algorithms.InputException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text with columns' names in braces: {@code Question: {question}}. Two braces stand for one. */
final class TextTemplate implements Serializable {

  private static final long serialVersionUID = 1L;
  private static final Pattern PIECE = Pattern.compile("\\{\\{|}}|\\{([^{}]*)}|[{}]");

  /** Literal text at even places, columns' names at odd ones. */
  private final ArrayList<String> pieces = new ArrayList<>();

  /**
   * Reads a template.
   *
   * @param key what the template is for, for messages
   */
  TextTemplate(String key, String template) {
    StringBuilder text = new StringBuilder();
    Matcher matcher = PIECE.matcher(template);
    int end = 0;
    while (matcher.find()) {
      text.append(template, end, matcher.start());
      end = matcher.end();
      switch (matcher.group()) {
        case "{{" -> text.append('{');
        case "}}" -> text.append('}');
        case "{", "}", "{}" ->
            throw new InputException(
                key
                    + " has a brace without a column: '"
                    + template
                    + "'; double it to mean itself");
        default -> {
          pieces.add(text.toString());
          pieces.add(matcher.group(1));
          text.setLength(0);
        }
      }
    }
    pieces.add(text.append(template.substring(end)).toString());
    if (pieces.size() == 1) {
      throw new InputException(
          key + " is '" + template + "', the same for every row: name a column, as in {prompt}");
    }
  }

  /** The columns it needs, each once. */
  List<String> columns() {
    List<String> columns = new ArrayList<>();
    for (int i = 1; i < pieces.size(); i += 2) {
      if (!columns.contains(pieces.get(i))) {
        columns.add(pieces.get(i));
      }
    }
    return columns;
  }

  /** The text for one row; null where a column is. */
  String fill(UnaryOperator<String> value) {
    StringBuilder text = new StringBuilder(pieces.get(0));
    for (int i = 1; i < pieces.size(); i += 2) {
      String filling = value.apply(pieces.get(i));
      if (filling == null) {
        return null;
      }
      text.append(filling).append(pieces.get(i + 1));
    }
    return text.toString();
  }
}
