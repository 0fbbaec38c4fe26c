package dev.vireo.jobs.data.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TextRowsTest {
  private static final WantedColumns COLUMNS =
      new WantedColumns(
          List.of(new ColumnPath("id", "id", List.of()), new ColumnPath("text", "text", List.of())),
          1);
  private static final TextFormat.Csv CSV = new TextFormat.Csv(null);

  @Test
  void brokenJsonIsTheLastRow() {
    assertThat(json("{\"id\":1,\"text\":\"\"}\n{\"id\":2,\n{\"id\":3}"))
        .hasSize(2)
        .last()
        .asString()
        .isEqualTo(
            "f.jsonl line 2 is not JSON: the line ends inside the object; write each object on one"
                + " line");
    assertThat(json("{\"id\":1} x"))
        .singleElement()
        .asString()
        .contains("line 1 is not JSON: Unrecognized token 'x'");
    assertThat(json("<html>"))
        .containsExactly("f.jsonl line 1 is not JSON: Unexpected character ('<') at column 1");
    assertThat(json("{\"id\":1} {}"))
        .singleElement()
        .asString()
        .contains("line 1 holds more than one JSON object, from column 10; write one per line");
    assertThat(json("7")).containsExactly("f.jsonl line 1 does not hold a JSON object");
    assertThat(json("\n[1]"))
        .singleElement()
        .asString()
        .startsWith("f.jsonl line 2 holds a JSON array; write one object per line");
    byte[] latin = "{\"id\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(texts(TextRows.json(new ByteArrayInputStream(latin), file("f.jsonl"), COLUMNS)))
        .singleElement()
        .asString()
        .startsWith("f.jsonl line 1 is not UTF-8; save the file as UTF-8");
  }

  @Test
  void aLineMustHaveTheNeededColumnsOnly() {
    assertThat(json("{\"id\":1}\n{\"text\":\"\"}"))
        .containsExactly("good", "f.jsonl line 2 has no column 'id'; it has [text]");
  }

  @Test
  void whatIsWrongIsSaidWithoutTheParsersOwnWords() {
    for (String broken :
        List.of(
            "{",
            "{\"id\":1",
            "{\"id\":tru}",
            "{'id':1}",
            "{\"id\":1,}",
            "{\"id\":[1}",
            "{\"id\":\"\t\"}",
            "{\"id\":\"\\x\"}",
            "{\"id\":01}",
            "{\"id\":" + "1".repeat(2000) + "}",
            "{\"id\":" + "[".repeat(2000) + "}")) {
      assertThat(json(broken))
          .singleElement()
          .asString()
          .as(broken)
          .contains("f.jsonl line 1 is not JSON: ")
          .doesNotContain("Feature", "Source", "Constraints", "CTRL", "REDACTED", "`")
          .hasSizeLessThan(260);
    }
  }

  @Test
  void brokenCsvIsTheLastRow() {
    assertThat(csv("id,text\n1,2,3\n1,2"))
        .containsExactly("f.csv line 2 has 3 values, but the header names 2 columns");
    assertThat(csv("id,text,id\n1,2,3"))
        .containsExactly("f.csv line 1 names a column twice: [id, text, id]");
    assertThat(csv("id,text\n1,\"2"))
        .containsExactly("f.csv line 2 is not CSV: the quote opened on line 2 is never closed");
    assertThat(csv("id\n1")).containsExactly("f.csv line 1 has no column 'text'; it has [id]");
    assertThat(csv("")).isEmpty();
    byte[] latin = "id,text\n\u00e9,1".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(texts(TextRows.csv(new ByteArrayInputStream(latin), file("f.csv"), CSV, COLUMNS)))
        .containsExactly("f.csv line 2 " + TextRows.NOT_UTF8);
    byte[] utf16 = "id,text\n1,2".getBytes(StandardCharsets.UTF_16);
    assertThat(texts(TextRows.csv(new ByteArrayInputStream(utf16), file("f.csv"), CSV, COLUMNS)))
        .containsExactly("f.csv line 1 " + TextRows.NOT_UTF8);
    assertThat(texts(TextRows.json(new ByteArrayInputStream(utf16), file("f"), COLUMNS)))
        .containsExactly("f line 1 " + TextRows.NOT_UTF8);
  }

  @Test
  void aFileThatCannotBeReadToItsEndIsABadRow() {
    InputStream torn =
        new InputStream() {
          private final InputStream start =
              new ByteArrayInputStream("id,text\n".getBytes(StandardCharsets.UTF_8));

          @Override
          public int read() throws IOException {
            int next = start.read();
            if (next < 0) {
              throw new IOException("torn");
            }
            return next;
          }
        };
    assertThat(texts(TextRows.csv(torn, file("f.csv"), CSV, COLUMNS)))
        .containsExactly("f.csv line 1 cannot be read: torn");
  }

  private static List<String> json(String text) {
    InputStream in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    return texts(TextRows.json(in, file("f.jsonl"), COLUMNS));
  }

  private static List<String> csv(String text) {
    InputStream in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    return texts(TextRows.csv(in, file("f.csv"), CSV, COLUMNS));
  }

  private static SourceFile file(String name) {
    return new SourceFile(name, Map.of());
  }

  private static List<String> texts(RowsAhead rows) {
    List<String> texts = new ArrayList<>();
    rows.forEachRemaining(
        row -> texts.add(row.problem() == null ? "good" : row.where() + " " + row.problem()));
    return texts;
  }
}
