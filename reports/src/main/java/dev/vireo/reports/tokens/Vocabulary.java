package dev.vireo.reports.tokens;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The bytes of each token of a {@code tokenizer.json}. Two spellings are in use: byte-level
 * vocabularies write a character for each byte, those of SentencePiece's kind write text with
 * U+2581 for a space, and {@code <0x0A>} for a byte.
 */
final class Vocabulary {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern BYTE = Pattern.compile("<0x([0-9A-F]{2})>");
  private static final int BYTES = 256;

  /** Far beyond any vocabulary: a damaged file does not take all memory. */
  private static final int MOST = 10_000_000;

  private final Map<Integer, String> spelled = new LinkedHashMap<>();
  private final Map<Integer, String> added = new LinkedHashMap<>();
  private String decoder = "";

  private Vocabulary() {}

  /**
   * The bytes of each token by its id, none for ids that stand for nothing; empty if there are
   * none.
   */
  static Optional<List<byte[]>> read(byte[] json) {
    Vocabulary vocabulary = new Vocabulary();
    try (JsonParser parser = JSON.createParser(json)) {
      vocabulary.read(parser);
    } catch (IOException e) {
      // Tokens are shown as numbers then.
      return Optional.empty();
    }
    return vocabulary.bytes();
  }

  private void read(JsonParser parser) throws IOException {
    parser.nextToken();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      JsonToken value = parser.nextToken();
      if (key.equals("added_tokens") && value == JsonToken.START_ARRAY) {
        for (JsonNode token : JSON.<JsonNode>readTree(parser)) {
          added.put(token.path("id").asInt(-1), token.path("content").asText());
        }
      } else if (key.equals("decoder") && value == JsonToken.START_OBJECT) {
        decoder = JSON.<JsonNode>readTree(parser).toString();
      } else if (key.equals("model") && value == JsonToken.START_OBJECT) {
        readModel(parser);
      } else {
        parser.skipChildren();
      }
    }
  }

  private void readModel(JsonParser parser) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean vocabulary = parser.currentName().equals("vocab");
      JsonToken value = parser.nextToken();
      if (vocabulary && value == JsonToken.START_OBJECT) {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String token = parser.currentName();
          spelled.put(parser.nextIntValue(-1), token);
        }
      } else if (vocabulary && value == JsonToken.START_ARRAY) {
        // Pairs of token and score; the place is the id.
        for (int id = 0; parser.nextToken() == JsonToken.START_ARRAY; id++) {
          spelled.put(id, parser.nextTextValue());
          while (parser.nextToken() != JsonToken.END_ARRAY) {
            parser.skipChildren();
          }
        }
      } else {
        parser.skipChildren();
      }
    }
  }

  private Optional<List<byte[]>> bytes() {
    Set<Integer> ids = new HashSet<>(spelled.keySet());
    ids.addAll(added.keySet());
    int size = ids.stream().mapToInt(id -> id + 1).max().orElse(0);
    if (size == 0 || size > MOST) {
      return Optional.empty();
    }
    int[] byteOf = decoder.contains("\"ByteLevel\"") ? byteAlphabet() : new int[0];
    List<byte[]> bytes = new ArrayList<>(size);
    for (int id = 0; id < size; id++) {
      if (added.containsKey(id)) {
        bytes.add(added.get(id).getBytes(StandardCharsets.UTF_8));
      } else {
        String token = spelled.get(id);
        bytes.add(
            token == null
                ? new byte[0]
                : byteOf.length > 0 ? byteLevel(token, byteOf) : pieces(token));
      }
    }
    return Optional.of(bytes);
  }

  /** The byte that each character stands for; -1 for characters that stand for none. */
  private static int[] byteAlphabet() {
    int[] byteOf = new int[2 * BYTES];
    Arrays.fill(byteOf, -1);
    int next = BYTES;
    for (int value = 0; value < BYTES; value++) {
      boolean printable = (value > ' ' && value <= '~') || (value > 0xa0 && value != 0xad);
      byteOf[printable ? value : next++] = value;
    }
    return byteOf;
  }

  private static byte[] byteLevel(String token, int[] byteOf) {
    byte[] bytes = new byte[token.length()];
    for (int i = 0; i < bytes.length; i++) {
      char character = token.charAt(i);
      int value = character < byteOf.length ? byteOf[character] : -1;
      if (value < 0) {
        return token.getBytes(StandardCharsets.UTF_8);
      }
      bytes[i] = (byte) value;
    }
    return bytes;
  }

  private static byte[] pieces(String token) {
    Matcher matcher = BYTE.matcher(token);
    return matcher.matches()
        ? new byte[] {(byte) Integer.parseInt(matcher.group(1), 16)}
        : token.replace('\u2581', ' ').getBytes(StandardCharsets.UTF_8);
  }
}
