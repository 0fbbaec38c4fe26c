package dev.vireo.jobs.data.prompts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import org.junit.jupiter.api.Test;

class TextTemplateTest {
  @Test
  void putsColumnsInTheirPlaces() {
    TextTemplate template = TextTemplate.parse("prompt template", "{a}: {{{ b c }}} {a}\n");
    assertThat(template.columns()).containsExactly("a", "b c", "a");
    assertThat(template.fill(new String[] {"{1}", "2", "3"})).isEqualTo("{1}: {2} 3\n");
  }

  @Test
  void aColumnIsItsOwnText() {
    assertThat(TextTemplate.column("a").fill(new String[] {" x "})).isEqualTo(" x ");
  }

  @Test
  void mistakesAreNamed() {
    assertMistake("Q: {question", "the brace at character 4 opens no column name");
    assertMistake("Q: {}", "the brace at character 4 opens no column name");
    assertMistake("Q: }", "the brace at character 4 closes nothing");
    assertMistake("Q:", "names no column");
  }

  private static void assertMistake(String template, String message) {
    assertThatThrownBy(() -> TextTemplate.parse("prompt template", template))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("prompt template '" + template + "'")
        .hasMessageContaining(message);
  }
}
