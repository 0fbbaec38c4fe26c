package dev.vireo.jobs.data.prompts;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.settings.SettingsMapper;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.json.JsonFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The file beside a reward model's weights that says how text becomes its tokens. */
public final class RecipeFile {
  private RecipeFile() {}

  /**
   * The recipe of a model directory; empty if there is none in it.
   *
   * @param kind what it must be, for messages: {@code a reward model's}
   * @throws InputException if it is another kind of recipe, or none
   */
  public static <R extends Record> Optional<R> find(Path directory, Class<R> type, String kind) {
    Path file = directory.resolve(ModelDirectory.RECIPE_FILE);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(SettingsMapper.mapper().treeToValue(JsonFiles.read(file), type));
    } catch (JsonProcessingException e) {
      String cause = e.getOriginalMessage().lines().findFirst().orElse("");
      throw new InputException(
          "Cannot read %s: it is not %s recipe (%s)".formatted(file, kind, cause), e);
    }
  }

  /** The file's content. */
  public static byte[] json(Record recipe) {
    try {
      return SettingsMapper.mapper()
          .writerWithDefaultPrettyPrinter()
          .writeValueAsString(recipe)
          .concat("\n")
          .getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
