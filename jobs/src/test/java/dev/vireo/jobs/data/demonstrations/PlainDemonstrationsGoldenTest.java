package dev.vireo.jobs.data.demonstrations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vireo.jobs.data.prompts.PromptEncoder;
import dev.vireo.jobs.data.source.Draft;
import dev.vireo.jobs.data.source.SourceRow;
import dev.vireo.models.tokenizer.SequenceFrame;
import dev.vireo.models.tokenizer.Tokenizer;
import dev.vireo.schemas.Demonstration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Plain demonstrations as TRL's SFTTrainer tokenises them; {@code
 * checks/interop/make_plain_fixtures.py} makes the file.
 */
class PlainDemonstrationsGoldenTest {
  private static final Path TOKENIZERS =
      Path.of("../models/src/test/resources/dev/vireo/models/tokenizer");
  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @ValueSource(strings = {"qwen2", "llama3", "llama2", "mistral", "framed"})
  void promptAndCompletionAreThoseOfTrl(String name) throws IOException {
    int alike = 0;
    try (Tokenizer tokenizer = Tokenizer.load(TOKENIZERS.resolve(name))) {
      for (JsonNode given : JSON.readTree(TOKENIZERS.resolve("plain.json").toFile()).get("cases")) {
        if (!given.get("tokenizer").textValue().equals(name)
            || !given.get("part").textValue().equals("demonstrations")) {
          continue;
        }
        Demonstration made = demonstration(given, tokenizer);
        List<Integer> prompt = integers(given.get("prompt_ids"));
        List<Integer> completion = integers(given.get("completion_ids"));
        if (given.has("merged")) {
          // TRL leaves the end of the prompt out of it; here the prompt is that of the rollouts.
          assertThat(made.getPromptTokenIds().size()).isGreaterThan(prompt.size());
          assertThat(text(made, tokenizer)).isEqualTo(tokenizer.decode(ints(prompt, completion)));
        } else {
          assertThat(made.getPromptTokenIds()).as("%s", given).isEqualTo(prompt);
          assertThat(made.getCompletionTokenIds()).as("%s", given).isEqualTo(completion);
          alike++;
        }
      }
    }
    assertThat(alike).isGreaterThanOrEqualTo(7);
  }

  private static Demonstration demonstration(JsonNode given, Tokenizer tokenizer) {
    String[] values = {given.get("prompt").textValue(), given.get("completion").textValue()};
    Draft<Demonstration> draft =
        new DemonstrationMaker(
                DemonstrationSettings.defaults(), encoder(tokenizer), given.get("eos").intValue())
            .make(new SourceRow("row", 1, values, null));
    assertThat(draft.problem()).isNull();
    return draft.record();
  }

  private static PromptEncoder encoder(Tokenizer tokenizer) {
    return new PromptEncoder() {
      @Override
      public int[] encode(String text) {
        return tokenizer.encode(text);
      }

      @Override
      public int[] continuation(String text) {
        return tokenizer.encodeContinuation(text);
      }

      @Override
      public SequenceFrame frame() {
        return tokenizer.frame();
      }
    };
  }

  private static String text(Demonstration made, Tokenizer tokenizer) {
    return tokenizer.decode(ints(made.getPromptTokenIds(), made.getCompletionTokenIds()));
  }

  private static int[] ints(List<Integer> first, List<Integer> second) {
    List<Integer> all = new ArrayList<>(first);
    all.addAll(second);
    return all.stream().mapToInt(Integer::intValue).toArray();
  }

  private static List<Integer> integers(JsonNode node) {
    List<Integer> values = new ArrayList<>();
    node.forEach(value -> values.add(value.intValue()));
    return values;
  }
}
