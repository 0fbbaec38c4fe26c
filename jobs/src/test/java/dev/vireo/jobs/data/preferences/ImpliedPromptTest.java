package dev.vireo.jobs.data.preferences;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.models.chat.ChatMessage;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Where a prompt ends that no column gives, as TRL's extract_prompt has it. */
class ImpliedPromptTest {
  @Test
  void charactersEndBeforeTheFirstDifferenceAndASpaceBeforeIt() {
    assertThat(prompt("The sky is blue.", "The sky is green.")).isEqualTo("The sky is");
    assertThat(prompt("1+1=2", "1+1=3")).isEqualTo("1+1=");
    assertThat(prompt("a  b", "a  c")).isEqualTo("a ");
  }

  @Test
  void charactersNeverTakeUpACompletion() {
    assertThat(prompt("Because", "Because.")).isEqualTo("Becaus");
    assertThat(prompt("Yes!", "Yes")).isEqualTo("Ye");
    assertThat(prompt("ab👍", "ab👍c")).isEqualTo("ab");
  }

  @Test
  void charactersAreNotTornApart() {
    // Both begin with the same half of a surrogate pair.
    assertThat(prompt("x👍", "x👎")).isEqualTo("x");
    assertThat(prompt("one", "two")).isEmpty();
  }

  @Test
  void messagesNeverTakeUpACompletion() {
    List<ChatMessage> whole = messages("user:a", "assistant:b", "user:c", "assistant:d");
    assertThat(
            ImpliedPrompt.messages(
                whole, messages("user:a", "assistant:b", "user:c", "assistant:e")))
        .isEqualTo(3);
    assertThat(ImpliedPrompt.messages(whole, whole.subList(0, 2))).isEqualTo(1);
    assertThat(ImpliedPrompt.messages(whole, messages("user:z", "assistant:b"))).isZero();
  }

  private static String prompt(String one, String other) {
    int length = ImpliedPrompt.characters(one, other);
    assertThat(ImpliedPrompt.characters(other, one)).isEqualTo(length);
    return one.substring(0, length);
  }

  private static List<ChatMessage> messages(String... messages) {
    return Stream.of(messages)
        .map(text -> text.split(":"))
        .map(parts -> new ChatMessage(parts[0], parts[1]))
        .toList();
  }
}
