package dev.vireo.jobs.data.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.util.LineReader;

/**
 * Reads JSON lines: one object per line, lines with nothing on them skipped. Numbers keep the
 * digits they are written in; {@code NaN}, which Python writes, is nothing.
 */
final class JsonLines {
  /** A line that is not a JSON object. */
  static final class JsonException extends Exception {
    JsonException(String message) {
      super(message);
    }
  }

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final LineReader lines;
  private final Set<String> wanted;
  private final Text text = new Text();
  private long line;

  /** All columns of each line. */
  JsonLines(InputStream in) {
    this(in, null);
  }

  /**
   * @param wanted the columns that are wanted; of others there is no more than the name
   */
  JsonLines(InputStream in, Set<String> wanted) {
    this.lines = new LineReader(in);
    this.wanted = wanted;
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
    try (JsonParser parser = JSON.createParser(text.getBytes(), start, text.getLength() - start)) {
      JsonToken first = parser.nextToken();
      if (first == JsonToken.START_ARRAY) {
        throw new JsonException(
            "holds a JSON array; write one object per line, without brackets or commas around"
                + " them");
      }
      if (first != JsonToken.START_OBJECT) {
        throw new JsonException("does not hold a JSON object");
      }
      ObjectNode object = object(parser, wanted);
      if (parser.nextToken() != null) {
        throw new JsonException(
            "holds more than one JSON object, from column %d; write one per line"
                .formatted(parser.currentTokenLocation().getColumnNr()));
      }
      return object;
    } catch (JsonProcessingException e) {
      throw new JsonException(problem(e));
    }
  }

  private static ObjectNode object(JsonParser parser, Set<String> wanted) throws IOException {
    ObjectNode object = NODES.objectNode();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = Values.wellFormed(parser.currentName());
      parser.nextToken();
      if (wanted == null || wanted.contains(name)) {
        object.set(name, value(parser));
      } else {
        parser.skipChildren();
        object.set(name, NullNode.instance);
      }
    }
    return object;
  }

  private static JsonNode value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser, null);
      case START_ARRAY -> {
        ArrayNode array = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          array.add(value(parser));
        }
        yield array;
      }
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Values.number(parser.getText());
      case VALUE_TRUE, VALUE_FALSE -> Values.bool(parser.currentToken() == JsonToken.VALUE_TRUE);
      case VALUE_NULL -> NullNode.instance;
      default -> Values.text(parser.getText());
    };
  }

  private static String problem(JsonProcessingException e) {
    String message = e.getOriginalMessage();
    if (message.startsWith("Invalid UTF-8")) {
      return TextRows.NOT_UTF8;
    }
    if (message.startsWith("Unexpected end-of-input")) {
      return "is not JSON: the line ends inside the object; write each object on one line";
    }
    String column = e.getLocation() == null ? "" : " at column " + e.getLocation().getColumnNr();
    return "is not JSON: " + JsonMistake.reason(e) + column;
  }

  private int byteOrderMark() throws JsonException {
    byte[] bytes = text.getBytes();
    if (text.getLength() >= 2 && isUtf16(bytes[0], bytes[1])) {
      throw new JsonException(TextRows.NOT_UTF8);
    }
    boolean marked =
        text.getLength() >= 3
            && (bytes[0] & 0xff) == 0xef
            && (bytes[1] & 0xff) == 0xbb
            && (bytes[2] & 0xff) == 0xbf;
    return marked ? 3 : 0;
  }

  private static boolean isUtf16(byte first, byte second) {
    return (first == (byte) 0xff && second == (byte) 0xfe)
        || (first == (byte) 0xfe && second == (byte) 0xff);
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
