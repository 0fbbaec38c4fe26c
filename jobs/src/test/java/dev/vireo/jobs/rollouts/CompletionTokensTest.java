package dev.vireo.jobs.rollouts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.server.ServerCompletion;
import dev.vireo.models.tokenizer.ByteTokenizer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a server's answers come to in tokens. */
final class CompletionTokensTest {

  private static final int[] PROMPT = {'1', '+', '1', '='};

  private final ByteTokenizer tokenizer =
      ByteTokenizer.create(List.of("<|endoftext|>", "<|end|>"), "<|end|>");

  @Test
  void idsAreKeptAndTheTextIsTheirs() {
    CompletionTokens.Told told =
        tokens(8).of("p", PROMPT, new ServerCompletion("other", new int[] {'2', 257}, null, true));
    assertThat(told.ids()).containsExactly('2', 257);
    assertThat(told.text()).isEqualTo("2");
    assertThat(told.stopped()).isTrue();
  }

  @Test
  void anIdThatThePolicyDoesNotHave() {
    for (int id : new int[] {-1, 258, Integer.MAX_VALUE}) {
      ServerCompletion answer = new ServerCompletion("x", new int[] {id}, null, true);
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
    CompletionTokens.Told cut = text("123456789", true);
    assertThat(cut.ids()).hasSize(8);
    assertThat(cut.stopped()).isFalse();
    assertThat(cut.text()).isEqualTo("12345678");
    assertThat(
            tokens(100)
                .of("p", PROMPT, new ServerCompletion("1".repeat(90), null, null, true))
                .ids())
        .hasSize(32 - PROMPT.length);
  }

  private CompletionTokens.Told text(String text, boolean stopped) {
    return tokens(8).of("p", PROMPT, new ServerCompletion(text, null, null, stopped));
  }

  private CompletionTokens tokens(int maxNewTokens) {
    return new CompletionTokens(tokenizer, new int[] {256, 257}, maxNewTokens, 258, 32);
  }
}
