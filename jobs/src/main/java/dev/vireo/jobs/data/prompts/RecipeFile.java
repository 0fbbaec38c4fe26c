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
import java.util.Optional;

/** The file beside a reward model's weights that says how text becomes its tokens. */
public final class RecipeFile {
  /** What a model judges. */
  public enum Judged {
    /** Whole completions, for a reward of type sequence-classifier. */
    COMPLETIONS("a reward model's", "whole completions", "sequence-classifier"),
    /** Their steps, for a reward of type process-reward-model. */
    STEPS("a process reward model's", "steps", "process-reward-model");

    private final String whose;
    private final String what;
    private final String reward;

    Judged(String whose, String what, String reward) {
      this.whose = whose;
      this.what = what;
      this.reward = reward;
    }

    /** Recipes of models that judge steps name the label of right ones, and no others do. */
    private static Judged by(JsonNode recipe) {
      return recipe.has("positive-label") ? STEPS : COMPLETIONS;
    }
  }

  private RecipeFile() {}

  /**
   * The recipe of a model directory; empty if there is none in it.
   *
   * @param judged what the model must judge
   * @throws InputException if it is another kind of recipe, or none
   */
  public static <R extends Record> Optional<R> find(Path directory, Class<R> type, Judged judged) {
    Path file = directory.resolve(ModelDirectory.RECIPE_FILE);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    JsonNode recipe = JsonFiles.read(file);
    Judged found = Judged.by(recipe);
    if (found != judged) {
      throw new InputException(
          "The model %s judges %s, which asks for a reward of type %s"
              .formatted(directory, found.what, found.reward));
    }
    try {
      return Optional.of(SettingsMapper.mapper().treeToValue(recipe, type));
    } catch (JsonProcessingException e) {
      String cause = e.getOriginalMessage().lines().findFirst().orElse("");
      throw new InputException(
          "Cannot read %s: it is not %s recipe (%s)".formatted(file, judged.whose, cause), e);
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
