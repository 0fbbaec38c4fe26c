package dev.vireo.reports.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TokenTextsTest {

  private static TokenTexts parse(String json) {
    return TokenTexts.parse(json.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> texts(TokenTexts tokens, Integer... ids) {
    return tokens.of(List.of(ids)).stream().map(text -> text.orElse("?")).toList();
  }

  @Test
  void byteLevelVocabulariesSpellBytes() {
    TokenTexts tokens =
        parse(
            """
            {"added_tokens": [{"id": 4, "content": "<|end|>"}],
             "decoder": {"type": "ByteLevel"},
             "model": {"type": "BPE", "vocab": {"Ġhi": 0, "Ċ": 1, "Ã": 2, "©x": 3}, "merges": []}}
            """);

    assertThat(texts(tokens, 0, 1, 4)).containsExactly(" hi", "\n", "<|end|>");
    assertThat(texts(tokens, 2, 3)).as("one character in two tokens").containsExactly("", "éx");
    assertThat(texts(tokens, 2, 0)).as("a character that never ends").endsWith("\ufffd hi");
    assertThat(texts(tokens, 5, -1)).containsExactly("?", "?");
  }

  @Test
  void piecesHaveAMarkForSpacesAndMayBeBytes() {
    TokenTexts tokens =
        parse(
            """
            {"decoder": {"type": "Sequence", "decoders": [{"type": "ByteFallback"}]},
             "model": {"type": "Unigram", "vocab": [["▁the", -1.5], ["<0xE2>", 0], ["<0x82>", 0], ["<0xAC>", 0]]}}
            """);

    assertThat(texts(tokens, 0, 1, 2, 3)).containsExactly(" the", "", "", "€");
  }

  @Test
  void whatIsNotUnderstoodIsShownAsNumbers() {
    assertThat(parse("{").isKnown()).isFalse();
    assertThat(parse("[]").isKnown()).isFalse();
    assertThat(parse("{\"model\": {\"vocab\": {\"a\": 2000000000}}}").isKnown()).isFalse();
    assertThat(TokenTexts.none().of(List.of(1))).containsExactly(Optional.empty());
  }
}
