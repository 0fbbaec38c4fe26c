package dev.vireo.algorithms.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextFeatureTest {

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n\n\t \r\n", "   \u00a0\u3000", "."})
  void nothingIsFoundInNothing(String text) {
    for (TextFeature feature : TextFeature.ALL) {
      double value = feature.of(text, 0);
      boolean length = feature == TextFeature.CHARACTERS;
      assertThat(value).as(feature.key()).isEqualTo(length ? text.length() : 0);
    }
  }

  @Test
  void lengthsAreGivenAndCounted() {
    assertThat(TextFeature.TOKENS.of("whatever", 12)).isEqualTo(12);
    // A character outside the basic plane is one, in two surrogates.
    assertThat(TextFeature.CHARACTERS.of("a\uD83D\uDE00b", 1)).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "no emoji here: 3 * 4 # 5, 0",
    "\uD83D\uDE00, 1",
    "\uD83D\uDE00\uD83D\uDE00 and \u2705, 3",
    // A family: three joined into one.
    "\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67, 1",
    // A hand with a skin tone.
    "\uD83D\uDC4B\uD83C\uDFFD, 1",
    // Two flags of two letters each.
    "\uD83C\uDDEB\uD83C\uDDF7\uD83C\uDDE9\uD83C\uDDEA, 2",
    // A keycap, and a heart that asks to be drawn as an emoji.
    "1\uFE0F\u20E3 \u2764\uFE0F, 2",
    // A copyright sign is text unless it asks not to be.
    "\u00A9 \u00A9\uFE0F, 1",
    // Halves of surrogate pairs, and a joiner after a letter.
    "\uD83D x \uDE00 a\u200D\uD83D\uDE00, 1",
  })
  void emojiAreCountedAsTheyAreSeen(String text, int count) {
    assertThat(TextFeature.EMOJI.of(text, 1)).isEqualTo(count);
  }

  @ParameterizedTest
  @CsvSource({
    "**bold**, 1",
    "**two** words **here**, 2",
    "__also__ and **this**, 2",
    "** not this **, 0",
    "**never closed, 0",
    "****, 0",
    "**over a space ** but here**, 1",
    "a * b ** c, 0",
  })
  void boldNeedsTwoMarks(String text, int count) {
    assertThat(TextFeature.BOLD.of(text, 1)).isEqualTo(count);
  }

  @Test
  void listsAndHeadingsAreLines() {
    String text =
        "# Title\n\n- one\n  * two\n+ three\n1. four\n2) five\n\u2022 six\n-no\n#no\n1.5 is a number\n"
            + "####### too deep\n### Deep\r\n---\n- \n```\n# a comment\n- an option\n```\n";

    assertThat(TextFeature.LIST_ITEMS.of(text, 1)).isEqualTo(6);
    assertThat(TextFeature.HEADINGS.of(text, 1)).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "see [this](https://a.example/b) and [that](page), 2",
    "https://a.example and http://b.example, 2",
    "https://www.a.example, 1",
    "www.a.example, 1",
    "array[i](x), 1",
    "f](x), 0",
    "awww. no, 0",
  })
  void linksAreCountedOnce(String text, int count) {
    assertThat(TextFeature.LINKS.of(text, 1)).isEqualTo(count);
  }

  @ParameterizedTest
  @CsvSource({
    "'Sure, here it is', 1",
    "'  **Certainly!** It is', 1",
    "'Of course. 4', 1",
    "'I\u2019d be happy to help', 1",
    "'Great question! 4', 1",
    "'sure', 1",
    "'Surely not', 0",
    "'Sure-fire', 0",
    "'It is sure', 0",
    "'12 of course', 0",
  })
  void openingsAreWholeWordsAtTheStart(String text, int is) {
    assertThat(TextFeature.AFFIRMATIVE_OPENING.of(text, 1)).isEqualTo(is);
  }

  @Test
  void repetitionIsTheShareOfNgramsThatWereThere() {
    assertThat(TextFeature.REPETITION.of("one two three four five six", 1)).isZero();
    // Five n-grams, of which the last is the first again.
    assertThat(TextFeature.REPETITION.of("a b c d, A b: c d!", 1)).isEqualTo(1 / 5.0);
    assertThat(TextFeature.REPETITION.of("no no no no no no no no no no no no no", 1))
        .isEqualTo(9 / 10.0);
    // Ideographs are words without spaces between them: 3 of 6 n-grams.
    assertThat(
            TextFeature.REPETITION.of("\u4e00\u4e8c\u4e09\u4e00\u4e8c\u4e09\u4e00\u4e8c\u4e09", 1))
        .isEqualTo(3 / 6.0);
  }

  @Test
  void exclamationMarksAreCounted() {
    assertThat(TextFeature.EXCLAMATIONS.of("Yes!! \uFF01 \u203C", 1)).isEqualTo(3);
  }

  /** Marks that open and never close, a million of them: quadratic work would take hours. */
  @ParameterizedTest
  @EnumSource(TextFeature.class)
  void longTextsTakeNoLonger(TextFeature feature) {
    for (String piece :
        List.of("**a ", "[", "](", "**", "# ", "- ", "http://", "\uD83D\uDE00\u200D")) {
      String text = piece.repeat(1_000_000);
      assertThat(feature.of(text, 1)).isNotNegative().isFinite();
    }
  }

  @Test
  void anyTextHasFiniteFeatures() {
    Random random = new Random(17);
    for (int trial = 0; trial < 300; trial++) {
      String text =
          IntStream.range(0, random.nextInt(200))
              .mapToObj(i -> String.valueOf((char) random.nextInt(0x10000)))
              .collect(Collectors.joining(random.nextBoolean() ? "" : "\n"));
      for (double value : TextFeature.allOf(text, text.length())) {
        assertThat(value).as("trial %d", trial).isNotNegative().isFinite();
      }
    }
  }

  @Test
  void namesLeadBack() {
    for (TextFeature feature : TextFeature.ALL) {
      assertThat(TextFeature.of(feature.key())).contains(feature);
    }
    assertThat(TextFeature.LIST_ITEMS.key()).isEqualTo("list-items");
    assertThat(TextFeature.of("none")).isEmpty();
  }
}
