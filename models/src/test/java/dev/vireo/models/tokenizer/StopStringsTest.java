package dev.vireo.models.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StopStringsTest {
  private static final ByteTokenizer BYTES = ByteTokenizer.create();

  @Test
  void aCompletionEndsWithTheTokenThatCompletesAText() {
    StopStrings stops = StopStrings.of(List.of("\n\n", "é!"), BYTES);
    assertThat(stops.keptOf(BYTES.encode("one\n\ntwo"))).isEqualTo(5);
    assertThat(stops.keptOf(BYTES.encode("café!!"))).isEqualTo(6);
    assertThat(stops.keptOf(BYTES.encode("no end"))).isEqualTo(6);
    assertThat(stops.keptOf(new int[0])).isZero();
  }

  /** A special token is no text, so it neither breaks one nor counts towards how far it reaches. */
  @Test
  void specialTokensWithinATextDoNotBreakIt() {
    int[] ids = new int[20];
    Arrays.fill(ids, 256);
    ids[2] = 'a';
    ids[17] = 'b';
    assertThat(StopStrings.of(List.of("ab"), BYTES).keptOf(ids)).isEqualTo(18);
  }

  @Test
  void whereATextEndsDoesNotDependOnHowMuchIsLookedAt() {
    Random random = new Random(5);
    for (int round = 0; round < 200; round++) {
      int[] ids = random.ints(random.nextInt(1, 40), 0, 3).map(i -> "ab ".charAt(i)).toArray();
      String text = new String(ids, 0, ids.length);
      int expected = Math.min(after(text, "aba"), after(text, "bb "));
      assertThat(StopStrings.of(List.of("aba", "bb "), BYTES).keptOf(ids))
          .as("round %d: '%s'", round, text)
          .isEqualTo(Math.min(expected, ids.length));
    }
  }

  private static int after(String text, String stop) {
    int at = text.indexOf(stop);
    return at < 0 ? Integer.MAX_VALUE : at + stop.getBytes(StandardCharsets.UTF_8).length;
  }

  @Test
  void anEmptyTextEndsNothing() {
    assertThatThrownBy(() -> StopStrings.of(List.of(""), BYTES)).isInstanceOf(InputException.class);
    assertThat(StopStrings.none().end(new int[] {'a'}, 1)).isFalse();
  }
}
