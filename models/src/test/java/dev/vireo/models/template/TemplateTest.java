package dev.vireo.models.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.models.template.values.TemplateFault;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where Python and Jinja are not as one would think; {@code snippets.json} has far more. */
class TemplateTest {
  private static final Map<String, Object> VALUES =
      Map.of(
          "list", List.of(1, 2, 3), "map", Map.of("items", 5, "k", "v"), "text", "a\ud83d\udc67b");

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      textBlock =
          """
          7 / 2                                => 3.5
          6 / 2                                => 3.0
          -7 // 2                              => -4
          -7 % 3                               => 2
          7 % -2.5                             => -0.5
          2 ** 3 ** 2                          => 64
          1 + true                             => 2
          1 == 1.0 == true                     => True
          9007199254740993 == 9007199254740992.0 => False
          1e16                                 => 1e+16
          0.1 + 0.2                            => 0.30000000000000004
          1 < 2 < 2                            => False
          text | length                        => 3
          text[::-1]                           => b\ud83d\udc67a
          text[-2]                             => \ud83d\udc67
          list[-2:]                            => [2, 3]
          list[::-2]                           => [3, 1]
          list[5:]                             => []
          list[9] is defined                   => False
          map.items is callable                => True
          map['items']                         => 5
          map.get('x') is none                 => True
          none ~ true ~ 1.0                    => NoneTrue1.0
          ['it\\'s', "\\"", '\\n', none]       => ["it's", '"', '\\n', None]
          (1,)                                 => (1,)
          1 is integer and true is not integer => True
          true is number                       => True
          'a' is sequence and map is sequence  => True
          0 or '' or none                      => None
          0 and 1 / 0                          => 0
          none | default('d')                  => None
          none | default('d', true)            => d
          zzz | default('d')                   => d
          map.zzz.y | default('d')             => ERROR 'dict object' has no attribute 'zzz'
          zzz == none                          => False
          zzz ~ 'a'                            => a
          zzz + 'a'                            => ERROR 'zzz' is undefined
          [3, 'a'] | sort                      => ERROR values of types 'str' and 'int' have no order
          ['b', 'A'] | sort                    => ['A', 'b']
          {'b': 1, 'A': 2} | dictsort          => [('A', 2), ('b', 1)]
          map | tojson(indent=2) | length      => 28
          ' a  b '.split()                     => ['a', 'b']
          ' a  b '.split(' ')                  => ['', 'a', '', 'b', '']
          'a-b-c'.rsplit('-', 1)[0]            => a-b
          'xxaxx'.strip('x')                   => a
          'aaa'.replace('', '-')               => -a-a-a-
          'ß'.upper()                          => SS
          "it's" | title                       => It's
          '\\q'                                => \\q
          range(3) | sum                       => 3
          1 + 'a'                              => ERROR unsupported operand types for +: 'int' and 'str'
          'abc'.foo()                          => ERROR 'str object' has no attribute 'foo'
          1 / 0                                => ERROR division by zero
          """)
  void expressionsAreThoseOfPython(String expression, String expected) {
    String found;
    try {
      found = render("{{ " + expression + " }}");
    } catch (TemplateFault e) {
      found = "ERROR " + e.getMessage();
    }
    assertThat(found).isEqualTo(expected);
  }

  @Test
  void aLoopKnowsItsNeighboursAndAnElseWithoutTurns() {
    assertThat(
            render(
                "{% for x in list %}{{ loop.previtem }}<{{ x }}>{{ loop.nextitem }}"
                    + "{{ loop.last }} {% endfor %}"))
        .isEqualTo("<1>2False 1<2>3False 2<3>True ");
    assertThat(render("{% for x in list if x > 5 %}a{% else %}b{% endfor %}")).isEqualTo("b");
    // A turn that is cut short does not count.
    assertThat(render("{% for x in [1] %}a{% continue %}{% else %}b{% endfor %}")).isEqualTo("ab");
    assertThat(render("{% for x in list if x != 2 %}{{ loop.index }}{{ x }}{% endfor %}"))
        .isEqualTo("1123");
  }

  @Test
  void whatATurnSetsIsGoneButANamespaceKeepsIt() {
    assertThat(
            render(
                "{% set x = 0 %}{% set ns = namespace(x=0, inner=namespace(y=0)) %}"
                    + "{% for i in list %}{% set x = x + i %}{% set ns.x = ns.x + i %}"
                    + "{% if i == 2 %}{% set ns.inner = namespace(y=i) %}{% endif %}{{ x }}"
                    + "{% endfor %} {{ x }} {{ ns.x }} {{ ns.inner.y }}"))
        .isEqualTo("123 0 6 2");
    assertThat(render("{% if true %}{% set x = 1 %}{% endif %}{{ x }}")).isEqualTo("1");
  }

  @Test
  void aMacroTakesNamesAndDefaultsAndSeesWhereItStands() {
    String macro = "{% macro m(a, b=a ~ 'x') %}{{ a }}-{{ b }}-{{ i }};{% endmacro %}";
    assertThat(
            render(
                macro
                    + "{{ m(1) }}{{ m(b=2, a=3) }}{{ m() }}{% for i in [1] %}{{ m(4) }}{% endfor"
                    + " %}"))
        .isEqualTo("1-1x-;3-2-;-x-;4-4x-;");
    assertThatThrownBy(() -> render(macro + "\n{{ m(1, c=2) }}"))
        .hasMessage("macro 'm' takes no keyword argument 'c'");
    assertThat(
            render(
                "{% macro m() %}<{{ caller('y') }}>{% endmacro %}{% set x = 1 %}"
                    + "{% call(a) m() %}{{ x }}{{ a }}{% endcall %}"))
        .isEqualTo("<1y>");
  }

  @Test
  void whiteSpaceIsTakenAsTheTagsSay() {
    assertThat(render("  {% if true %}\n    a\n  {% endif %}\n  b\n\n")).isEqualTo("    a\n  b\n");
    assertThat(render("x \n {%- if true -%} \n a \n {%- endif -%} \n y")).isEqualTo("xay");
    assertThat(render("a\n{%- generation -%}\n b \n{%- endgeneration %}\n c")).isEqualTo("ab c");
  }

  @Test
  void aFaultHasTheLineOfWhatFailed() {
    assertLine("{{ 1 }}\n{% set x = 5 %}\n{{ x.y.z }}", 3);
    assertLine("{% macro m(a) %}\n{{ a + 1 }}\n{% endmacro %}\n\n{{ m('x') }}", 2);
    assertLine(
        "{% for x in list %}\n{% if x == 3 %}\n{{ raise_exception('no') }}{% endif %}{% endfor %}",
        3);
    assertLine("{{ [1,\n 2,\n 3 | nofilter] }}", 3);
    assertLine("\n{% for x in 5 %}{% endfor %}", 2);
    assertLine("{{ strftime_now('%Y') }}", 1);
  }

  private static void assertLine(String template, int line) {
    assertThatThrownBy(() -> render(template))
        .isInstanceOfSatisfying(
            TemplateFault.class, fault -> assertThat(fault.line()).as(template).isEqualTo(line));
  }

  @Test
  void theTimeIsTheOneGiven() {
    Template template = Template.parse("{{ strftime_now('%A %d %b %Y %H:%M:%S %j %p %I|%e') }}");
    LocalDateTime moment = LocalDateTime.of(2026, 3, 7, 0, 5, 9);
    assertThat(template.render(Map.of(), Optional.of(moment)))
        .isEqualTo("Saturday 07 Mar 2026 00:05:09 066 AM 12| 7");
  }

  @Test
  void aTemplateIsSharedByThreadsAndLeavesItsValuesAsTheyAre() {
    Template template =
        Template.parse(
            "{% set ns = namespace(n=0) %}{% for x in list %}{% set ns.n = ns.n + x %}{% endfor %}"
                + "{% set list = 1 %}{{ ns.n }}");
    assertThat(
            IntStream.range(0, 100)
                .parallel()
                .mapToObj(i -> template.render(VALUES, Optional.empty())))
        .containsOnly("6");
  }

  private static String render(String template) {
    return Template.parse(template).render(VALUES, Optional.empty());
  }
}
