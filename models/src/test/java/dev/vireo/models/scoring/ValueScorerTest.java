package dev.vireo.models.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.engine.Model;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** States of completions, by a model whose scores are transformers' (see interop). */
class ValueScorerTest {
  private static final Path MODEL =
      Path.of("src/test/resources/dev/vireo/models/interop/classifier");

  private static final int[] PROMPT = {5, 9, 4};
  private static final int[] FIRST = {7, 3};
  private static final int[] SECOND = {8, 6, 2, 7};

  @Test
  void statesAreThoseBeforeEachTokenAndAfterTheLast() {
    try (Model model = Model.load(ModelDirectory.openAny(MODEL), Device.cpu())) {
      ValueScorer scorer = new ValueScorer(model);
      // The same with the prompt's last token as the completion's first.
      double[][] expected =
          scorer.score(
              List.of(
                  new TokenSequence(new int[] {5, 9}, new int[] {4, 7, 3}),
                  new TokenSequence(new int[] {5, 9}, new int[] {4, 8, 6, 2, 7})));
      int labels = expected[0].length / 3;
      for (int more = 0; more < 2; more++) {
        double[][] values =
            scorer.score(
                List.of(
                    TokenSequence.ofStates(PROMPT, FIRST, 2 + more),
                    TokenSequence.ofStates(PROMPT, SECOND, 4 + more)));
        assertThat(values[0]).hasSize(labels * (2 + more));
        assertThat(values[1]).hasSize(labels * (4 + more));
        for (int i = 0; i < 2; i++) {
          for (int s = 0; s < values[i].length; s++) {
            assertThat(values[i][s]).isCloseTo(expected[i][s], within(1e-5));
          }
        }
      }
      // A row of its own: nothing shares its prompt.
      double[] alone = scorer.score(List.of(TokenSequence.ofStates(PROMPT, FIRST, 3)))[0];
      for (int s = 0; s < alone.length; s++) {
        assertThat(alone[s]).isCloseTo(expected[0][s], within(1e-5));
      }
    }
  }

  /** In an environment the policy wrote some tokens only: the others are read, and not valued. */
  @Test
  void onlySomeTokensMayHaveStates() {
    assertThat(TokenSequence.ofStates(PROMPT, SECOND, new int[] {0, 2, 3}, 3).outputs())
        .containsExactly(-1, 1, 2);
    assertThat(TokenSequence.ofStates(PROMPT, SECOND, new int[] {0, 2}, 3).outputs())
        .containsExactly(-1, 1, 2);
    assertThat(TokenSequence.ofStates(PROMPT, SECOND, new int[] {0, 1, 2, 3}, 5))
        .usingRecursiveComparison()
        .isEqualTo(TokenSequence.ofStates(PROMPT, SECOND, 5));
    assertThat(TokenSequence.ofStates(PROMPT, SECOND, new int[0], 0).outputs()).isEmpty();
  }

  @Test
  void aLanguageModelPredictsNoTokenBeforeTheCompletion() {
    TokenSequence states = TokenSequence.ofStates(PROMPT, FIRST, 2);
    assertThatThrownBy(() -> CompletionBatch.of(List.of(states)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A language model predicts no token at place -1");
    assertThatThrownBy(() -> TokenSequence.ofStates(PROMPT, FIRST, 4))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
