package dev.vireo.jobs.data.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a dotted name finds in a row. */
class SourceColumnsTest {
  private static final String ROW =
      "{\"a\":{\"b\":{\"c\":1},\"l\":[{\"x\":\"y\"}]},\"a.d\":{\"e\":2},\"t\":\"text\"}";

  @Test
  void aNameIsAColumnOrAFieldWithinOne() throws Exception {
    assertThat(value("a.b.c")).isEqualTo("1");
    assertThat(value("a.b")).isEqualTo("{\"c\":1}");
    assertThat(value("a.l.0.x")).isEqualTo("y");
    assertThat(value("a.l.1.x")).isNull();
    // The longest name of a column that there is goes first.
    assertThat(value("a.d")).isEqualTo("{\"e\":2}");
    assertThat(value("a.d.e")).isEqualTo("2");
    assertThat(value("t")).isEqualTo("text");
  }

  @Test
  void whatIsNotThereIsSaidWithWhatIs() throws Exception {
    SourceColumns columns = columns();
    assertThat(columns.missing("a.b.c")).isNull();
    assertThat(columns.missing("q")).isEqualTo("has no column 'q'; it has [a, a.d, t]");
    assertThat(columns.missing("q.r")).isEqualTo("has no column 'q.r'; it has [a, a.d, t]");
    assertThat(columns.missing("a.q")).isEqualTo("has no 'a.q': column 'a' has the fields [b, l]");
    assertThat(columns.missing("a.b.q"))
        .isEqualTo("has no 'a.b.q': column 'a.b' has the fields [c]");
    assertThat(columns.missing("a.l.x"))
        .isEqualTo("has no 'a.l.x': column 'a.l' is a list; name an index, such as a.l.0");
    assertThat(columns.missing("t.q")).isEqualTo("has no 't.q': column 't' has no fields");
  }

  private static SourceColumns columns() throws Exception {
    SourceColumns columns = new SourceColumns();
    columns.learn(new ObjectMapper().readTree(ROW));
    return columns;
  }

  private static String value(String name) throws Exception {
    JsonNode row = new ObjectMapper().readTree(ROW);
    ColumnPath path = columns().paths(List.of(name)).get(0);
    JsonNode value = path.within(row.get(path.root()));
    return value == null ? null : value.isNumber() ? value.asText() : Values.text(value);
  }
}
