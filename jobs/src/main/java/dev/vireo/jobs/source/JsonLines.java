package dev.vireo.jobs.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.util.LineReader;

/** Reads JSON lines: one object a line, lines with nothing on them skipped. */
final class JsonLines {
  /** A line that is no JSON object. */
  static final class JsonException extends Exception {
    JsonException(String message) {
      super(message);
    }
  }

  // Numbers are taken as they are written: 2.50 is not 2.5.
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private final LineReader lines;
  private final Text text = new Text();
  private long line;

  JsonLines(InputStream in) {
    this.lines = new LineReader(in);
  }

  /** The line of the last object, from 1. */
  long line() {
    return line;
  }

  /** The next object, or null at the end. */
  ObjectNode next() throws IOException, JsonException {
    while (lines.readLine(text) > 0) {
      line++;
      int start = line == 1 ? byteOrderMark() : 0;
      if (!isBlank(start)) {
        return parse(start);
      }
    }
    return null;
  }

  private ObjectNode parse(int start) throws IOException, JsonException {
    JsonNode node;
    try {
      node = JSON.readTree(text.getBytes(), start, text.getLength() - start);
    } catch (JsonProcessingException e) {
      String reason = e.getOriginalMessage().lines().findFirst().orElse("");
      throw new JsonException("is not JSON: " + shortened(reason) + column(e));
    }
    if (node instanceof ObjectNode object) {
      return object;
    }
    if (node.isArray()) {
      throw new JsonException(
          "holds a JSON array; write one object a line, without brackets or commas around them");
    }
    throw new JsonException("holds no JSON object");
  }

  /** A column's value as text: of an object or array its JSON, of null or a missing one null. */
  static String value(ObjectNode object, String column) {
    JsonNode value = object.get(column);
    if (value == null || value.isNull()) {
      return null;
    }
    if (value.isBigDecimal()) {
      return value.decimalValue().toPlainString();
    }
    return value.isValueNode() ? value.asText() : value.toString();
  }

  static List<String> columns(ObjectNode object) {
    List<String> names = new ArrayList<>();
    Iterator<String> fields = object.fieldNames();
    fields.forEachRemaining(names::add);
    return names;
  }

  private static String column(JsonProcessingException e) {
    return e.getLocation() == null ? "" : " at column " + e.getLocation().getColumnNr();
  }

  private static String shortened(String reason) {
    return reason.length() <= 160 ? reason : reason.substring(0, 157) + "...";
  }

  private int byteOrderMark() {
    byte[] bytes = text.getBytes();
    boolean marked =
        text.getLength() >= 3
            && (bytes[0] & 0xff) == 0xef
            && (bytes[1] & 0xff) == 0xbb
            && (bytes[2] & 0xff) == 0xbf;
    return marked ? 3 : 0;
  }

  private boolean isBlank(int start) {
    for (int i = start; i < text.getLength(); i++) {
      if (text.getBytes()[i] > ' ' || text.getBytes()[i] < 0) {
        return false;
      }
    }
    return true;
  }
}
