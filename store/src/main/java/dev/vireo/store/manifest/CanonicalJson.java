package dev.vireo.store.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vireo.store.files.Sha256;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;

/**
 * A unique text for each JSON value: sorted keys, no spaces, numbers in their shortest form. Two
 * values are equal if and only if their texts are, so the text can be hashed.
 */
public final class CanonicalJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private CanonicalJson() {}

  /** The canonical text of {@code node}. */
  public static String write(JsonNode node) {
    StringBuilder text = new StringBuilder();
    append(node, text);
    return text.toString();
  }

  /** The same for people: one key or element per line. */
  public static String pretty(JsonNode node) {
    StringBuilder text = new StringBuilder();
    appendPretty(node, "\n", text);
    return text.append('\n').toString();
  }

  private static void appendPretty(JsonNode node, String newLine, StringBuilder text) {
    String inner = newLine + "  ";
    if (node.isObject() && !node.isEmpty()) {
      String separator = "{";
      for (String name : sortedNames(node)) {
        text.append(separator).append(inner);
        appendString(name, text);
        text.append(": ");
        appendPretty(node.get(name), inner, text);
        separator = ",";
      }
      text.append(newLine).append('}');
    } else if (node.isArray() && !node.isEmpty()) {
      String separator = "[";
      for (JsonNode element : node) {
        text.append(separator).append(inner);
        append(element, text);
        separator = ",";
      }
      text.append(newLine).append(']');
    } else {
      append(node, text);
    }
  }

  /**
   * Parses {@code text}.
   *
   * @throws IllegalArgumentException if it is not JSON
   */
  public static JsonNode parse(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("This is not JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** The SHA-256 hash of {@code text} in UTF-8, in hexadecimal. */
  public static String hash(String text) {
    return HexFormat.of().formatHex(Sha256.digest().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** The shortest decimal that reads back as {@code value}, the same on every Java version. */
  static String number(double value) {
    if (value == 0) {
      return Double.compare(value, 0.0) == 0 ? "0.0" : "-0.0";
    }
    // Java's own text is the shortest or, before version 19, up to two digits longer.
    BigDecimal exact = new BigDecimal(value);
    int digits = new BigDecimal(Double.toString(value)).stripTrailingZeros().precision();
    BigDecimal shortest = exact.round(new MathContext(digits));
    while (--digits > 0) {
      BigDecimal shorter = exact.round(new MathContext(digits));
      if (shorter.doubleValue() != value) {
        break;
      }
      shortest = shorter;
    }
    return text(shortest);
  }

  private static String text(BigDecimal value) {
    BigDecimal stripped = value.stripTrailingZeros();
    int exponent = stripped.precision() - stripped.scale() - 1;
    if (exponent < -7 || exponent > 15) {
      String digits = stripped.unscaledValue().abs().toString();
      String sign = stripped.signum() < 0 ? "-" : "";
      String fraction = digits.length() == 1 ? "0" : digits.substring(1);
      return sign + digits.charAt(0) + "." + fraction + "E" + exponent;
    }
    String plain = stripped.toPlainString();
    return plain.indexOf('.') < 0 ? plain + ".0" : plain;
  }

  private static void append(JsonNode node, StringBuilder text) {
    switch (node.getNodeType()) {
      case OBJECT -> appendObject(node, text);
      case ARRAY -> {
        text.append('[');
        for (int i = 0; i < node.size(); i++) {
          text.append(i == 0 ? "" : ",");
          append(node.get(i), text);
        }
        text.append(']');
      }
      case STRING -> appendString(node.textValue(), text);
      case NUMBER -> {
        if (!node.isIntegralNumber() && !Double.isFinite(node.doubleValue())) {
          appendString(Double.toString(node.doubleValue()), text);
        } else {
          text.append(node.isIntegralNumber() ? node.asText() : number(node.doubleValue()));
        }
      }
      case BOOLEAN, NULL -> text.append(node.asText());
      case MISSING, BINARY, POJO ->
          throw new IllegalArgumentException("Not a JSON value: " + node.getNodeType());
    }
  }

  private static void appendObject(JsonNode node, StringBuilder text) {
    List<String> names = sortedNames(node);
    String separator = "{";
    for (String name : names) {
      text.append(separator);
      appendString(name, text);
      text.append(':');
      append(node.get(name), text);
      separator = ",";
    }
    text.append(names.isEmpty() ? "{}" : "}");
  }

  private static List<String> sortedNames(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    Collections.sort(names);
    return names;
  }

  private static void appendString(String value, StringBuilder text) {
    text.append('"').append(JsonStringEncoder.getInstance().quoteAsString(value)).append('"');
  }
}
