package dev.vireo.jobs.data.prompts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.settings.SettingsMapper;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.json.JsonFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** The file beside a reward model's weights that says how text becomes its tokens. */
public final class RecipeFile {
  /** What the recipes of models have that judge steps, and no others. */
  private static final String STEPS = "positiveLabel";

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
    JsonNode recipe = JsonFiles.read(file);
    boolean wanted =
        Arrays.stream(type.getRecordComponents()).anyMatch(each -> each.getName().equals(STEPS));
    if (recipe.has("positive-label") != wanted) {
      throw new InputException(
          "The model %s judges %s, which asks for a reward of type %s"
              .formatted(
                  directory,
                  wanted ? "whole completions" : "steps",
                  wanted ? "sequence-classifier" : "process-reward-model"));
    }
    try {
      return Optional.of(SettingsMapper.mapper().treeToValue(recipe, type));
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
