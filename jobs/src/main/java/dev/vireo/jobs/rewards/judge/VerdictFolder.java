package dev.vireo.jobs.rewards.judge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.models.json.JsonFiles;
import dev.vireo.store.files.Sha256;
import dev.vireo.store.files.StorageException;
import dev.vireo.store.run.RunDirectory;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Answers that a judge has given, a file for each: {@code ab/abcd....json}, named by the hash of
 * the question. An answer is kept as soon as it is there, so that a stage that is killed asks for
 * none of them again.
 *
 * @param folder the folder, or null to keep nothing
 */
record VerdictFolder(RunDirectory folder) implements Serializable {

  /** The folder of an option; keeps nothing if it is null. */
  static VerdictFolder at(String path) {
    return new VerdictFolder(path == null ? null : RunDirectory.at(Path.of(path)));
  }

  /** The answer to a question that was asked before. */
  Optional<String> find(String question) {
    return folder == null
        ? Optional.empty()
        : folder
            .read(file(question))
            .map(json -> JsonFiles.parse(file(question), json).path("answer").asText());
  }

  /**
   * Keeps an answer; of two to one question the first.
   *
   * @param template the hash of the template, which the file names
   * @return the answer that is kept
   * @throws InputException if the folder cannot be written to
   */
  String keep(String question, String template, String model, String answer) {
    if (folder == null) {
      return answer;
    }
    ObjectNode verdict =
        JsonFiles.object().put("template", template).put("model", model).put("answer", answer);
    byte[] json = (verdict + "\n").getBytes(StandardCharsets.UTF_8);
    try {
      boolean first = folder.publisher().createIfAbsent(file(question), out -> out.write(json));
      return first ? answer : find(question).orElse(answer);
    } catch (StorageException e) {
      throw new InputException(
          "the folder of verdicts, %s, cannot be written to (%s)"
              .formatted(folder, StorageException.firstLine(e)),
          e);
    }
  }

  private static String file(String question) {
    return question.substring(0, 2) + "/" + question + ".json";
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
