package dev.vireo.reports.tokens;

import dev.vireo.store.run.RunDirectory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What to show of a token. A vocabulary says what a token is spelled like, and that is enough for
 * people to read along; whatever it does not say is shown as a number.
 */
public final class TokenTexts {

  private static final String FILE = "tokenizer.json";

  private static final byte[] UNKNOWN = {};

  private final List<byte[]> tokens;

  private TokenTexts(List<byte[]> tokens) {
    this.tokens = tokens;
  }

  /** Of no vocabulary: every token is a number. */
  public static TokenTexts none() {
    return new TokenTexts(List.of());
  }

  /** Of the latest checkpoint of a run that has a vocabulary; none if none has one. */
  public static TokenTexts of(RunDirectory run) {
    Stream<String> checkpoints =
        Stream.concat(
            steps(run, "checkpoints"),
            Stream.concat(
                run.list("fine-tuned").stream().flatMap(phase -> steps(run, "fine-tuned/" + phase)),
                Stream.of("base")));
    return checkpoints
        .flatMap(folder -> run.read(folder + "/" + FILE).stream())
        .findFirst()
        .map(TokenTexts::parse)
        .orElseGet(TokenTexts::none);
  }

  private static Stream<String> steps(RunDirectory run, String folder) {
    return run.list(folder).stream()
        .filter(name -> name.startsWith("step-"))
        .sorted(Comparator.reverseOrder())
        .map(name -> folder + "/" + name);
  }

  /** The vocabulary of a {@code tokenizer.json}; none if it has none that is understood. */
  public static TokenTexts parse(byte[] json) {
    return new TokenTexts(Vocabulary.read(json).orElse(List.of()));
  }

  /** Whether there is a vocabulary. */
  public boolean isKnown() {
    return !tokens.isEmpty();
  }

  /**
   * The texts of tokens that follow each other. A character whose bytes are spread over several
   * tokens is the last one's, and the others have an empty text.
   *
   * @return for each token its text; empty where it is not known
   */
  public List<Optional<String>> of(List<Integer> ids) {
    List<Optional<String>> texts = new ArrayList<>(ids.size());
    byte[] begun = UNKNOWN;
    for (int id : ids) {
      byte[] bytes = id >= 0 && id < tokens.size() ? tokens.get(id) : UNKNOWN;
      if (bytes.length == 0) {
        texts.add(Optional.empty());
        begun = UNKNOWN;
        continue;
      }
      byte[] all = joined(begun, bytes);
      int whole = Utf8.wholeCharacters(all);
      texts.add(Optional.of(new String(all, 0, whole, StandardCharsets.UTF_8)));
      begun = Arrays.copyOfRange(all, whole, all.length);
    }
    return texts;
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }
}
