package dev.vireo.models.tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;

/**
 * A tokenizer with one token per UTF-8 byte, whose id is the byte's value, followed by special
 * tokens. A text that contains no special token survives encoding and decoding unchanged. {@link
 * #files} writes the same tokenizer for Hugging Face's libraries.
 */
public final class ByteTokenizer implements Tokenizer {
  /** The special token of {@link #create()}. */
  public static final String END_OF_TEXT = "<|endoftext|>";

  private static final int BYTES = 256;

  private final List<String> specialTokens;
  private final String endOfSequence;

  private ByteTokenizer(List<String> specialTokens, String endOfSequence) {
    this.specialTokens = SpecialTokens.check(specialTokens, endOfSequence);
    this.endOfSequence = endOfSequence;
  }

  /** A tokenizer with 257 tokens: 256 bytes and {@link #END_OF_TEXT}. */
  public static ByteTokenizer create() {
    return create(List.of(END_OF_TEXT), END_OF_TEXT);
  }

  /**
   * A tokenizer with 256 bytes and special tokens, whose ids start at 256.
   *
   * @param endOfSequence one of the special tokens
   * @throws dev.vireo.algorithms.InputException if a special token is shorter than two characters
   *     or not printable ASCII
   */
  public static ByteTokenizer create(List<String> specialTokens, String endOfSequence) {
    return new ByteTokenizer(specialTokens, endOfSequence);
  }

  /** The byte tokenizer that writes exactly these files, if there is one. */
  static Optional<ByteTokenizer> recognise(
      TokenizerDescription description, SortedMap<String, byte[]> files) {
    List<String> special = List.copyOf(description.specialTokens().keySet());
    OptionalInt end = description.endOfSequence();
    if (description.vocabularySize() != BYTES + special.size()
        || end.isEmpty()
        || end.getAsInt() < BYTES) {
      return Optional.empty();
    }
    for (Map.Entry<String, Integer> token : description.specialTokens().entrySet()) {
      if (token.getValue() != BYTES + special.indexOf(token.getKey())) {
        return Optional.empty();
      }
    }
    String endOfSequence = special.get(end.getAsInt() - BYTES);
    SortedMap<String, byte[]> own = write(special, endOfSequence);
    if (!own.keySet().equals(files.keySet())
        || !own.keySet().stream().allMatch(name -> Arrays.equals(own.get(name), files.get(name)))) {
      return Optional.empty();
    }
    return Optional.of(new ByteTokenizer(special, endOfSequence));
  }

  @Override
  public int[] encode(String text) {
    int[] tokens = new int[text.length() * 3];
    int count = 0;
    int plainFrom = 0;
    for (int i = 0; i < text.length(); i++) {
      int special = specialAt(text, i);
      if (special >= 0) {
        count = encodeBytes(text.substring(plainFrom, i), tokens, count);
        tokens[count++] = BYTES + special;
        plainFrom = i + specialTokens.get(special).length();
        i = plainFrom - 1;
      }
    }
    count = encodeBytes(text.substring(plainFrom), tokens, count);
    return Arrays.copyOf(tokens, count);
  }

  private static int encodeBytes(String text, int[] tokens, int offset) {
    int count = offset;
    for (byte value : Text.utf8(text)) {
      tokens[count++] = value & 0xff;
    }
    return count;
  }

  /** Index of the longest special token that starts at a position, or -1. */
  private int specialAt(String text, int position) {
    int longest = -1;
    for (int i = 0; i < specialTokens.size(); i++) {
      if (text.startsWith(specialTokens.get(i), position)
          && (longest < 0 || specialTokens.get(i).length() > specialTokens.get(longest).length())) {
        longest = i;
      }
    }
    return longest;
  }

  @Override
  public String decode(int[] tokenIds, boolean skipSpecialTokens) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(tokenIds.length);
    for (int id : tokenIds) {
      if (id < 0) {
        throw new IllegalArgumentException("Token id " + id + " is negative");
      }
      if (id < BYTES) {
        bytes.write(id);
      } else if (!skipSpecialTokens && id < vocabularySize()) {
        bytes.writeBytes(specialTokens.get(id - BYTES).getBytes(StandardCharsets.US_ASCII));
      }
    }
    return Text.decodeUtf8(bytes.toByteArray());
  }

  @Override
  public int vocabularySize() {
    return BYTES + specialTokens.size();
  }

  @Override
  public int endOfSequence() {
    return BYTES + specialTokens.indexOf(endOfSequence);
  }

  @Override
  public OptionalInt namedPadding() {
    return namedEnd();
  }

  @Override
  public OptionalInt namedEnd() {
    return OptionalInt.of(endOfSequence());
  }

  @Override
  public OptionalInt specialToken(String content) {
    int index = specialTokens.indexOf(content);
    return index < 0 ? OptionalInt.empty() : OptionalInt.of(BYTES + index);
  }

  @Override
  public SortedMap<String, byte[]> files() {
    return write(specialTokens, endOfSequence);
  }

  private static SortedMap<String, byte[]> write(List<String> specialTokens, String endOfSequence) {
    List<byte[]> tokens = new ArrayList<>(BYTES);
    for (int value = 0; value < BYTES; value++) {
      tokens.add(new byte[] {(byte) value});
    }
    return new ByteLevelFiles(tokens, List.of(), null, specialTokens, endOfSequence).files();
  }

  @Override
  public void close() {}
}
