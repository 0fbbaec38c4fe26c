package dev.vireo.models.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Texts that stand alone, as transformers' {@code tokenizer(text)} encodes them, and where its
 * {@code generate} ends at a text; {@code checks/interop/make_plain_fixtures.py} makes the file.
 */
class PlainTokensGoldenTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @ValueSource(strings = {"qwen2", "llama3", "llama2", "mistral", "framed"})
  void plainTextsAreFramedAsTransformersDoes(String name) throws IOException, URISyntaxException {
    try (Tokenizer tokenizer = Tokenizer.load(folder().resolve(name))) {
      List<JsonNode> cases = cases(name, "prompts");
      assertThat(cases).hasSizeGreaterThan(70);
      for (JsonNode given : cases) {
        int[] text = tokenizer.encode(given.get("text").textValue());
        int[] framed = tokenizer.frame().around(text);
        assertThat(framed).as("%s", given).isEqualTo(ids(given.get("ids")));
        assertThat(tokenizer.frame().inside(framed)).isEqualTo(text);
      }
      assertThat(tokenizer.frame().isEmpty()).isEqualTo(name.equals("qwen2"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"qwen2", "llama3", "llama2", "mistral", "framed"})
  void completionsEndAtTextsWhereTransformersEndsThem(String name)
      throws IOException, URISyntaxException {
    try (Tokenizer tokenizer = Tokenizer.load(folder().resolve(name))) {
      int ended = 0;
      for (JsonNode given : cases(name, "stops")) {
        List<String> strings = new ArrayList<>();
        given.get("strings").forEach(string -> strings.add(string.textValue()));
        int[] ids = ids(given.get("ids"));
        StopStrings stops = StopStrings.of(strings, tokenizer);
        int kept = given.get("kept").isNull() ? ids.length : given.get("kept").intValue();
        assertThat(stops.keptOf(ids)).as("%s", given).isEqualTo(kept);
        assertThat(stops.end(ids, kept)).as("%s", given).isEqualTo(!given.get("kept").isNull());
        ended += given.get("kept").isNull() ? 0 : 1;
      }
      assertThat(ended).isGreaterThan(30);
    }
  }

  private static Path folder() throws URISyntaxException {
    return Path.of(PlainTokensGoldenTest.class.getResource("plain.json").toURI()).getParent();
  }

  private static List<JsonNode> cases(String tokenizer, String part)
      throws IOException, URISyntaxException {
    JsonNode all = JSON.readTree(folder().resolve("plain.json").toFile()).get("cases");
    return StreamSupport.stream(all.spliterator(), false)
        .filter(given -> given.get("tokenizer").textValue().equals(tokenizer))
        .filter(given -> given.get("part").textValue().equals(part))
        .toList();
  }

  private static int[] ids(JsonNode node) {
    return StreamSupport.stream(node.spliterator(), false).mapToInt(JsonNode::intValue).toArray();
  }
}
