package dev.vireo.jobs.data.prompts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.policy.SpecialTokens;
import dev.vireo.models.tokenizer.ByteTokenizer;
import dev.vireo.models.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RewardRecipeTest {
  @TempDir Path folder;

  private static RewardRecipe plain(boolean appendEos) {
    return new RewardRecipe(
        RewardRecipe.Text.PLAIN,
        null,
        SpecialTokens.AUTO,
        appendEos,
        null,
        256,
        RewardRecipe.Pooled.LAST_NOT_PADDING,
        32,
        null,
        null);
  }

  @Test
  void aFileReadsAsItWasWritten() throws IOException {
    assertThat(RewardRecipe.find(folder)).isEmpty();
    ChatSettings chat =
        new ChatSettings(true, "Be brief.", "default", Map.of("enable_thinking", false), null);
    RewardRecipe recipe =
        new RewardRecipe(
                RewardRecipe.Text.CHAT,
                chat,
                SpecialTokens.NONE,
                false,
                7,
                3,
                RewardRecipe.Pooled.LAST_NOT_PADDING,
                512,
                null,
                null)
            .with(0.25, 1.5);
    Files.write(folder.resolve(RewardRecipe.FILE), recipe.json());
    assertThat(RewardRecipe.find(folder)).contains(recipe);
    assertThat(new String(recipe.json(), StandardCharsets.UTF_8))
        .contains("\"pooled\" : \"last-not-padding\"");
  }

  @Test
  void aFileThatIsNoRecipeIsRefusedInOneLine() throws IOException {
    Path file = folder.resolve(RewardRecipe.FILE);
    Files.writeString(file, "{\"text\": \"verse\"}");
    assertThatThrownBy(() -> RewardRecipe.find(folder))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("Cannot read " + file + ": it is not a reward model's recipe")
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
  }

  @Test
  void theEndIsAppendedOnce() {
    try (Tokenizer tokenizer = ByteTokenizer.create()) {
      int end = tokenizer.endOfSequence();
      assertThat(plain(true).tokens(tokenizer, "1=")).containsExactly('1', '=', end);
      assertThat(plain(true).ended(tokenizer, new int[] {'1', end})).containsExactly('1', end);
      assertThat(plain(false).tokens(tokenizer, "1=")).containsExactly('1', '=');
    }
  }

  @Test
  void twoCompletionsComeOneAfterTheOther() {
    RewardRecipe recipe =
        new RewardRecipe(
            RewardRecipe.Text.PLAIN,
            null,
            SpecialTokens.NONE,
            true,
            9,
            0,
            RewardRecipe.Pooled.LAST_NOT_PADDING,
            32,
            null,
            null);
    assertThat(recipe.comparesTwo()).isTrue();
    assertThat(plain(true).comparesTwo()).isFalse();
    int[] prompt = {1, 2, 3};
    // Ended by the separator, and not.
    assertThat(recipe.compared(prompt, new int[] {1, 2, 3, 4, 9}, new int[] {1, 2, 3, 5, 9}))
        .containsExactly(1, 2, 3, 4, 9, 5, 9);
    assertThat(recipe.compared(prompt, new int[] {1, 2, 3, 4}, new int[] {1, 2, 3, 5}))
        .containsExactly(1, 2, 3, 4, 9, 5);
    // The prompt's last token merges with what follows in one of them.
    assertThat(recipe.compared(prompt, new int[] {1, 2, 3, 4, 9}, new int[] {1, 2, 35, 9}))
        .containsExactly(1, 2, 3, 4, 9, 35, 9);
  }
}
