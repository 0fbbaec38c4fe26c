package dev.vireo.jobs.data.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CsvReaderTest {
  @Test
  void readsValuesQuotesAndLineEnds() throws Exception {
    CsvReader reader =
        new CsvReader(
            new StringReader("\uFEFFa,b\r\n1,\"x, \"\"y\"\"\nz\"\n\n,\"\"\n \"3\",é"),
            ',',
            null,
            false);
    assertThat(reader.next()).containsExactly("a", "b");
    assertThat(reader.next()).containsExactly("1", "x, \"y\"\nz");
    assertThat(reader.line()).isEqualTo(2);
    assertThat(reader.next()).containsExactly(null, "");
    assertThat(reader.line()).isEqualTo(5);
    assertThat(reader.next()).containsExactly(" \"3\"", "é");
    assertThat(reader.line()).isEqualTo(6);
    assertThat(reader.next()).isNull();
  }

  @Test
  void aValueBehindTheLastSeparatorIsEmpty() throws Exception {
    assertThat(new CsvReader(new StringReader("1\t"), '\t', null, false).next())
        .containsExactly("1", null);
  }

  @Test
  void whatIsNotCsvIsNamed() {
    assertThatThrownBy(() -> readAll("a\nb,\"c\nd\n"))
        .hasMessage("the quote opened on line 2 is never closed");
    assertThatThrownBy(() -> readAll("a\n\"b\"c\n"))
        .hasMessageStartingWith("text follows the closing quote of the value opened on line 2");
  }

  @Test
  void whatWasWrittenIsRead() throws Exception {
    for (long seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      List<List<String>> rows = new ArrayList<>();
      StringBuilder text = new StringBuilder();
      int columns = 1 + random.nextInt(4);
      for (int row = 0; row < 1 + random.nextInt(5); row++) {
        String[] values = new String[columns];
        for (int i = 0; i < columns; i++) {
          values[i] = value(random);
          text.append(i == 0 ? "" : ",")
              .append('"')
              .append(values[i].replace("\"", "\"\""))
              .append('"');
        }
        rows.add(Arrays.asList(values));
        text.append(random.nextBoolean() ? "\n" : "\r\n");
      }
      assertThat(readAll(text.toString())).as("seed %d", seed).isEqualTo(rows);
    }
  }

  private static String value(Random random) {
    StringBuilder value = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      value.append("ab,\"\n\r é".charAt(random.nextInt(8)));
    }
    return value.toString();
  }

  @Test
  void anEscapeStandsForAQuoteOrItselfWithinQuotesAlone() throws Exception {
    String text = "\"a, \\\\in \\x \\\"q\\\"\",b \\\\ c\n\"\\\\\",\"\"\"\"\n";
    assertThat(readAll(text, '\\', false))
        .containsExactly(List.of("a, \\in \\x \"q\"", "b \\\\ c"), List.of("\\", "\""));
  }

  @Test
  void whatSparkMayHaveEscapedIsRefusedUntilTheSettingSays() throws Exception {
    String doubled = "\"Let $x, y \\\\in$\",1\n";
    assertThatThrownBy(() -> readAll(doubled, null, true))
        .hasMessageContaining("csv-escape to '\\' in that case, or to '\"' if");
    assertThat(readAll(doubled, '"', true)).containsExactly(List.of("Let $x, y \\\\in$", "1"));
    assertThat(readAll(doubled, null, false)).containsExactly(List.of("Let $x, y \\\\in$", "1"));
    assertThat(readAll("\"a, \\in\",b\n", null, true)).containsExactly(List.of("a, \\in", "b"));
    assertThatThrownBy(() -> readAll("\"he said \\\"hi\\\", ok\",1\n", null, false))
        .hasMessageContaining("if a backslash is before it, as Spark writes it, set csv-escape");
  }

  private static List<List<String>> readAll(String text) throws Exception {
    return readAll(text, null, false);
  }

  private static List<List<String>> readAll(String text, Character escape, boolean bySpark)
      throws Exception {
    CsvReader reader = new CsvReader(new StringReader(text), ',', escape, bySpark);
    List<List<String>> rows = new ArrayList<>();
    for (List<String> row = reader.next(); row != null; row = reader.next()) {
      rows.add(row);
    }
    return rows;
  }
}
