package dev.vireo.models.tokenizer;

import dev.vireo.algorithms.InputException;
import java.util.HashSet;
import java.util.List;

/** Checks the special tokens of Vireo's own tokenizers. */
final class SpecialTokens {
  private SpecialTokens() {}

  /**
   * @throws InputException if one could be mistaken for ordinary text, or the end of sequence is
   *     not among them
   */
  static List<String> check(List<String> specialTokens, String endOfSequence) {
    for (String token : specialTokens) {
      // A single character would equal a byte's token; decoders read non-ASCII characters as bytes.
      if (token.length() < 2 || !token.chars().allMatch(c -> c > ' ' && c <= '~')) {
        throw new InputException(
            "Special token \""
                + token
                + "\": use at least two printable ASCII characters without spaces");
      }
    }
    if (new HashSet<>(specialTokens).size() != specialTokens.size()) {
      throw new InputException("Special tokens " + specialTokens + " name one twice");
    }
    if (!specialTokens.contains(endOfSequence)) {
      throw new InputException(
          "The end-of-sequence token "
              + endOfSequence
              + " is not one of the special tokens "
              + specialTokens);
    }
    return List.copyOf(specialTokens);
  }
}
