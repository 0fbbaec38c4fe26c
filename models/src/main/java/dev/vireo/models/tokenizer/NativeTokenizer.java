package dev.vireo.models.tokenizer;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.vireo.algorithms.InputException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.stream.IntStream;

/**
 * A tokenizer for any tokenizer.json, based on Hugging Face's own library. Encoding and decoding do
 * not change its state, so threads may share it.
 */
final class NativeTokenizer implements Tokenizer {
  /** By default the wrapper truncates to 512 tokens, pads, and adds special tokens. */
  private static final Map<String, String> PLAIN =
      Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false");

  /** A letter that most vocabularies have and that merges with nothing before it. */
  private static final String LETTER = "a";

  /** Characters that rarely merge with the text after them, the least likely to merge first. */
  private static final List<String> GUARDS = List.of("\n", "\u0001", ".");

  static {
    // Otherwise the wrapper reports usage and, on a machine with a GPU, downloads another library.
    setIfAbsent("OPT_OUT_TRACKING");
    setIfAbsent("ai.djl.offline");
  }

  private final String place;
  private final SortedMap<String, byte[]> files;
  private final TokenizerDescription description;
  private final HuggingFaceTokenizer library;
  private final SequenceFrame frame;
  private final boolean marksBeginnings;

  private NativeTokenizer(
      String place,
      SortedMap<String, byte[]> files,
      TokenizerDescription description,
      HuggingFaceTokenizer library) {
    this.place = place;
    this.files = files;
    this.description = description;
    this.library = library;
    this.frame = readFrame(library);
    int[] letter = encode(LETTER);
    int[] twice = IntStream.concat(IntStream.of(letter), IntStream.of(letter)).toArray();
    this.marksBeginnings = !decode(twice, false).equals(LETTER + LETTER);
  }

  static NativeTokenizer open(
      String place, SortedMap<String, byte[]> files, TokenizerDescription description) {
    byte[] json = files.get(TokenizerFiles.TOKENIZER);
    HuggingFaceTokenizer library;
    try {
      library = HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), PLAIN);
    } catch (IOException | RuntimeException e) {
      throw new InputException(
          "Cannot read "
              + TokenizerFiles.TOKENIZER
              + " in "
              + place
              + ": the tokenizers library refuses it ("
              + e.getMessage()
              + ")",
          e);
    }
    return new NativeTokenizer(place, files, description, library);
  }

  @Override
  public int[] encode(String text) {
    long[] ids = library.encode(Text.withoutLoneSurrogates(text)).getIds();
    int[] tokens = new int[ids.length];
    for (int i = 0; i < ids.length; i++) {
      tokens[i] = Math.toIntExact(ids[i]);
    }
    return tokens;
  }

  /** The special tokens that the library adds before and after a text. */
  private static SequenceFrame readFrame(HuggingFaceTokenizer library) {
    Encoding encoding = library.encode(LETTER, true, false);
    long[] added = encoding.getSpecialTokenMask();
    int[] ids = Arrays.stream(encoding.getIds()).mapToInt(Math::toIntExact).toArray();
    int from = 0;
    while (from < ids.length && added[from] == 1) {
      from++;
    }
    int to = ids.length;
    while (to > from && added[to - 1] == 1) {
      to--;
    }
    return new SequenceFrame(
        Arrays.copyOfRange(ids, 0, from), Arrays.copyOfRange(ids, to, ids.length));
  }

  @Override
  public SequenceFrame frame() {
    return frame;
  }

  @Override
  public boolean marksBeginnings() {
    return marksBeginnings;
  }

  @Override
  public int[] encodeContinuation(String text) {
    if (!marksBeginnings) {
      return encode(text);
    }
    for (String guard : GUARDS) {
      int[] before = encode(guard);
      int[] whole = encode(guard + text);
      int length = before.length;
      if (whole.length >= length && Arrays.equals(whole, 0, length, before, 0, length)) {
        return Arrays.copyOfRange(whole, length, whole.length);
      }
    }
    return encode(text);
  }

  @Override
  public String decode(int[] tokenIds, boolean skipSpecialTokens) {
    for (int id : tokenIds) {
      if (id < 0) {
        throw new IllegalArgumentException("Token id " + id + " is negative");
      }
    }
    return library.decode(Arrays.stream(tokenIds).asLongStream().toArray(), skipSpecialTokens);
  }

  @Override
  public int vocabularySize() {
    return description.vocabularySize();
  }

  @Override
  public int endOfSequence() {
    return description
        .endOfSequence()
        .orElseThrow(
            () ->
                new InputException(
                    "The tokenizer in "
                        + place
                        + " names no end-of-sequence token; set eos_token in "
                        + TokenizerFiles.CONFIG));
  }

  @Override
  public OptionalInt namedBeginning() {
    return description.beginOfSequence();
  }

  @Override
  public OptionalInt namedPadding() {
    return description.padding();
  }

  @Override
  public OptionalInt namedEnd() {
    return description.endOfSequence();
  }

  @Override
  public OptionalInt specialToken(String content) {
    Integer id = description.specialTokens().get(content);
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }

  @Override
  public SortedMap<String, byte[]> files() {
    return Collections.unmodifiableSortedMap(files);
  }

  @Override
  public void close() {
    library.close();
  }

  private static void setIfAbsent(String property) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, "true");
    }
  }
}
