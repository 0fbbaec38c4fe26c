package dev.vireo.jobs.data.source;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.algorithms.Counted;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.util.HashSet;
import java.util.List;

/** Reads the rows of one text file. */
final class TextRows implements RowsAhead.Reader {
  /** How one format's next row is read: null at the end. */
  private interface Lines {
    SourceRow next() throws IOException;
  }

  /** The message about a line in another encoding. */
  static final String NOT_UTF8 =
      "is not UTF-8; save the file as UTF-8 (iconv -f ENCODING -t UTF-8 does that)";

  private final Closeable stream;
  private final Lines lines;
  private final String place;
  private long last;

  private TextRows(Closeable stream, Lines lines, String place) {
    this.stream = stream;
    this.lines = lines;
    this.place = place;
  }

  /** The rows of a file. */
  static RowsAhead of(InputStream in, SourceFile file, TextFormat format, WantedColumns wanted) {
    return format instanceof TextFormat.Csv csv
        ? csv(in, file, csv, wanted)
        : json(in, file, wanted);
  }

  /** The rows of a file of JSON lines. */
  static RowsAhead json(InputStream in, SourceFile file, WantedColumns wanted) {
    String place = file.display() + " line";
    JsonLines reader = new JsonLines(in, wanted.roots());
    Lines lines =
        () -> {
          try {
            ObjectNode object = reader.next();
            return object == null ? null : wanted.row(object, file, place, reader.line());
          } catch (JsonLines.JsonException e) {
            return SourceRow.bad(place, reader.line(), e.getMessage());
          }
        };
    return new RowsAhead(new TextRows(in, lines, place));
  }

  /** The rows of a CSV file, whose first one names the columns. */
  static RowsAhead csv(
      InputStream in, SourceFile file, TextFormat.Csv format, WantedColumns wanted) {
    String place = file.display() + " line";
    Lines lines = new CsvLines(in, file, format, place, wanted);
    return new RowsAhead(new TextRows(in, lines, place));
  }

  private static final class CsvLines implements Lines {
    private final InputStream in;
    private final SourceFile file;
    private final TextFormat.Csv format;
    private final String place;
    private final WantedColumns wanted;
    private CsvReader reader;
    private List<String> header;

    CsvLines(
        InputStream in,
        SourceFile file,
        TextFormat.Csv format,
        String place,
        WantedColumns wanted) {
      this.in = in;
      this.file = file;
      this.format = format;
      this.place = place;
      this.wanted = wanted;
    }

    @Override
    public SourceRow next() throws IOException {
      try {
        if (reader == null) {
          reader = format.reader(in, file.path());
          header = reader.next();
          SourceRow problem = header == null ? null : headerProblem();
          if (header == null || problem != null) {
            return problem;
          }
        }
        List<String> row = reader.next();
        return row == null ? null : row(row);
      } catch (CsvReader.CsvException e) {
        return SourceRow.bad(place, reader.line(), "is not CSV: " + e.getMessage());
      } catch (CharacterCodingException e) {
        return SourceRow.bad(place, reader == null ? 1 : reader.lastLine(), NOT_UTF8);
      }
    }

    private SourceRow headerProblem() {
      if (new HashSet<>(header).size() != header.size()) {
        return SourceRow.bad(place, reader.line(), "names a column twice: " + header);
      }
      for (ColumnPath path : wanted.paths()) {
        if (!header.contains(path.root()) && !file.folders().containsKey(path.root())) {
          return SourceRow.bad(
              place, reader.line(), "has no column '%s'; it has %s".formatted(path.root(), header));
        }
      }
      return null;
    }

    private SourceRow row(List<String> row) {
      if (row.size() != header.size()) {
        return SourceRow.bad(
            place,
            reader.line(),
            "has %s, but the header names %s"
                .formatted(Counted.of(row.size(), "values"), Counted.of(header.size(), "columns")));
      }
      String[] values = new String[wanted.paths().size()];
      for (int i = 0; i < values.length; i++) {
        String column = wanted.paths().get(i).root();
        int place = header.indexOf(column);
        values[i] = place >= 0 ? row.get(place) : file.folders().get(column);
      }
      return SourceRow.good(place, reader.line(), values);
    }
  }

  @Override
  public SourceRow next() {
    try {
      SourceRow row = lines.next();
      last = row == null ? last : row.number();
      return row;
    } catch (IOException | RuntimeException | LinkageError e) {
      return SourceRow.bad(place, last + 1, "cannot be read: " + SparkErrors.firstLine(e));
    }
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
