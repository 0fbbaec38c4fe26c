package dev.vireo.jobs.rewards.judge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.models.json.JsonFiles;
import dev.vireo.store.files.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Answers that a judge has given, a file for each: {@code ab/abcd....json}, named by the hash of
 * the question.
 *
 * @param path the folder, or null to keep nothing
 */
record VerdictFolder(String path) {

  /** The answer to a question that was asked before. */
  Optional<String> find(String question) {
    if (path == null || !Files.exists(file(question))) {
      return Optional.empty();
    }
    return Optional.of(JsonFiles.read(file(question)).path("answer").asText());
  }

  /**
   * Keeps an answer, by one rename.
   *
   * @param template the hash of the template, which the file names
   * @throws InputException if the folder cannot be written to
   */
  void keep(String question, String template, String model, String answer) {
    if (path == null) {
      return;
    }
    ObjectNode verdict =
        JsonFiles.object().put("template", template).put("model", model).put("answer", answer);
    try {
      Path file = file(question);
      Files.createDirectories(file.getParent());
      Path next = Files.createTempFile(file.getParent(), "verdict", ".tmp");
      Files.writeString(next, verdict + "\n");
      Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new InputException(
          "option 'verdicts' is '%s', which cannot be written to (%s)"
              .formatted(path, e.getMessage()),
          e);
    }
  }

  private Path file(String question) {
    return Path.of(path, question.substring(0, 2), question + ".json");
  }

  /** SHA-256 of texts, in hexadecimal; where one ends and the next begins counts. */
  static String sha256(String... texts) {
    MessageDigest digest = Sha256.digest();
    for (String text : texts) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
      digest.update(bytes);
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
