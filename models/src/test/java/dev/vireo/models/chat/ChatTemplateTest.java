package dev.vireo.models.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChatTemplateTest {
  private static final List<ChatMessage> HELLO = List.of(new ChatMessage("user", "Hello"));

  @TempDir Path directory;

  @Test
  void defaultsAreThese() {
    assertThat(ChatOptions.defaults()).isEqualTo(new ChatOptions(true, Map.of(), Optional.empty()));
  }

  @Test
  void readsTheTemplateAndTheTokensOfTheConfiguration() throws IOException {
    write("special_tokens_map.json", "{\"bos_token\": \"<b>\", \"eos_token\": \"<old>\"}");
    write(
        "tokenizer_config.json",
        "{\"eos_token\": {\"content\": \"</s>\"}, \"pad_token\": null, \"chat_template\":"
            + " \"{{ bos_token }}{{ messages[0].content }}{{ eos_token }}{{ pad_token }}\"}");
    assertThat(render()).isEqualTo("<b>Hello</s>");
  }

  @Test
  void aTemplateFileComesBeforeTheConfiguration() throws IOException {
    write("tokenizer_config.json", "{\"chat_template\": \"old\"}");
    write("chat_template.jinja", "new\n");
    assertThat(render()).isEqualTo("new");
  }

  @Test
  void oneOfSeveralTemplatesIsChosenByName() throws IOException {
    write(
        "tokenizer_config.json",
        "{\"chat_template\": [{\"name\": \"default\", \"template\": \"d\"},"
            + " {\"name\": \"rag\", \"template\": \"r\"}]}");
    assertThat(render()).isEqualTo("d");
    assertThat(ChatTemplate.load(directory, "rag").render(HELLO, ChatOptions.defaults()))
        .isEqualTo("r");
    assertThatThrownBy(() -> ChatTemplate.load(directory, "tool_use"))
        .isInstanceOf(InputException.class)
        .hasMessageEndingWith("has no chat template 'tool_use'; it has [default, rag]");
  }

  /** As transformers writes several templates since the configuration holds none any more. */
  @Test
  void furtherTemplatesLieInAFolderOfTheirOwn() throws IOException {
    Files.createDirectory(directory.resolve("additional_chat_templates"));
    write("additional_chat_templates/tool_use.jinja", "t");
    write("additional_chat_templates/notes.txt", "no template");
    write("chat_template.jinja", "d");
    write(
        "tokenizer_config.json", "{\"chat_template\": [{\"name\": \"rag\", \"template\": \"r\"}]}");
    assertThat(render()).isEqualTo("d");
    assertThat(ChatTemplate.load(directory, "tool_use").render(HELLO, ChatOptions.defaults()))
        .isEqualTo("t");
    assertThatThrownBy(() -> ChatTemplate.load(directory, "rag"))
        .isInstanceOf(InputException.class)
        .hasMessageEndingWith("has no chat template 'rag'; it has [default, tool_use]");
  }

  @Test
  void aDirectoryWithoutATemplateIsSaidToHaveNone() throws IOException {
    write("tokenizer_config.json", "{}");
    assertThatThrownBy(() -> ChatTemplate.load(directory))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("has no chat template; set chat_template in tokenizer_config.json");
    write("tokenizer_config.json", "{\"chat_template\": {\"default\": \"x\"}}");
    assertThatThrownBy(() -> ChatTemplate.load(directory))
        .isInstanceOf(InputException.class)
        .hasMessageEndingWith("chat_template is neither a text nor a list of {name, template}");
  }

  @Test
  void todaysDateIsRefusedUnlessItIsGiven() {
    assertThatThrownBy(() -> render("{{ strftime_now('%Y') }}", Map.of()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("asks for today's date (strftime_now)");
  }

  @Test
  void variablesKeepTheirOrderAndTheirTypes() {
    Map<String, Object> variables = new HashMap<>();
    variables.put("list", Arrays.asList(1, 2L, null, true, "x"));
    assertThat(render("{{ list }}", variables)).isEqualTo("[1, 2, None, True, 'x']");
    assertThatThrownBy(() -> render("x", Map.of("share", 0.5)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("The chat variable share is 0.5");
    assertThatThrownBy(() -> render("x", Map.of("messages", List.of())))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("The chat variable messages is not free to set");
  }

  @Test
  void whatATemplateRaisesIsTheUsersToRead() {
    assertThatThrownBy(() -> render("{{ raise_exception('No ' ~ messages[0].role) }}", Map.of()))
        .isInstanceOf(InputException.class)
        .hasMessage("The chat template of the model refuses the messages: No user");
  }

  @Test
  void whatIsWrongIsSaidWithItsLine() {
    assertThatThrownBy(() -> render("a\n{% if x %}\n{{ 1 + }}{% endif %}", Map.of()))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "The chat template of the model cannot be parsed"
                + " ('}}' where an expression is expected in line 3)");
    assertThatThrownBy(() -> render("a\n\n{{ messages[0].name.first }}", Map.of()))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "The chat template of the model fails on these messages in line 3:"
                + " 'dict object' has no attribute 'name'");
    assertThatThrownBy(() -> render("\n{{ 'x' | xmlattr }}", Map.of()))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "The chat template of the model uses the filter 'xmlattr' in line 2, which Vireo does"
                + " not support; simplify the template");
    assertThatThrownBy(() -> render("\n{{ strftime_now('%Y') }}", Map.of()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("asks for today's date (strftime_now) in line 2, on which");
  }

  /** Attempts on the virtual machine, the values' own Java and the file system. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ messages.class }}",
        "{{ messages[0].content.getClass() }}",
        "{{ messages[0].constructor.constructor('return this')() }}",
        "{{ messages['constructor'] }}",
        "{{ messages[0]['__proto__']['x'] }}",
        "{{ ''['constructor']['constructor']('return 1')() }}",
        "{{ java.lang.System.exit(1) }}",
        "{{ messages.values }}",
        "{{ messages[0].entries }}",
        "{{ messages[0].content.string }}",
        "{{ raise_exception.body }}",
        "{% set messages.values = 1 %}",
        "{% include '/etc/passwd' %}",
        "{% import 'x' as y %}",
        "{{ namespace.prototype.x }}",
        "{{ range.constructor('return 1')() }}",
        "{{ messages | map(attribute='__class__') | list }}",
        "{{ messages | map(attribute='content.__proto__') | list }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{% set ns = namespace() %}{% set ns.__proto__ = 1 %}{{ ns.__proto__ }}",
        "{{ '%s' | format(messages) }}",
      })
  void nothingBeyondTheValuesCanBeReached(String hostile) {
    String found;
    try {
      found = render(hostile, Map.of());
    } catch (InputException e) {
      assertThat(e.getMessage()).startsWith("The chat template of the model ");
      return;
    }
    assertThat(found).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{% for a in range(90000) %}{% for b in range(90000) %}{% endfor %}{% endfor %}",
        "{% for a in range(90000) %}{% for b in range(90000) %}x{% endfor %}{% endfor %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% set ns = namespace(x='ab') %}{% for i in range(60) %}{% set ns.x = ns.x ~ ns.x %}{%"
            + " endfor %}",
        "{% set ns = namespace(x=[1]) %}{% for i in range(60) %}{% set ns.x = ns.x + ns.x %}{%"
            + " endfor %}",
        "{% set ns = namespace(x=[1]) %}{% for i in range(60) %}{% set ns.x = [ns.x, ns.x] %}{%"
            + " endfor %}{{ ns.x | tojson }}",
        "{% set ns = namespace(x=[1]) %}{% for i in range(60) %}{% set ns.x = [ns.x, ns.x] %}{%"
            + " endfor %}{{ ns.x }}",
        "{% set ns = namespace(x=[1]) %}{% for i in range(60) %}{% set ns.x = [ns.x, ns.x] %}{%"
            + " endfor %}{{ ns.x == ns.x }}",
        "{{ 'x' * 1000000000 }}",
        "{{ [1] * 1000000000 }}",
        "{{ range(1000000000) | list }}",
        "{% set x = 'a' * 900000 %}{{ x | replace('a', x) }}",
        "{% set x = 'a' * 900000 %}{{ x | list | join(x) }}",
        "{% set x = 'a' * 900000 %}{{ x.join(x) }}",
        "{% set x = '\n' * 900000 %}{{ x | indent('a' * 900000, blank=true) }}",
        "{% set x = ['a'] * 900000 %}{{ x | tojson(separators=('a' * 900000, ':')) }}",
        "{% set x = 'a' * 8000000 %}{{ ('a' * 4000000 ~ 'b') in x }}",
        "{% set x = 'a' * 8000000 %}{% for i in range(90000) %}{{ x | length }}{% endfor %}",
        "{% set x = range(90000) | list %}{% for i in range(90000) %}{% set y = x | sort %}{%"
            + " endfor %}",
      })
  void everyTemplateEndsWithinBounds(String endless) {
    assertThatThrownBy(() -> render(endless, Map.of()))
        .isInstanceOf(InputException.class)
        .hasMessageMatching(
            "The chat template of the model is stopped in line [12], as it makes .*");
  }

  private String render() {
    return ChatTemplate.load(directory).render(HELLO, ChatOptions.defaults());
  }

  private static String render(String template, Map<String, Object> variables) {
    return ChatTemplateGoldenTest.template(
            template, com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode())
        .render(HELLO, new ChatOptions(true, variables, Optional.empty()));
  }

  private void write(String name, String content) throws IOException {
    Files.writeString(directory.resolve(name), content);
  }

  @Test
  void betweenTwoMessagesOfTheAssistantsStandsWhatTheTemplateWrites() throws IOException {
    use("chatml");
    assertThat(between("tool"))
        .isEqualTo("<|im_end|>\n<|im_start|>tool\n84<|im_end|>\n<|im_start|>assistant\n");
    assertThat(ChatTemplate.load(directory).generationPrompt(ChatOptions.defaults()))
        .isEqualTo("<|im_start|>assistant\n");
    use("alternating");
    assertThat(between("user"))
        .isEqualTo("<end_of_turn>\n<start_of_turn>user\n84<end_of_turn>\n<start_of_turn>model\n");
  }

  /** What was sampled stays: a template that takes thoughts out would have it otherwise. */
  @Test
  void aTemplateThatRewritesWhatWasSaidIsRefused() throws IOException {
    use("thinking");
    assertThat(between("tool"))
        .startsWith("<|im_end|>\n<|im_start|>user\n<tool_response>\n84")
        .endsWith("<|im_start|>assistant\n");
    assertThatThrownBy(() -> between("user"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "rewrites a message of the assistant's once one of role user follows");
    use("alternating");
    assertThatThrownBy(() -> between("tool"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("refuses the messages: User and assistant take turns.");
  }

  private void use(String template) throws IOException {
    try (InputStream source =
        ChatTemplateTest.class.getResourceAsStream("templates/" + template + ".jinja")) {
      Files.write(directory.resolve("chat_template.jinja"), source.readAllBytes());
    }
    write("tokenizer_config.json", "{}");
  }

  private String between(String role) {
    return ChatTemplate.load(directory)
        .between(List.of(new ChatMessage(role, "84")), ChatOptions.defaults());
  }
}
