package dev.vireo.jobs.data.preferences;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Preferences as TRL's data sets have them. */
class PreferenceTextsTest {
  private static final String ASKED = message("user", "2+2?");
  private static final String GOOD = message("assistant", "4");
  private static final String BAD = message("assistant", "5");

  @Test
  void textsAreTakenAsTheyAre() {
    assertThat(PreferenceTexts.of("2+2?", "4", "5"))
        .isEqualTo(new PreferenceTexts("2+2?", "4", "5", null));
    assertThat(PreferenceTexts.of(null, "4", "5").problem()).contains("has no prompt");
  }

  @Test
  void ofMessagesTheLastIsTheCompletion() {
    PreferenceTexts expected = new PreferenceTexts("2+2?", "4", "5", null);
    assertThat(PreferenceTexts.of(list(ASKED), list(GOOD), list(BAD))).isEqualTo(expected);
    assertThat(PreferenceTexts.of(null, list(ASKED, GOOD), list(ASKED, BAD))).isEqualTo(expected);
    assertThat(PreferenceTexts.of(list(ASKED), list(ASKED, GOOD), list(ASKED, BAD)))
        .isEqualTo(expected);
    // As Anthropic's and UltraFeedback's: the prompt as text, and the conversations with it.
    assertThat(PreferenceTexts.of("2+2?", list(ASKED, GOOD), list(ASKED, BAD))).isEqualTo(expected);
    String system = message("system", "Be brief.");
    assertThat(PreferenceTexts.of(list(system, ASKED), list(GOOD), list(BAD)).prompt())
        .isEqualTo("system: Be brief.\nuser: 2+2?\n");
  }

  @Test
  void whatIsNoPairSaysWhy() {
    assertThat(PreferenceTexts.of("q", list(GOOD), "5").problem())
        .contains("messages for one completion");
    assertThat(PreferenceTexts.of("q", list(ASKED), list(BAD)).problem())
        .contains("do not end with the assistant's");
    assertThat(
            PreferenceTexts.of(null, list(ASKED, GOOD), list(message("user", "?"), BAD)).problem())
        .contains("differ before their last message");
    assertThat(PreferenceTexts.of(null, list(GOOD), list(BAD)).problem()).contains("no prompt");
    String sent = "[{\"from\":\"human\",\"value\":\"2+2?\"}]";
    assertThat(PreferenceTexts.of(sent, "4", "5").problem())
        .startsWith("has messages with 'from' and 'value'; name these role and content");
  }

  private static String list(String... messages) {
    return "[" + String.join(",", messages) + "]";
  }

  private static String message(String role, String content) {
    return "{\"role\":\"%s\",\"content\":\"%s\"}".formatted(role, content);
  }
}
