package dev.vireo.models.tokenizer;

import dev.vireo.algorithms.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;

/** Chooses the implementation for a set of tokenizer files. */
final class TokenizerLoader {
  private TokenizerLoader() {}

  static Tokenizer load(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw new InputException(
          "Cannot read the tokenizer in " + directory + ": there is no such directory");
    }
    return load(directory.toString(), TokenizerFiles.read(directory));
  }

  /**
   * @param place where the files come from, for messages
   */
  static Tokenizer load(String place, SortedMap<String, byte[]> files) {
    if (!files.containsKey(TokenizerFiles.TOKENIZER)) {
      throw new InputException(
          "Cannot read the tokenizer in "
              + place
              + ": there is no "
              + TokenizerFiles.TOKENIZER
              + (files.containsKey(TokenizerFiles.SENTENCE_PIECE) || files.containsKey("vocab.json")
                  ? "; make one by loading and saving it with transformers' AutoTokenizer"
                  : ""));
    }
    TokenizerDescription description = TokenizerDescription.read(place, files);
    Optional<ByteTokenizer> bytes = ByteTokenizer.recognise(description, files);
    return bytes.isPresent() ? bytes.get() : NativeTokenizer.open(place, files, description);
  }
}
