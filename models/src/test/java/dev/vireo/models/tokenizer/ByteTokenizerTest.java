package dev.vireo.models.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ByteTokenizerTest {
  private static final ByteTokenizer TOKENIZER = ByteTokenizer.create();

  @Test
  void idsAreBytes() {
    assertThat(TOKENIZER.encode("12+é")).containsExactly('1', '2', '+', 0xc3, 0xa9);
    assertThat(TOKENIZER.encode("")).isEmpty();
    assertThat(TOKENIZER.vocabularySize()).isEqualTo(257);
    assertThat(TOKENIZER.endOfSequence()).isEqualTo(256);
    assertThat(TOKENIZER.specialToken("<|endoftext|>")).hasValue(256);
    assertThat(TOKENIZER.specialToken("<|im_end|>")).isEmpty();
  }

  @Test
  void everyTextComesBack() {
    for (int seed = 0; seed < 500; seed++) {
      String text = Corpus.random(new Random(seed));
      int[] tokens = TOKENIZER.encode(text);
      assertThat(TOKENIZER.decode(tokens, false)).as("seed %d", seed).isEqualTo(text);
      assertThat(TOKENIZER.decode(tokens))
          .as("seed %d", seed)
          .isEqualTo(text.replace("<|endoftext|>", ""));
    }
  }

  @Test
  void everyCharacterComesBack() {
    for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
      if (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE) {
        String text = Character.toString(codePoint);
        if (!TOKENIZER.decode(TOKENIZER.encode(text)).equals(text)) {
          assertThat(TOKENIZER.decode(TOKENIZER.encode(text))).isEqualTo(text);
        }
      }
    }
  }

  @Test
  void specialTokensAreFoundWhereTheyAreSpelled() {
    assertThat(TOKENIZER.encode("a<|endoftext|>b")).containsExactly('a', 256, 'b');
    assertThat(TOKENIZER.encode("<|endoftext|><|endoftext|>")).containsExactly(256, 256);
    assertThat(TOKENIZER.encode("<<|endoftext|>")).containsExactly('<', 256);
    assertThat(TOKENIZER.encode("<|endoftext|")).hasSize(12).doesNotContain(256);
  }

  @Test
  void theLongestSpecialTokenWins() {
    ByteTokenizer tokenizer = ByteTokenizer.create(List.of("<a>", "<a><b>", "<b>"), "<b>");
    assertThat(tokenizer.encode("<a><b><a><b")).containsExactly(257, 256, '<', 'b');
    assertThat(tokenizer.endOfSequence()).isEqualTo(258);
    assertThat(tokenizer.vocabularySize()).isEqualTo(259);
  }

  @Test
  void bytesThatAreNoTextBecomeTheReplacementCharacter() {
    byte[] smile = "🙂".getBytes(StandardCharsets.UTF_8);
    assertThat(TOKENIZER.decode(new int[] {smile[0] & 0xff, smile[1] & 0xff, smile[2] & 0xff}))
        .isEqualTo("\ufffd");
    assertThat(TOKENIZER.decode(new int[] {'a', 0xff, 'b', 0x80})).isEqualTo("a\ufffdb\ufffd");
  }

  @Test
  void loneSurrogatesBecomeTheReplacementCharacter() {
    assertThat(TOKENIZER.decode(TOKENIZER.encode("a\ud83d"))).isEqualTo("a\ufffd");
    assertThat(TOKENIZER.decode(TOKENIZER.encode("\ude00\ud83d\ude00\ud83d!")))
        .isEqualTo("\ufffd\ud83d\ude00\ufffd!");
  }

  @Test
  void idsBeyondTheVocabularyHoldNoText() {
    assertThat(TOKENIZER.decode(new int[] {'a', 300, 256, 'b'}, false))
        .isEqualTo("a<|endoftext|>b");
    assertThatThrownBy(() -> TOKENIZER.decode(new int[] {-1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
  }

  @Test
  void specialTokensThatCouldBeTextAreRefused() {
    for (List<String> special :
        List.of(List.of("x"), List.of("<é>"), List.of("a b"), List.of(""), List.of("<a>", "<a>"))) {
      assertThatThrownBy(() -> ByteTokenizer.create(special, special.get(0)))
          .isInstanceOf(InputException.class);
    }
    assertThatThrownBy(() -> ByteTokenizer.create(List.of("<a>"), "<b>"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("<b>");
  }
}
