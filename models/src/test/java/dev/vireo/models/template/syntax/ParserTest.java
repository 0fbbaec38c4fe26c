package dev.vireo.models.template.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.models.template.values.Bool;
import dev.vireo.models.template.values.Comparison;
import dev.vireo.models.template.values.Int;
import dev.vireo.models.template.values.Operator;
import dev.vireo.models.template.values.TemplateFault;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParserTest {
  private static final Expression A = new Expression.Name("a", 1);
  private static final Expression B = new Expression.Name("b", 1);
  private static final Expression C = new Expression.Name("c", 1);

  @Test
  void concatenationBindsTighterThanSumsAndLooserThanProducts() {
    assertThat(expression("a + b ~ c"))
        .isEqualTo(
            new Expression.Binary(Operator.ADD, A, new Expression.Concat(List.of(B, C), 1), 1));
    assertThat(expression("a ~ b * c"))
        .isEqualTo(
            new Expression.Concat(
                List.of(A, new Expression.Binary(Operator.MULTIPLY, B, C, 1)), 1));
  }

  @Test
  void signsBindTighterThanPowersAndFiltersAndTests() {
    Expression minus = new Expression.Signed(A, true, 1);
    assertThat(expression("-a ** b")).isEqualTo(new Expression.Binary(Operator.POWER, minus, B, 1));
    assertThat(expression("-a | abs"))
        .isEqualTo(
            new Expression.Filtered(
                minus, new Expression.Filter("abs", Expression.Given.NOTHING, 1)));
    assertThat(expression("a + b is odd"))
        .isEqualTo(
            new Expression.Binary(
                Operator.ADD, A, new Expression.Test(B, "odd", Expression.Given.NOTHING, 1), 1));
  }

  @Test
  void notBindsLooserThanComparisonsAndNotInIsOne() {
    assertThat(expression("not a == b"))
        .isEqualTo(
            new Expression.Not(
                new Expression.Compare(A, List.of(Map.entry(Comparison.EQUAL, B)), 1)));
    assertThat(expression("a not in b < c"))
        .isEqualTo(
            new Expression.Compare(
                A, List.of(Map.entry(Comparison.NOT_IN, B), Map.entry(Comparison.LESS, C)), 1));
  }

  @Test
  void aTestTakesOneValueWithoutParenthesesButNoKeyword() {
    Expression.Given given = new Expression.Given(List.of(B), Map.of());
    assertThat(expression("a is in b")).isEqualTo(new Expression.Test(A, "in", given, 1));
    assertThat(expression("a is string and b"))
        .isEqualTo(
            new Expression.Logical(
                new Expression.Test(A, "string", Expression.Given.NOTHING, 1), B, true));
  }

  @Test
  void aNumberBehindADotIsAnElement() {
    Expression first = new Expression.Item(A, new Expression.Literal(new Int(0)), 1);
    assertThat(expression("a.0.b")).isEqualTo(new Expression.Attribute(first, "b", 1));
  }

  @Test
  void onlyACommaMakesATuple() {
    assertThat(expression("(a)")).isEqualTo(A);
    assertThat(expression("(a,)")).isEqualTo(new Expression.ListOf(List.of(A), true));
    assertThat(expression("a, true"))
        .isEqualTo(new Expression.ListOf(List.of(A, new Expression.Literal(Bool.TRUE)), true));
  }

  @Test
  void linesAreThoseOfTheTemplate() {
    Statement statement = Parser.parse("\n\n{% if\n a %}{{\nb.c }}{% endif %}").get(1);
    Statement.Branch branch = ((Statement.If) statement).branches().get(0);
    assertThat(branch.line()).isEqualTo(3);
    assertThat(branch.test()).isEqualTo(new Expression.Name("a", 4));
    assertThat(((Statement.Print) branch.body().get(0)).value())
        .isEqualTo(new Expression.Attribute(new Expression.Name("b", 5), "c", 5));
  }

  private static Expression expression(String text) {
    return ((Statement.Print) Parser.parse("{{ " + text + " }}").get(0)).value();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ^{{ a b }}                     | SYNTAX      | 2 | 'b' where '}}' is expected
          {% if a %}^{% endfor %}        | SYNTAX      | 2 | the tag 'endfor' is not known here
          {% if a %}^x                   | SYNTAX      | 2 | the template ends before elif or else or endif
          {% for a b %}                  | SYNTAX      | 1 | 'b' where 'in' is expected
          ^^{% break %}                  | SYNTAX      | 3 | 'break' outside of a loop
          {% set none = 1 %}             | SYNTAX      | 1 | 'none' cannot be set
          {{ f(a=1, b) }}                | SYNTAX      | 1 | an argument without a name behind one with a name
          {{ f(a=1, a=2) }}              | SYNTAX      | 1 | the argument 'a' twice
          {{ a is odd is odd }}          | SYNTAX      | 1 | 'is' behind a test; put parentheses around the first
          {% macro m(a=1, b) %}          | SYNTAX      | 1 | the parameter 'b' without a value behind one with a value
          ^{% include 'x' %}             | UNSUPPORTED | 2 | the statement 'include'
          {{ f(*a) }}                    | UNSUPPORTED | 1 | '*' before an argument
          {{ 99999999999999999999 }}     | UNSUPPORTED | 1 | a whole number beyond 2^63
          """)
  void whatIsNotATemplateIsSaidWithItsLine(
      String template, TemplateFault.Kind kind, int line, String message) {
    assertThatThrownBy(() -> Parser.parse(template.replace('^', '\n')))
        .isInstanceOfSatisfying(
            TemplateFault.class,
            fault -> {
              assertThat(fault.kind()).isEqualTo(kind);
              assertThat(fault.line()).isEqualTo(line);
            })
        .hasMessage(message);
  }

  @Test
  void nothingIsNestedDeeperThanTheStackReaches() {
    for (String deep : List.of("{% if a %}", "{{ (", "{{ -", "{{ [", "{{ a if a else ", "{{ f(")) {
      assertThatThrownBy(() -> Parser.parse(deep + deep.substring(3).repeat(100_000)))
          .as(deep)
          .isInstanceOf(TemplateFault.class);
    }
    assertThat(Parser.parse("{{ " + "(".repeat(90) + "a" + ")".repeat(90) + " }}")).hasSize(1);
  }
}
