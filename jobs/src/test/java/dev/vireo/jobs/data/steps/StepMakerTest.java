package dev.vireo.jobs.data.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.prompts.RecipeFile;
import dev.vireo.jobs.data.source.Draft;
import dev.vireo.jobs.data.source.SourceRow;
import dev.vireo.schemas.StepExample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows of steps and labels. Bytes are tokens, and 300 begins a prompt. */
class StepMakerTest {
  private static final StepLabelSettings SETTINGS = StepLabelSettings.defaults();

  @TempDir Path folder;

  private static ProcessRewardRecipe recipe(int maxTokens) {
    return new ProcessRewardRecipe("\n", 1, 300, 0, 0, maxTokens);
  }

  private static int[] bytes(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    int[] ids = new int[utf8.length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = utf8[i];
    }
    return ids;
  }

  private static Draft<StepExample> made(
      int maxTokens, String prompt, String steps, String labels) {
    SourceRow row =
        new SourceRow("steps.jsonl line", 4, new String[] {prompt, steps, labels}, null);
    return new StepMaker(SETTINGS, recipe(maxTokens), StepMakerTest::bytes).make(row);
  }

  @Test
  void aLabelIsAtTheLastTokenOfItsStepsSeparator() {
    StepExample made = made(100, "q", "[\"ab\",\"c\",\"d\"]", "[true,-1,0.25]").record();
    assertThat(made.getPromptTokenIds()).containsExactly(300, (int) 'q');
    assertThat(made.getCompletionTokenIds())
        .containsExactly((int) 'a', (int) 'b', 10, (int) 'c', 10, (int) 'd', 10);
    assertThat(made.getStepEnds()).containsExactly(2, 4, 6);
    assertThat(made.getLabels()).containsExactly(1.0, Double.NaN, 0.25);
    assertThat(made.getSteps()).isEqualTo(3);
  }

  @Test
  void whatIsTooLongIsCutFromTheRight() {
    StepExample made = made(6, "q", "[\"ab\",\"c\",\"d\"]", "[1,0,1]").record();
    assertThat(made.getCompletionTokenIds()).hasSize(4);
    assertThat(made.getStepEnds()).containsExactly(2);
    assertThat(made.getSteps()).isEqualTo(3);
    assertThat(made(4, "q", "[\"ab\",\"c\"]", "[1,0]").leftOut()).isTrue();
    assertThat(made(100, "q", "[\"ab\",\"c\"]", "[-1,null]").leftOut()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "-|[\"a\"]|[1]|has no prompt in column 'prompt'; remove the row",
        "q|-|[1]|has nothing in column 'completions'; it must be a list of steps",
        "q|a step|[1]|has a step in column 'completions'; it must be a list of steps",
        "q|[]|[]|has no steps in column 'completions'; remove the row",
        "q|[\"a\",\" \"]|[1,1]|has \" \" as step 2 in column 'completions'; a step must be a text that is not blank",
        "q|[\"a\",\"b\"]|[1]|has 1 labels in column 'labels' for 2 steps; give one for each",
        "q|[\"a\"]|[2]|has the label 2 for step 1 in column 'labels'; it must be true or false, a number from 0 to 1, or -1 for a step that was not judged",
        "q|[\"a\"]|[\"yes\"]|has the label \"yes\" for step 1 in column 'labels'; it must be true or false, a number from 0 to 1, or -1 for a step that was not judged",
      })
  void whatCannotBeIsOneLine(String prompt, String steps, String labels, String problem) {
    Draft<StepExample> draft = made(100, prompt, steps, labels);
    assertThat(draft.problem()).isEqualTo(problem);
    assertThat(draft.where()).isEqualTo("steps.jsonl line 4");
  }

  @Test
  void aPromptThatSpellsOutItsBeginningGetsNoSecondOne() {
    ProcessRewardRecipe recipe = new ProcessRewardRecipe("\n", 1, (int) 'q', 0, 0, 50);
    assertThat(recipe.tokens(StepMakerTest::bytes, "qa", List.of("b")).promptIds())
        .containsExactly((int) 'q', (int) 'a');
    assertThatThrownBy(() -> recipe.tokens(text -> new int[0], "qa", List.of("b")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("the separator of steps into no tokens");
  }

  @Test
  void aRecipeIsReadBackAndAnotherRefused() throws IOException {
    ProcessRewardRecipe recipe = new ProcessRewardRecipe("\n\n", 1, null, 2, 40, 512);
    Path file = folder.resolve("reward_recipe.json");
    Files.write(file, RecipeFile.json(recipe));
    assertThat(ProcessRewardRecipe.find(folder)).contains(recipe);
    Files.writeString(file, "{\"positive-label\": [1]}");
    assertThatThrownBy(() -> ProcessRewardRecipe.find(folder))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(
            "Cannot read " + file + ": it is not a process reward model's recipe");
    Files.writeString(file, "{\"text\": \"plain\"}");
    assertThatThrownBy(() -> ProcessRewardRecipe.find(folder))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "The model "
                + folder
                + " judges whole completions, which asks for a reward of type"
                + " sequence-classifier");
  }

  @Test
  void theDefaultsAreTrls() {
    assertThat(SETTINGS.separator()).isEqualTo("\n");
    assertThat(SETTINGS.promptColumn()).isEqualTo("prompt");
    assertThat(SETTINGS.stepsColumn()).isEqualTo("completions");
    assertThat(SETTINGS.labelColumn()).isEqualTo("labels");
    assertThat(SETTINGS.maxTokens(512)).isEqualTo(512);
  }
}
