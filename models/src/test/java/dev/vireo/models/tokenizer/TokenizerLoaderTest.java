package dev.vireo.models.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TokenizerLoaderTest {
  private static final String TOKENIZER =
      """
      {"version":"1.0","truncation":{"direction":"Right","max_length":2,"strategy":"LongestFirst",
      "stride":0},"padding":{"strategy":{"Fixed":8},"direction":"Right","pad_to_multiple_of":null,
      "pad_id":0,"pad_type_id":0,"pad_token":"[PAD]"},
      "added_tokens":[
      {"id":4,"content":"<end>","single_word":false,"lstrip":false,"rstrip":false,
      "normalized":false,"special":true},
      {"id":7,"content":"<tool>","single_word":false,"lstrip":false,"rstrip":false,
      "normalized":false,"special":false}],
      "normalizer":null,"pre_tokenizer":{"type":"Whitespace"},
      "post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<end>",
      "type_id":0}},{"Sequence":{"id":"A","type_id":0}}],"pair":[{"Sequence":{"id":"A",
      "type_id":0}},{"Sequence":{"id":"B","type_id":1}}],"special_tokens":{"<end>":{"id":"<end>",
      "ids":[4],"tokens":["<end>"]}}},"decoder":null,
      "model":{"type":"WordLevel","vocab":{"[PAD]":0,"one":1,"two":2,"three":3},
      "unk_token":"[PAD]"}}""";

  @TempDir private Path directory;

  private void write(String name, String content) throws IOException {
    Files.writeString(directory.resolve(name), content);
  }

  private void assertRefused(String... parts) {
    assertThatThrownBy(() -> Tokenizer.load(directory).close())
        .isInstanceOf(InputException.class)
        .hasMessageContaining(directory.toString())
        .hasMessageNotContaining("\n")
        .satisfies(error -> assertThat(error.getMessage()).contains(parts));
  }

  @Test
  void readsWhatTheFilesSay() throws IOException {
    write("tokenizer.json", TOKENIZER);
    write(
        "tokenizer_config.json", "{\"eos_token\":{\"content\":\"<end>\"},\"pad_token\":\"[PAD]\"}");
    try (Tokenizer tokenizer = Tokenizer.load(directory)) {
      assertThat(tokenizer.vocabularySize()).isEqualTo(8);
      assertThat(tokenizer.endOfSequence()).isEqualTo(4);
      assertThat(tokenizer.specialToken("<end>")).hasValue(4);
      assertThat(tokenizer.specialToken("<tool>")).isEmpty();
      assertThat(tokenizer.files()).containsOnlyKeys("tokenizer.json", "tokenizer_config.json");
    }
  }

  @Test
  void truncationPaddingAndTemplatesOfTheFileAreSwitchedOff() throws IOException {
    write("tokenizer.json", TOKENIZER);
    try (Tokenizer tokenizer = Tokenizer.load(directory)) {
      assertThat(tokenizer.encode("three two one three")).containsExactly(3, 2, 1, 3);
      assertThat(tokenizer.encode("")).isEmpty();
      assertThat(tokenizer.decode(new int[] {1, 4, 2})).isEqualTo("one two");
      assertThatThrownBy(() -> tokenizer.decode(new int[] {1, -2}))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void unigramVocabulariesAreCounted() throws IOException {
    write(
        "tokenizer.json",
        """
        {"version":"1.0","truncation":null,"padding":null,"added_tokens":[],"normalizer":null,
        "pre_tokenizer":null,"post_processor":null,"decoder":null,"model":{"type":"Unigram",
        "unk_id":0,"vocab":[["<unk>",0.0],["a",-1.0],["b",-2.5]],"byte_fallback":false}}""");
    write("tokenizer_config.json", "{\"unk_token\":\"<unk>\",\"eos_token\":\"b\"}");
    try (Tokenizer tokenizer = Tokenizer.load(directory)) {
      assertThat(tokenizer.vocabularySize()).isEqualTo(3);
      assertThat(tokenizer.endOfSequence()).isEqualTo(2);
      assertThat(tokenizer.encode("ab")).containsExactly(1, 2);
    }
  }

  @Test
  void withoutAnEndOfSequenceTheErrorComesWhenItIsNeeded() throws IOException {
    write("tokenizer.json", TOKENIZER);
    try (Tokenizer tokenizer = Tokenizer.load(directory)) {
      assertThatThrownBy(tokenizer::endOfSequence)
          .isInstanceOf(InputException.class)
          .hasMessageContaining(directory.toString())
          .hasMessageContaining("eos_token");
    }
  }

  @Test
  void theSpecialTokensMapIsReadToo() throws IOException {
    write("tokenizer.json", TOKENIZER);
    write("special_tokens_map.json", "{\"eos_token\":\"<end>\"}");
    try (Tokenizer tokenizer = Tokenizer.load(directory)) {
      assertThat(tokenizer.endOfSequence()).isEqualTo(4);
    }
    write("tokenizer_config.json", "{\"eos_token\":null}");
    try (Tokenizer tokenizer = Tokenizer.load(directory)) {
      assertThatThrownBy(tokenizer::endOfSequence).isInstanceOf(InputException.class);
    }
  }

  @Test
  void missingSpecialTokensAreNamed() throws IOException {
    write("tokenizer.json", TOKENIZER);
    write("tokenizer_config.json", "{\"eos_token\":\"<|im_end|>\"}");
    assertRefused("names the special token <|im_end|> but its vocabulary does not hold it");
    write("tokenizer_config.json", "{\"additional_special_tokens\":[\"<extra>\"]}");
    assertRefused("<extra>");
    write("tokenizer_config.json", "{\"extra_special_tokens\":[\"<further>\"]}");
    assertRefused("<further>");
    write("tokenizer_config.json", "{\"added_tokens_decoder\":{\"9\":{\"content\":\"<nine>\"}}}");
    assertRefused("<nine>");
    write("tokenizer_config.json", "{\"added_tokens_decoder\":{\"5\":{\"content\":\"<end>\"}}}");
    assertRefused("<end> the id 4 in tokenizer.json and 5 in tokenizer_config.json");
    write("tokenizer_config.json", "{\"added_tokens_decoder\":{\"x\":{\"content\":\"<end>\"}}}");
    assertRefused("added_tokens_decoder has the id \"x\"");
  }

  @Test
  void missingFilesAreNamed() throws IOException {
    assertRefused("there is no tokenizer.json");
    write("tokenizer.model", "sentencepiece");
    assertRefused("there is no tokenizer.json", "AutoTokenizer");
    assertThatThrownBy(() -> Tokenizer.load(directory.resolve("absent")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no such directory");
  }

  @Test
  void brokenFilesAreNamed() throws IOException {
    write("tokenizer.json", "{\"model\":");
    assertRefused("tokenizer.json");
    write("tokenizer.json", "{}");
    assertRefused("it holds no vocabulary");
    write("tokenizer.json", TOKENIZER.replace("WordLevel", "Telepathy"));
    assertRefused("the tokenizers library refuses it");
    write("tokenizer.json", TOKENIZER);
    write("tokenizer_config.json", "{");
    assertRefused("tokenizer_config.json", "not valid JSON");
  }
}
