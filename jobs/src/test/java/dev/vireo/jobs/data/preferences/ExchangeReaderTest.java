package dev.vireo.jobs.data.preferences;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.jobs.data.prompts.ChatSettings;
import dev.vireo.jobs.data.prompts.PromptEncoder;
import dev.vireo.models.chat.ChatMessage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The layouts of preferences, and what is said of rows that have none of them. */
class ExchangeReaderTest {
  private static final String ASKED = "[{\"role\":\"user\",\"content\":\"1+1?\"}]";
  private static final String GOOD = "[{\"role\":\"assistant\",\"content\":\"2\"}]";
  private static final String OTHER = "[{\"role\":\"assistant\",\"content\":\"3\"}]";
  private static final String LONG_GOOD =
      "[{\"role\":\"user\",\"content\":\"1+1?\"},{\"role\":\"assistant\",\"content\":\"2\"}]";
  private static final String LONG_OTHER =
      "[{\"role\":\"user\",\"content\":\"1+1?\"},{\"role\":\"assistant\",\"content\":\"3\"}]";
  private static final Exchange RENDERED =
      Exchange.chat(
          "<user>1+1?<assistant>", List.of("<user>1+1?<assistant>2", "<user>1+1?<assistant>3"));

  /** A token is a character. */
  private static final PromptEncoder CHARACTERS =
      new PromptEncoder() {
        @Override
        public int[] encode(String text) {
          return text.codePoints().toArray();
        }

        @Override
        public String chat(
            List<ChatMessage> messages, ChatSettings settings, boolean generationPrompt) {
          StringBuilder text = new StringBuilder();
          messages.forEach(each -> text.append("<" + each.role() + ">").append(each.content()));
          return text + (generationPrompt ? "<assistant>" : "");
        }
      };

  @Test
  void textsStayTexts() {
    assertThat(pair("1+1=", "2", "3"))
        .isEqualTo(new Exchange("1+1=", List.of("1+1=2", "1+1=3"), true, null, false, List.of()));
    assertThat(pair(null, "1+1= 2", "1+1= 3")).isEqualTo(pair("1+1=", " 2", " 3"));
  }

  @Test
  void everyLayoutOfMessagesMeansTheSame() {
    assertThat(pair(ASKED, GOOD, OTHER)).isEqualTo(RENDERED);
    assertThat(pair(null, LONG_GOOD, LONG_OTHER)).isEqualTo(RENDERED);
    // Some data sets name the prompt and repeat it.
    assertThat(pair("1+1?", LONG_GOOD, LONG_OTHER)).isEqualTo(RENDERED);
    assertThat(pair(ASKED, LONG_GOOD, LONG_OTHER)).isEqualTo(RENDERED);
    assertThat(pair("1+1?", GOOD, OTHER)).isEqualTo(RENDERED);
    assertThat(pair(ASKED, "2", "3")).isEqualTo(RENDERED);
    assertThat(
            reader(true, null)
                .pair(cell("prompt", "1+1?"), cell("chosen", "2"), cell("rejected", "3")))
        .isEqualTo(RENDERED);
  }

  @Test
  void aSystemMessageGoesBeforeTheOthers() {
    Exchange made =
        reader(false, "Be brief.")
            .pair(cell("prompt", ASKED), cell("chosen", GOOD), cell("rejected", OTHER));
    assertThat(made.prompt()).isEqualTo("<system>Be brief.<user>1+1?<assistant>");
    assertThat(made.wholes().get(1)).isEqualTo("<system>Be brief.<user>1+1?<assistant>3");
  }

  @Test
  void aSingleCompletionIsRead() {
    ExchangeReader reader = reader(false, null);
    assertThat(reader.single(cell("prompt", "1+1="), cell("completion", "2")))
        .isEqualTo(new Exchange("1+1=", List.of("1+1=2"), true, null, false, List.of()));
    assertThat(reader.single(cell("prompt", ASKED), cell("completion", GOOD)))
        .isEqualTo(RENDERED.only(0));
  }

