package dev.vireo.jobs.data.preferences;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vireo.jobs.data.prompts.ChatSettings;
import dev.vireo.jobs.data.prompts.PromptEncoder;
import dev.vireo.models.chat.ChatMessage;
import dev.vireo.models.chat.ChatTemplate;
import dev.vireo.models.tokenizer.SequenceFrame;
import dev.vireo.models.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Preference data as TRL's DPOTrainer, KTOTrainer, ORPOTrainer and CPOTrainer tokenise it; {@code
 * $(checks/interop/environment)/bin/python checks/interop/preference_tokens.py} makes the file
 * anew.
 */
class PreferenceTokensGoldenTest {
  private static final Path TOKENIZERS =
      Path.of("../models/src/test/resources/dev/vireo/models/tokenizer");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"qwen2", "llama3", "llama2", "mistral", "framed"})
  void tokensAreThoseOfTrl(String name) throws IOException {
    JsonNode fixture = fixture();
    JsonNode ids = fixture.get("tokenizers").get(name);
    Tally tally = new Tally(name);
    try (Tokenizer tokenizer = Tokenizer.load(TOKENIZERS.resolve(name))) {
      BoundaryTokens boundaries = BoundaryTokens.of(tokenizer);
      assertThat(boundaries)
          .isEqualTo(
              new BoundaryTokens(
                  ids.get("bos").isNull() ? null : ids.get("bos").intValue(),
                  ids.get("eos").intValue()));
      ExampleLimit limit =
          new ExampleLimit(fixture.get("longest").intValue(), LongExamples.TRUNCATE);
      for (JsonNode given : fixture.get("cases")) {
        if (given.get("tokenizer").textValue().equals(name)) {
          JsonNode template = fixture.get("templates").get(given.get("template").asText());
          tally.add(given, encoder(tokenizer, name, template), boundaries, limit);
        }
      }
    }
    assertThat(tally.cases).isEqualTo(27);
    assertThat(tally.chats).isEqualTo(12);
    // Where tokens merge across the border, ORPO gives each side a prompt of its own.
    assertThat(tally.evenOdds).isGreaterThanOrEqualTo(22);
    assertThat(tally.dropped).isBetween(1, 8);
    assertThat(tally.cut).isPositive();
  }

  /** Compares case by case, and counts. */
  private static final class Tally {
    private final String name;
    private int cases;
    private int chats;
    private int evenOdds;
    private int dropped;
    private int cut;

    Tally(String name) {
      this.name = name;
    }

    void add(JsonNode given, PromptEncoder encoder, BoundaryTokens boundaries, ExampleLimit limit) {
      JsonNode row = given.get("row");
      Exchange exchange =
          new ExchangeReader(ChatSettings.defaults(), encoder)
              .pair(
                  row.has("prompt") ? cell(row, "prompt") : new Cell(null, null),
                  cell(row, "chosen"),
                  cell(row, "rejected"));
      String about = name + " " + given.get("template") + " " + row;
      assertThat(exchange.problem()).as(about).isNull();
      cases++;
      chats += exchange.plain() ? 0 : 1;
      var asTokenizer = new ExchangeEncoder(encoder, SequenceEnds.TOKENIZER, boundaries);
      ExchangeTokens pair = asTokenizer.encode(exchange);
      JsonNode dpo = given.get("dpo");
      same(pair, about + " dpo", dpo.get("prompt"), dpo.get("chosen"), dpo.get("rejected"));
      for (int side = 0; side < 2; side++) {
        JsonNode kto = given.get("kto").get(side == 0 ? "chosen" : "rejected");
        ExchangeTokens alone = asTokenizer.encode(exchange.only(side));
        same(alone, about + " kto", kto.get("prompt"), kto.get("completion"));
      }
      odds(given.get("orpo"), exchange, encoder, boundaries, about + " orpo");
      if (given.has("cut")) {
        cut(given.get("cut"), pair, limit, about + " cut");
      }
    }

    private void odds(
        JsonNode orpo,
        Exchange exchange,
        PromptEncoder encoder,
        BoundaryTokens boundaries,
        String about) {
      ExchangeTokens made =
          new ExchangeEncoder(encoder, SequenceEnds.ALWAYS, boundaries).encode(exchange);
      JsonNode chosen = orpo.get("chosen");
      JsonNode rejected = orpo.get("rejected");
      assertThat(joined(made.prompt(), made.completions().get(0)))
          .as(about)
          .isEqualTo(joined(ints(chosen.get("prompt")), ints(chosen.get("completion"))));
      assertThat(joined(made.prompt(), made.completions().get(1)))
          .as(about)
          .isEqualTo(joined(ints(rejected.get("prompt")), ints(rejected.get("completion"))));
      if (chosen.get("prompt").equals(rejected.get("prompt"))) {
        same(
            made,
            about,
            chosen.get("prompt"),
            chosen.get("completion"),
            rejected.get("completion"));
        evenOdds++;
      }
    }

    private void cut(JsonNode expected, ExchangeTokens pair, ExampleLimit limit, String about) {
      int length = pair.prompt().length;
      List<int[]> completions =
          pair.completions().stream().map(each -> limit.cut(length, each)).toList();
      boolean differ = !Arrays.equals(completions.get(0), completions.get(1));
      boolean left = limit.counted(pair, differ) <= limit.tokens();
      if (expected.isNull()) {
        assertThat(left).as(about).isFalse();
        dropped++;
        return;
      }
      // TRL trains on pairs of which the same is left on both sides, to no effect.
      assertThat(left).as(about).isEqualTo(differ);
      same(
          new ExchangeTokens(pair.prompt(), completions),
          about,
          expected.get("prompt"),
          expected.get("chosen"),
          expected.get("rejected"));
      cut += limit.isCut(0, pair.length()) ? 1 : 0;
    }

    private static void same(
        ExchangeTokens made, String about, JsonNode prompt, JsonNode... completions) {
      assertThat(made.prompt()).as(about).isEqualTo(ints(prompt));
      for (int side = 0; side < completions.length; side++) {
        assertThat(made.completions().get(side)).as(about).isEqualTo(ints(completions[side]));
      }
    }
  }

  private PromptEncoder encoder(Tokenizer tokenizer, String name, JsonNode template)
      throws IOException {
    ChatTemplate chats = template == null ? null : load(name, template.textValue());
    return new PromptEncoder() {
      @Override
      public int[] encode(String text) {
        return tokenizer.encode(text);
      }

      @Override
      public SequenceFrame frame() {
        return tokenizer.frame();
      }

      @Override
      public String chat(
          List<ChatMessage> messages, ChatSettings settings, boolean generationPrompt) {
        return chats.render(messages, settings.options(generationPrompt));
      }
    };
  }

  private ChatTemplate load(String name, String template) throws IOException {
    Path directory = Files.createTempDirectory(folder, name);
    Files.writeString(directory.resolve("chat_template.jinja"), template);
    Files.copy(
        TOKENIZERS.resolve(name).resolve("tokenizer_config.json"),
        directory.resolve("tokenizer_config.json"));
    return ChatTemplate.load(directory);
  }

  private static Cell cell(JsonNode row, String column) {
    JsonNode value = row.get(column);
    return new Cell(column, value.isTextual() ? value.textValue() : value.toString());
  }

  private static int[] joined(int[] first, int[] second) {
    return IntStream.concat(IntStream.of(first), IntStream.of(second)).toArray();
  }

  private static int[] ints(JsonNode node) {
    return StreamSupport.stream(node.spliterator(), false).mapToInt(JsonNode::intValue).toArray();
  }

  private static JsonNode fixture() throws IOException {
    try (InputStream file = PreferenceTokensGoldenTest.class.getResourceAsStream("tokens.json")) {
      return new ObjectMapper().readTree(file);
    }
  }
}
