package dev.vireo.models.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Ids and texts as transformers' PreTrainedTokenizerFast gives them, for tokenizers built as those
 * of well-known models; {@code checks/interop/make_tokenizer_fixtures.py} makes the files.
 */
class TokenizerGoldenTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @ValueSource(strings = {"qwen2", "llama3", "llama2", "mistral"})
  void encodesAndDecodesAsTransformers(String name) throws IOException, URISyntaxException {
    Path directory = Path.of(TokenizerGoldenTest.class.getResource(name).toURI());
    JsonNode expected = JSON.readTree(directory.resolve("expected.json").toFile());
    int texts = 0;
    try (Tokenizer tokenizer = Tokenizer.load(directory)) {
      assertThat(tokenizer.vocabularySize()).isEqualTo(expected.get("size").intValue());
      assertThat(tokenizer.endOfSequence()).isEqualTo(expected.get("eos").intValue());
      for (JsonNode given : expected.get("cases")) {
        int[] ids = ids(given.get("ids"));
        if (given.has("text")) {
          String text = given.get("text").textValue();
          assertThat(tokenizer.encode(text)).as("'%s'", text).isEqualTo(ids);
          texts++;
        }
        String whole = given.get("decoded").textValue();
        assertThat(tokenizer.decode(ids, false)).as("%s", given).isEqualTo(whole);
        assertThat(tokenizer.decode(ids, true))
            .as("%s", given)
            .isEqualTo(given.path("without").asText(whole));
      }
    }
    assertThat(texts).isGreaterThan(200);
  }

  private static int[] ids(JsonNode node) {
    return StreamSupport.stream(node.spliterator(), false).mapToInt(JsonNode::intValue).toArray();
  }
}
