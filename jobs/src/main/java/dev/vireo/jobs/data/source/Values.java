package dev.vireo.jobs.data.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;

/**
 * A row's values on their way to text, regardless of what they were written in: numbers keep their
 * digits, times are those of UTC, and what is not a number is nothing.
 */
final class Values {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final long NANOS = 1_000_000_000L;

  private Values() {}

  /** A value as text: of an object or array its JSON, of null or a missing one null. */
  static String text(JsonNode value) {
    if (value == null || value.isNull() || value.isMissingNode()) {
      return null;
    }
    if (value instanceof POJONode number) {
      return NumberText.of(((RawValue) number.getPojo()).rawValue().toString());
    }
    return value.isValueNode() ? value.asText() : value.toString();
  }

  /** The number that is written there; empty if it is not one. */
  static JsonNode number(String written) {
    if (written == null || written.endsWith("NaN")) {
      return NullNode.instance;
    }
    boolean digits = Character.isDigit(written.charAt(written.length() - 1));
    // JSON has no infinity.
    return digits ? NODES.rawValueNode(new RawValue(written)) : NODES.textNode(written);
  }

  static JsonNode text(String text) {
    return NODES.textNode(wellFormed(text));
  }

  /** Text in UTF-8. */
  static JsonNode utf8(byte[] bytes) throws CharacterCodingException {
    return NODES.textNode(
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
  }

  static JsonNode bool(boolean value) {
    return NODES.booleanNode(value);
  }

  static JsonNode date(long day) {
    return NODES.textNode(LocalDate.ofEpochDay(day).toString());
  }

  /**
   * A point in time since 1970.
   *
   * @param perSecond how many units a second has
   */
  static JsonNode timestamp(long units, long perSecond) {
    long nanos = Math.floorMod(units, perSecond) * (NANOS / perSecond);
    return timestamp(Math.floorDiv(units, perSecond), (int) nanos);
  }

  static JsonNode timestamp(long second, int nanos) {
    LocalDateTime time = LocalDateTime.ofEpochSecond(second, nanos, ZoneOffset.UTC);
    return NODES.textNode(time.toLocalDate() + " " + clock(time.toLocalTime()));
  }

  /** A time of day. */
  static JsonNode time(long units, long perSecond) {
    return NODES.textNode(clock(LocalTime.ofNanoOfDay(units * (NANOS / perSecond))));
  }

  private static String clock(LocalTime time) {
    String seconds = "%02d:%02d:%02d".formatted(time.getHour(), time.getMinute(), time.getSecond());
    return time.getNano() == 0
        ? seconds
        : seconds + "." + "%09d".formatted(time.getNano()).replaceFirst("0+$", "");
  }

  /** The text with a replacement character for each half of a pair that stands alone. */
  static String wellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return replaced(text);
      }
    }
    return text;
  }

  private static String replaced(String text) {
    StringBuilder whole = new StringBuilder(text.length());
    text.codePoints()
        .map(point -> point >= 0xd800 && point <= 0xdfff ? 0xfffd : point)
        .forEach(whole::appendCodePoint);
    return whole.toString();
  }
}
