package dev.vireo.jobs.rollouts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.rollouts.server.ServerCompletion;
import dev.vireo.models.tokenizer.ByteTokenizer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What a server's answers come to in tokens. */
final class CompletionTokensTest {

  private static final int[] PROMPT = {'1', '+', '1', '='};

  private final ByteTokenizer tokenizer =
      ByteTokenizer.create(List.of("<|endoftext|>", "<|end|>"), "<|end|>");

  @Test
  void idsAreKeptAndTheTextIsTheirs() {
    CompletionTokens.Encoded told =
        tokens(8)
            .of(
                "p",
                PROMPT,
                new ServerCompletion(
                    "other",
                    Optional.of(new int[] {'2', 257}),
                    Optional.empty(),
                    OptionalInt.empty(),
                    true));
    assertThat(told.ids()).containsExactly('2', 257);
    assertThat(told.text()).isEqualTo("2");
    assertThat(told.stopped()).isTrue();
  }

  @Test
  void anIdThatThePolicyDoesNotHave() {
    for (int id : new int[] {-1, 258, Integer.MAX_VALUE}) {
      ServerCompletion answer =
          new ServerCompletion(
              "x", Optional.of(new int[] {id}), Optional.empty(), OptionalInt.empty(), true);
      assertThatThrownBy(() -> tokens(8).of("p", PROMPT, answer))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("p with token " + id)
          .hasMessageContaining("vocabulary of 258");
    }
  }

  @Test
  void textIsEncodedAndItsEndPutBack() {
    assertThat(text("2", true).ids()).containsExactly('2', 257);
    assertThat(text("2", false).ids()).containsExactly('2');
    assertThat(text("", true).ids()).containsExactly(257);
    assertThat(text("\u00e9", true).ids()).containsExactly(0xc3, 0xa9, 257);
  }

  @Test
  void aLongerEncodingIsCutToTheLimit() {
    CompletionTokens.Encoded cut = text("123456789", true);
    assertThat(cut.ids()).hasSize(8);
    assertThat(cut.stopped()).isFalse();
    assertThat(cut.text()).isEqualTo("12345678");
    assertThat(
            tokens(100)
                .of(
                    "p",
                    PROMPT,
                    new ServerCompletion(
                        "1".repeat(90),
                        Optional.empty(),
                        Optional.empty(),
                        OptionalInt.empty(),
                        true))
                .ids())
        .hasSize(32 - PROMPT.length);
  }

  /** The tokenizer's own is the likely one where nothing is named. */
  @Test
  void theTokenAtWhichItStoppedIsPutBack() {
    ServerCompletion named =
        new ServerCompletion("2", Optional.empty(), Optional.empty(), OptionalInt.of(256), true);
    assertThat(tokens(8).of("p", PROMPT, named).ids()).containsExactly('2', 256);
    ServerCompletion leftOut =
        new ServerCompletion(
            "2", Optional.of(new int[] {'2'}), Optional.empty(), OptionalInt.of(256), true);
    assertThat(tokens(8).of("p", PROMPT, leftOut).ids()).containsExactly('2', 256);
    ServerCompletion first =
        new ServerCompletion(
            "", Optional.of(new int[0]), Optional.empty(), OptionalInt.of(257), true);
    assertThat(tokens(8).of("p", PROMPT, first).ids()).containsExactly(257);
    ServerCompletion there =
        new ServerCompletion(
            "2", Optional.of(new int[] {'2', 256}), Optional.empty(), OptionalInt.of(256), true);
    assertThat(tokens(8).of("p", PROMPT, there).ids()).containsExactly('2', 256);
    ServerCompletion foreign =
        new ServerCompletion(
            "2", Optional.of(new int[] {'2'}), Optional.empty(), OptionalInt.of(300), true);
    assertThatThrownBy(() -> tokens(8).of("p", PROMPT, foreign)).isInstanceOf(InputException.class);
  }

  @Test
  void whatAServerWritesBeyondAStopTextIsCut() {
    CompletionTokens.Encoded cut = text("2\n\n3", false);
    assertThat(cut.text()).isEqualTo("2\n\n");
    assertThat(cut.stopped()).isTrue();
    int[] ids = {'2', '\n', '\n', '3', 257};
    ServerCompletion beyond =
        new ServerCompletion("2", Optional.of(ids), Optional.empty(), OptionalInt.empty(), true);
    assertThat(tokens(8).of("p", PROMPT, beyond).ids()).containsExactly('2', '\n', '\n');
  }

  private CompletionTokens.Encoded text(String text, boolean stopped) {
    return tokens(8)
        .of(
            "p",
            PROMPT,
            new ServerCompletion(
                text, Optional.empty(), Optional.empty(), OptionalInt.empty(), stopped));
  }

  private CompletionTokens tokens(int maxNewTokens) {
    CompletionEnds ends = new CompletionEnds(new int[] {256, 257}, List.of("\n\n"), 257);
    return new CompletionTokens(tokenizer, ends, maxNewTokens, 258, 32);
  }
}
