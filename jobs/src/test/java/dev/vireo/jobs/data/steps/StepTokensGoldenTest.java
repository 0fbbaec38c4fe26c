package dev.vireo.jobs.data.steps;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vireo.jobs.data.steps.ProcessRewardRecipe.StepTokens;
import dev.vireo.models.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Steps as TRL 1.13's PRMTrainer tokenises them; {@code checks/interop/prm_check --write} makes the
 * file anew.
 */
class StepTokensGoldenTest {
  private static final Path TOKENIZERS =
      Path.of("../models/src/test/resources/dev/vireo/models/tokenizer");
  private static final Path CASES =
      Path.of("src/test/resources/dev/vireo/jobs/data/steps/step_tokens-trl-1.13.jsonl");

  private static final int ANY = 100_000;

  @ParameterizedTest
  @ValueSource(strings = {"qwen2", "llama3", "llama2", "mistral", "framed"})
  void tokensAndLabelsAreThoseOfTrl(String name) throws IOException {
    int cases = 0;
    int cut = 0;
    try (Tokenizer tokenizer = Tokenizer.load(TOKENIZERS.resolve(name))) {
      for (String line : Files.readAllLines(CASES)) {
        JsonNode given = new ObjectMapper().readTree(line);
        if (!given.get("tokenizer").textValue().equals(name)) {
          continue;
        }
        cases++;
        List<String> steps = new ArrayList<>();
        given.get("steps").forEach(step -> steps.add(step.textValue()));
        StepTokens tokens =
            recipe(tokenizer, given)
                .tokens(tokenizer::encode, given.get("prompt").textValue(), steps);
        cut += tokens.ends().length < steps.size() ? 1 : 0;
        int[] ids =
            IntStream.concat(IntStream.of(tokens.promptIds()), IntStream.of(tokens.completionIds()))
                // TRL cuts a prompt, too; here nothing is learned from such a row.
                .limit(given.get("max_length").asInt(ANY))
                .toArray();
        assertThat(ids).as(line).isEqualTo(numbers(given.get("input_ids")));
        int[] labels = IntStream.generate(() -> -100).limit(ids.length).toArray();
        for (int step = 0; step < tokens.ends().length; step++) {
          labels[tokens.promptIds().length + tokens.ends()[step]] =
              given.get("given").get(step).intValue();
        }
        assertThat(labels).as(line).isEqualTo(numbers(given.get("labels")));
      }
    }
    assertThat(cases).isEqualTo(40);
    assertThat(cut).isPositive();
  }

  private static ProcessRewardRecipe recipe(Tokenizer tokenizer, JsonNode given) {
    OptionalInt begin = tokenizer.namedBeginning();
    return new ProcessRewardRecipe(
        given.get("separator").textValue(),
        1,
        begin.isPresent() ? Integer.valueOf(begin.getAsInt()) : null,
        0,
        given.get("max_completion_length").asInt(0),
        given.get("max_length").asInt(ANY));
  }

  private static int[] numbers(JsonNode array) {
    int[] numbers = new int[array.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = array.get(i).intValue();
    }
    return numbers;
  }
}
