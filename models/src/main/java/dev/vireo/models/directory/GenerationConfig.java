package dev.vireo.models.directory;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.json.JsonFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The stop tokens that generation_config.json adds to config.json's, as is common for
 * instruction-tuned models.
 */
final class GenerationConfig {
  private static final String FILE = "generation_config.json";

  private GenerationConfig() {}

  static int[] stopTokenIds(Path directory, ModelConfig config) {
    SortedSet<Integer> stops = new TreeSet<>();
    for (int token : config.eosTokenIds()) {
      stops.add(token);
    }
    Path file = directory.resolve(FILE);
    if (Files.isRegularFile(file)) {
      JsonNode root = JsonFiles.read(file);
      for (int token : TokenIds.read(file, root, "eos_token_id", config.vocabularySize())) {
        stops.add(token);
      }
    }
    return stops.stream().mapToInt(Integer::intValue).toArray();
  }
}
