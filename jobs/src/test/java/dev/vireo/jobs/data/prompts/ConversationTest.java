package dev.vireo.jobs.data.prompts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.models.chat.ChatMessage;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConversationTest {
  private static final String USER = "{\"role\":\"user\",\"content\":\"Hi\"}";

  @Test
  void defaultsAreThese() {
    assertThat(ChatSettings.defaults())
        .isEqualTo(new ChatSettings(false, null, "default", Map.of(), null));
  }

  @Test
  void readsRoleAndContentAndLetsNullsBe() {
    Conversation conversation =
        Conversation.asked("m", "[{\"content\":\" Hi\",\"role\":\"user\",\"tool_calls\":null}]");
    assertThat(conversation.problem()).isNull();
    assertThat(conversation.messages()).containsExactly(new ChatMessage("user", " Hi"));
    assertThat(conversation.with(null)).isEqualTo(conversation.messages());
    assertThat(conversation.with("Be brief."))
        .containsExactly(new ChatMessage("system", "Be brief."), new ChatMessage("user", " Hi"));
  }

  @Test
  void aSystemMessageThatIsThereStays() {
    Conversation conversation =
        Conversation.asked("m", "[{\"role\":\"system\",\"content\":\"A\"}," + USER + "]");
    assertThat(conversation.with("B")).isEqualTo(conversation.messages());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{\"role\":\"user\"}]",
        "[{\"role\":\"user\",\"tool_calls\":[]}]",
        "[{\"from\":\"human\",\"value\":\"Hi\"}]",
        "[{'role': 'user', 'content': 'Hi'}]"
      })
  void whatIsMeantForMessagesIsNotATextAndIsRefused(String text) {
    assertThat(Conversation.isIn(text)).isTrue();
    assertThat(Conversation.asked("m", text).problem()).startsWith("has messages (column 'm') ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[1]",
        "[]",
        "[{\"role\":1}]",
        "[{\"from\":\"a\",\"to\":\"b\"}]",
        "[{'a': 1}]",
        "[from"
      })
  void anyOtherListIsAText(String text) {
    assertThat(Conversation.isIn(text)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "[1; are not JSON",
        "{}; not a list of",
        "[]; not a list of",
        "[3]; no text under 'role'",
        "[{\"from\":\"human\",\"value\":\"Hi\"}]; with 'from' and 'value'; name these role and"
            + " content",
        "[{\"role\":\"user\"}]; no text under 'content'",
        "[{\"role\":\"user\",\"content\":[{\"type\":\"text\"}]}]; no text under 'content'",
        "[{\"role\":\" \",\"content\":\"x\"}]; a blank role",
        "[{\"role\":\"user\",\"content\":\"x\",\"name\":\"Al\"}]; 'name'; only role and content",
        "[{\"role\":\"assistant\",\"content\":\"x\"}]; end with the assistant's",
      })
  void whatCannotBeAPromptIsSaid(String json, String problem) {
    assertThat(Conversation.asked("m", json).problem())
        .startsWith("has messages (column 'm') ")
        .contains(problem);
  }

  @Test
  void whatIsLearntFromEndsWithTheAssistants() {
    String assistant = "{\"role\":\"assistant\",\"content\":\"Ho\"}";
    assertThat(Conversation.answered("m", "[" + USER + "," + assistant + "]").messages())
        .containsExactly(new ChatMessage("user", "Hi"), new ChatMessage("assistant", "Ho"));
    assertThat(Conversation.answered("m", "[" + assistant + "," + USER + "]").problem())
        .isEqualTo(
            "has messages (column 'm') that do not end with the assistant's, which the policy is to"
                + " learn");
    assertThat(Conversation.answered("m", "[" + assistant + "]").problem())
        .isEqualTo(
            "has messages (column 'm') that are all the assistant's; begin with what it was asked");
    assertThat(Conversation.answered("m", "[]").problem()).contains("not a list of");
  }

  @Test
  void settingsThatContradictEachOtherAreRefused() {
    assertThatThrownBy(() -> new ChatSettings(true, null, "default", Map.of(), "March"))
        .isInstanceOf(InputException.class)
        .hasMessage("chat: date is 'March'; write it as 2026-03-07");
    assertThatThrownBy(() -> new ChatSettings(true, null, "default", Map.of("x", 0.5), null))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("The chat variable x is 0.5");
    assertThatThrownBy(() -> new ChatSettings(true, " ", "default", Map.of(), null))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("chat: system is blank");
  }
}
