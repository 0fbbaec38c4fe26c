package dev.vireo.models.template.values;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Python's {@code json.dumps}.
 *
 * @param ascii whether non-ASCII characters are escaped
 * @param sorted whether dicts are sorted by key
 * @param indent the indentation per level; empty to write a single line
 */
public record Json(
    boolean ascii, boolean sorted, Optional<String> indent, String comma, String colon) {

  public void write(Value value, TextBuilder out) {
    write(value, out, 0);
  }

  private void write(Value value, TextBuilder out, int depth) {
    if (value instanceof Text text) {
      out.append(quoted(text.string()));
    } else if (value == None.NONE) {
      out.append("null");
    } else if (value instanceof Bool bool) {
      out.append(bool.truth() ? "true" : "false");
    } else if (value instanceof Real real && !Double.isFinite(real.value())) {
      out.append(Double.isNaN(real.value()) ? "NaN" : real.value() > 0 ? "Infinity" : "-Infinity");
    } else if (value instanceof Numeric) {
      value.repr(out);
    } else if (value instanceof Series series) {
      writeAll("[", "]", series.values(), Optional.empty(), out, depth);
    } else if (value instanceof Dict dict) {
      writeDict(dict, out, depth);
    } else {
      throw TemplateFault.wrong("Object of type " + value.type() + " is not JSON serializable");
    }
  }

  private void writeDict(Dict dict, TextBuilder out, int depth) {
    List<Map.Entry<String, Value>> entries = new ArrayList<>(dict.entries().entrySet());
    if (sorted) {
      entries.sort(Map.Entry.comparingByKey(Comparison::order));
    }
    writeAll(
        "{",
        "}",
        entries.stream().map(Map.Entry::getValue).toList(),
        Optional.of(entries.stream().map(Map.Entry::getKey).toList()),
        out,
        depth);
  }

  private void writeAll(
      String open,
      String close,
      List<Value> values,
      Optional<List<String>> keys,
      TextBuilder out,
      int depth) {
    out.append(open);
    out.meter().enter("values");
    for (int i = 0; i < values.size(); i++) {
      out.append(i == 0 ? "" : comma);
      line(out, depth + 1);
      if (keys.isPresent()) {
        out.append(quoted(keys.get().get(i))).append(colon);
      }
      write(values.get(i), out, depth + 1);
    }
    out.meter().leave();
    if (!values.isEmpty()) {
      line(out, depth);
    }
    out.append(close);
  }

  private void line(TextBuilder out, int depth) {
    indent.ifPresent(
        step -> {
          out.append("\n");
          for (int i = 0; i < depth; i++) {
            out.append(step);
          }
        });
  }

  private String quoted(String string) {
    StringBuilder quoted = new StringBuilder(string.length() + 2).append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      switch (c) {
        case '\b' -> quoted.append("\\b");
        case '\t' -> quoted.append("\\t");
        case '\n' -> quoted.append("\\n");
        case '\f' -> quoted.append("\\f");
        case '\r' -> quoted.append("\\r");
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        default -> {
          if (c < ' ' || (ascii && c > '~')) {
            quoted.append("\\u").append(Text.hex(c, 4));
          } else {
            quoted.append(c);
          }
        }
      }
    }
    return quoted.append('"').toString();
  }
}
