package dev.vireo.models.tokenizer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vireo.algorithms.InputException;
import dev.vireo.models.json.JsonFiles;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;

/**
 * Facts about a tokenizer that encoding and decoding do not need.
 *
 * @param vocabularySize the largest id plus one
 * @param specialTokens texts and ids of the tokens that decoding skips, in file order
 * @param beginOfSequence the token that begins a sequence
 * @param endOfSequence the token that ends a sequence
 * @param padding the token that pads a sequence
 */
record TokenizerDescription(
    int vocabularySize,
    Map<String, Integer> specialTokens,
    OptionalInt beginOfSequence,
    OptionalInt endOfSequence,
    OptionalInt padding) {

  private static final String BEGIN = "bos_token";
  private static final String END = "eos_token";
  private static final String PADDING = "pad_token";
  private static final String[] NAMED = {BEGIN, END, PADDING, "unk_token"};

  /** Names of the key in transformers 4 and 5. */
  private static final String[] FURTHER = {"additional_special_tokens", "extra_special_tokens"};

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * @throws InputException if a file is corrupt, or names a special token that is not in the
   *     vocabulary
   */
  static TokenizerDescription read(String place, SortedMap<String, byte[]> files) {
    NamedTokens named = new NamedTokens(place);
    named.read(files, TokenizerFiles.SPECIAL_TOKENS);
    named.read(files, TokenizerFiles.CONFIG);
    Vocabulary vocabulary = new Vocabulary(named.ids);
    try (JsonParser parser = JSON.createParser(files.get(TokenizerFiles.TOKENIZER))) {
      vocabulary.read(parser);
    } catch (JsonProcessingException e) {
      throw broken(place, TokenizerFiles.TOKENIZER, e.getOriginalMessage());
    } catch (IOException e) {
      throw broken(place, TokenizerFiles.TOKENIZER, e.getMessage());
    }
    if (vocabulary.largest < 0) {
      throw broken(place, TokenizerFiles.TOKENIZER, "it holds no vocabulary");
    }
    named.check();
    return new TokenizerDescription(
        vocabulary.largest + 1,
        vocabulary.special,
        named.id(BEGIN),
        named.id(END),
        named.id(PADDING));
  }

  private static InputException broken(String place, String file, String reason) {
    return new InputException("Cannot read " + file + " in " + place + ": " + reason);
  }

  /** The tokens named in the smaller files, with their ids from tokenizer.json. */
  private static final class NamedTokens {
    private final String place;
    private final Map<String, String> byRole = new LinkedHashMap<>();
    private final Map<String, Integer> ids = new LinkedHashMap<>();
    private final Map<String, Integer> expected = new LinkedHashMap<>();

    NamedTokens(String place) {
      this.place = place;
    }

    void read(SortedMap<String, byte[]> files, String name) {
      byte[] content = files.get(name);
      if (content == null) {
        return;
      }
      JsonNode root = JsonFiles.parse(name + " in " + place, content);
      for (String role : NAMED) {
        if (root.has(role)) {
          String token = content(root.get(role));
          if (token == null) {
            byRole.remove(role);
          } else {
            byRole.put(role, token);
            ids.put(token, null);
          }
        }
      }
      for (String key : FURTHER) {
        for (JsonNode token : root.path(key)) {
          if (content(token) != null) {
            ids.put(content(token), null);
          }
        }
      }
      for (Map.Entry<String, JsonNode> entry : root.path("added_tokens_decoder").properties()) {
        String token = content(entry.getValue());
        if (token != null) {
          ids.put(token, null);
          expected.put(token, parse(entry.getKey()));
        }
      }
    }

    /** The text of a token, which is given as a string or as an object with its content. */
    private static String content(JsonNode node) {
      JsonNode text = node.isObject() ? node.path("content") : node;
      return text.isTextual() && !text.textValue().isEmpty() ? text.textValue() : null;
    }

    private Integer parse(String id) {
      try {
        return Integer.valueOf(id);
      } catch (NumberFormatException e) {
        throw broken(
            place, TokenizerFiles.CONFIG, "added_tokens_decoder has the id \"" + id + "\"");
      }
    }

    OptionalInt id(String role) {
      String token = byRole.get(role);
      return token == null ? OptionalInt.empty() : OptionalInt.of(ids.get(token));
    }

    void check() {
      ids.forEach(
          (token, id) -> {
            if (id == null) {
              throw new InputException(
                  "The tokenizer in "
                      + place
                      + " names the special token "
                      + token
                      + " but its vocabulary does not hold it; use the "
                      + TokenizerFiles.TOKENIZER
                      + " that belongs to this model");
            }
            Integer wanted = expected.get(token);
            if (wanted != null && !wanted.equals(id)) {
              throw new InputException(
                  "The tokenizer in "
                      + place
                      + " gives the token "
                      + token
                      + " the id "
                      + id
                      + " in "
                      + TokenizerFiles.TOKENIZER
                      + " and "
                      + wanted
                      + " in "
                      + TokenizerFiles.CONFIG
                      + "; use the files that belong together");
            }
          });
    }
  }

  /**
   * Reads tokenizer.json as a stream, because a vocabulary can have several hundred thousand
   * entries.
   */
  private static final class Vocabulary {
    private final Map<String, Integer> wanted;
    private final Map<String, Integer> special = new LinkedHashMap<>();
    private int largest = -1;

    Vocabulary(Map<String, Integer> wanted) {
      this.wanted = wanted;
    }

    void read(JsonParser parser) throws IOException {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String key = parser.currentName();
        JsonToken value = parser.nextToken();
        if (key.equals("added_tokens") && value == JsonToken.START_ARRAY) {
          for (JsonNode token : JSON.<JsonNode>readTree(parser)) {
            add(token.path("content").asText(), token.path("id").asInt(-1));
            if (token.path("special").asBoolean()) {
              special.put(token.path("content").asText(), token.path("id").asInt());
            }
          }
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
            add(token, parser.nextIntValue(-1));
          }
        } else if (vocabulary && value == JsonToken.START_ARRAY) {
          // Unigram: [token, score] pairs; a token's id is its position.
          for (int id = 0; parser.nextToken() == JsonToken.START_ARRAY; id++) {
            add(parser.nextTextValue(), id);
            while (parser.nextToken() != JsonToken.END_ARRAY) {
              parser.skipChildren();
            }
          }
        } else {
          parser.skipChildren();
        }
      }
    }

    private void add(String token, int id) {
      largest = Math.max(largest, id);
      if (wanted.containsKey(token)) {
        wanted.put(token, id);
      }
    }
  }
}