  /** Of several turns the assistant's tokens alone carry loss, where that is asked for. */
  @Test
  void theAssistantsTurnsAreToldApart() {
    String turns =
        "[{\"role\":\"assistant\",\"content\":\"ab\"},{\"role\":\"user\",\"content\":\"xyz\"},"
            + "{\"role\":\"tool\",\"content\":\"7\"},{\"role\":\"assistant\",\"content\":\"c\"}]";
    ExchangeTokens made =
        encoder()
            .encode(
                new ExchangeReader(ChatSettings.defaults(), CHARACTERS, true)
                    .pair(cell("prompt", ASKED), cell("chosen", turns), cell("rejected", OTHER)));
    int[] chosen = made.completions().get(0);
    assertThat(new String(chosen, 0, chosen.length)).isEqualTo("ab<user>xyz<tool>7<assistant>c");
    StringBuilder learned = new StringBuilder();
    for (int token = 0; token < chosen.length; token++) {
      learned.append(made.masks().get(0).get(token) ? (char) chosen[token] : '.');
    }
    assertThat(learned).hasToString("ab" + ".".repeat(27) + "c");
    assertThat(made.masks().get(1)).isNull();
    ExchangeTokens whole =
        encoder()
            .encode(
                new ExchangeReader(ChatSettings.defaults(), CHARACTERS)
                    .pair(cell("prompt", ASKED), cell("chosen", turns), cell("rejected", OTHER)));
    assertThat(whole.masks()).containsOnlyNulls();
    assertThat(whole.completions().get(0)).isEqualTo(chosen);
  }

  @Test
  void aTemplateThatRewritesEarlierTurnsTellsNoneApart() {
    PromptEncoder forgetful =
        new PromptEncoder() {
          @Override
          public int[] encode(String text) {
            return text.codePoints().toArray();
          }

          @Override
          public String chat(
              List<ChatMessage> messages, ChatSettings settings, boolean generationPrompt) {
            return messages.get(messages.size() - 1).content() + (generationPrompt ? "|" : "");
          }
        };
    String turns =
        "[{\"role\":\"assistant\",\"content\":\"ab\"},{\"role\":\"user\",\"content\":\"xyz\"},"
            + "{\"role\":\"assistant\",\"content\":\"c\"}]";
    assertThat(
            new ExchangeReader(ChatSettings.defaults(), forgetful, true)
                .pair(cell("prompt", ASKED), cell("chosen", turns), cell("rejected", OTHER))
                .problem())
        .startsWith("has a completion of several turns, of which the chat template rewrites");
  }

  private static ExchangeEncoder encoder() {
    return new ExchangeEncoder(CHARACTERS, SequenceEnds.TOKENIZER, new BoundaryTokens(null, 0));
  }

  @Test
  void rowsThatCannotBeUsedSayWhy() {
    assertThat(pair("p", null, "b").problem()).isEqualTo("has no value in column 'chosen'");
    assertThat(pair("p", "a", " ").problem())
        .isEqualTo("has a blank text in column 'rejected'; remove the row");
    assertThat(pair("p", "a", "a").problem())
        .isEqualTo(
            "has the same completion in the columns 'chosen' and 'rejected'; remove the row");
    assertThat(pair(null, "apple", "pear").problem())
        .isEqualTo(
            "has no prompt: 'chosen' and 'rejected' have no common beginning; give the prompt in a"
                + " column");
    assertThat(pair(null, GOOD, OTHER).problem())
        .isEqualTo(
            "has no prompt: the messages in 'chosen' and 'rejected' differ from the first one on;"
                + " give the prompt in a column");
    assertThat(pair(ASKED, GOOD, "3").problem())
        .isEqualTo(
            "has messages in one of the columns 'chosen' and 'rejected' and text in the other; use"
                + " the same form for both");
    assertThat(pair("2+2?", LONG_GOOD, LONG_OTHER).problem())
        .isEqualTo(
            "has messages in 'chosen' and 'rejected' that neither begin with the assistant's nor"
                + " repeat the prompt in column 'prompt'");
    assertThat(pair(GOOD, GOOD, OTHER).problem())
        .isEqualTo(
            "has a prompt whose last message is the assistant's; it must be one that the assistant"
                + " answers");
    assertThat(pair(null, LONG_GOOD, LONG_OTHER.replace("assistant", "tool")).problem())
        .isEqualTo(
            "has a completion that begins with a message of 'tool'; it must be the assistant's");
    assertThat(pair(ASKED, GOOD, "[{\"role\":\"assistant\"}]").problem())
        .isEqualTo("has messages one of which has no text under 'content' (column 'rejected')");
  }

  private static Exchange pair(String prompt, String chosen, String rejected) {
    return reader(false, null)
        .pair(
            prompt == null ? new Cell(null, null) : cell("prompt", prompt),
            cell("chosen", chosen),
            cell("rejected", rejected));
  }

  private static Cell cell(String column, String value) {
    return new Cell(column, value);
  }

  private static ExchangeReader reader(boolean wrap, String system) {
    return new ExchangeReader(
        new ChatSettings(wrap, system, "default", Map.of(), null), CHARACTERS);
  }
}
