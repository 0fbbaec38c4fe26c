package dev.vireo.jobs.data.prompts;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where GSM8K lies, if it does: a folder named by the system property {@code vireo.gsm8k} or the
 * environment variable {@code VIREO_GSM8K}.
 */
public final class Gsm8k {
  private Gsm8k() {}

  /** The folder with train.jsonl and model_solutions.jsonl. */
  public static Optional<Path> folder() {
    String path = System.getProperty("vireo.gsm8k", System.getenv("VIREO_GSM8K"));
    return Optional.ofNullable(path)
        .map(Path::of)
        .filter(folder -> Files.exists(folder.resolve("train.jsonl")));
  }
}
