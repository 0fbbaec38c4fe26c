package dev.vireo.models.template.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.models.template.values.TemplateFault;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LexerTest {

  /** Text as it is kept, tags as {@code <x>}, with ^ for a newline. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      textBlock =
          """
          a^  {% x %}^  b|a^<x>  b
          a  {% x %}  ^  b|a  <x>  ^  b
          {% x %}^^b|<x>^b
            {% x %}b|<x>b
            {%+ x +%}^b|  <x>^b
          a^ {%- x -%} ^^ b|a<x>b
          a^  {{ x }}^  b|a^  <x>^  b
          a^ {{- x -}} ^ b|a<x>b
          {% x %}^  {% y %}^z|<x><y>z
          {% x %}  {% y %}|<x>  <y>
          a^  {# c #}^  b|a^  b
          a {#- c -#} b|ab
            {# c #}  {% x %}|  <x>
          a {% raw %} {{ x }}^{% endraw %}^b|a  {{ x }}^b
          a {%- raw -%} ^ {% x %} {%- endraw +%}^b|a{% x %}^b
          a^|a
          a^^|a^
          """)
  void whiteSpaceIsSettledAsTrimAndLstripBlocksDo(String template, String expected) {
    String found =
        Lexer.tokens(template.replace('^', '\n')).stream()
            .map(LexerTest::shown)
            .collect(Collectors.joining());
    assertThat(found.replace('\n', '^')).isEqualTo(expected);
  }

  private static String shown(Token token) {
    return switch (token.kind()) {
      case PRINT_BEGIN, TAG_BEGIN -> "<";
      case PRINT_END, TAG_END -> ">";
      default -> token.text();
    };
  }

  @Test
  void everyEndOfLineIsOneNewlineAndCountsAsALine() {
    List<Token> tokens = Lexer.tokens("a\r\nb\rc{{ 'x\r\ny'\n}}{{ z }}");
    assertThat(tokens.get(0)).isEqualTo(new Token(Token.Kind.DATA, "a\nb\nc", 1));
    assertThat(tokens.get(2)).isEqualTo(new Token(Token.Kind.STRING, "x\ny", 3));
    assertThat(tokens.get(5)).isEqualTo(new Token(Token.Kind.NAME, "z", 5));
  }

  @Test
  void anEndWithinBracketsOrAStringIsNone() {
    assertThat(texts("{{ {'a': {'%}': 1}} }}")).isEqualTo("{ a : { %} : 1 } }");
    assertThat(texts("{% x '%}' %}")).isEqualTo("x %}");
  }

  @Test
  void numbersAndOperatorsAreTheLongestThatFit() {
    assertThat(texts("{{ 1_000 0x1F 1.5e-3 2e3 7//2**3 a.0.1 <= -1 }}"))
        .isEqualTo("1_000 0x1F 1.5e-3 2e3 7 // 2 ** 3 a . 0 . 1 <= - 1");
  }

  private static String texts(String template) {
    return Lexer.tokens(template).stream()
        .map(Token::text)
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining(" "));
  }

  @Test
  void escapesOfStringsArePythons() {
    assertThat(string("\\n\\t\\\\\\'\\x41\\102\\u00e9\\U0001F467\\q\\d"))
        .isEqualTo("\n\t\\'A\102\u00e9\ud83d\udc67\\q\\d");
    assertThat(string("a\\\nb")).isEqualTo("ab");
  }

  private static String string(String raw) {
    return Lexer.tokens("{{ '" + raw + "' }}").get(1).text();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a^{{ x           | '{{' without '}}'                       | 2
          ^^{% if          | '{%' without '%}'                       | 3
          {# x             | a comment without '#}'                  | 1
          ^{% raw %} x     | 'raw' without 'endraw'                  | 2
          {{ 'x }}         | a string without its end '              | 1
          {{ (1] }}        | ']' in place of ')'                     | 1
          {{ ^ ? }}        | unexpected '?'                          | 2
          {{ '\\x4' }}     | an escape in a string without its digits | 1
          """)
  void whatCannotBeReadIsSaidWithItsLine(String template, String message, int line) {
    assertThatThrownBy(() -> Lexer.tokens(template.replace('^', '\n')))
        .isInstanceOfSatisfying(
            TemplateFault.class,
            fault -> {
              assertThat(fault.kind()).isEqualTo(TemplateFault.Kind.SYNTAX);
              assertThat(fault.line()).isEqualTo(line);
            })
        .hasMessage(message);
  }
}
