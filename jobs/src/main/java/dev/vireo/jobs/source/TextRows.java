package dev.vireo.jobs.source;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * The rows of one text file, in order. A problem is a row too, and the last one: what follows a
 * broken line is not worth guessing at.
 */
final class TextRows implements Iterator<SourceRow>, Closeable {
  /** How one format's next row is read: null at the end. */
  private interface Lines {
    SourceRow next() throws IOException;
  }

  private final Closeable stream;
  private final Lines lines;
  private final String place;
  private SourceRow ahead;
  private boolean ended;

  private TextRows(Closeable stream, Lines lines, String place) {
    this.stream = stream;
    this.lines = lines;
    this.place = place;
    advance();
  }

  /**
   * The rows of a file of JSON lines.
   *
   * @param needed how many of the columns, from the first, each line must have
   */
  static TextRows json(InputStream in, String file, List<String> columns, int needed) {
    String place = SourceFiles.display(file) + " line";
    JsonLines reader = new JsonLines(in);
    Lines lines =
        () -> {
          try {
            ObjectNode object = reader.next();
            return object == null ? null : row(object, place, reader.line(), columns, needed);
          } catch (JsonLines.JsonException e) {
            return SourceRow.bad(place, reader.line(), e.getMessage());
          }
        };
    return new TextRows(in, lines, place);
  }

  private static SourceRow row(
      ObjectNode object, String place, long line, List<String> columns, int needed) {
    String[] values = new String[columns.size()];
    for (int i = 0; i < values.length; i++) {
      if (i < needed && !object.has(columns.get(i))) {
        return SourceRow.bad(
            place,
            line,
            "has no column '%s'; it has %s".formatted(columns.get(i), JsonLines.columns(object)));
      }
      values[i] = JsonLines.value(object, columns.get(i));
    }
    return SourceRow.good(place, line, values);
  }

  /** The rows of a CSV file, whose first one names the columns. */
  static TextRows csv(InputStream in, String file, List<String> columns) {
    String place = SourceFiles.display(file) + " line";
    return new TextRows(in, new CsvLines(in, file, place, columns), place);
  }

  /** Characters of UTF-8; anything else is an error rather than a replacement character. */
  static Reader utf8(InputStream in) {
    return new BufferedReader(
        new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()), 1 << 16);
  }

  static char separator(String file) {
    return file.replaceFirst("\\.(gz|bz2|zst|zstd|snappy|lz4)$", "").endsWith(".tsv") ? '\t' : ',';
  }

  private static final class CsvLines implements Lines {
    private final InputStream in;
    private final String file;
    private final String place;
    private final List<String> columns;
    private CsvReader reader;
    private List<String> header;

    CsvLines(InputStream in, String file, String place, List<String> columns) {
      this.in = in;
      this.file = file;
      this.place = place;
      this.columns = columns;
    }

    @Override
    public SourceRow next() throws IOException {
      try {
        if (reader == null) {
          reader = new CsvReader(utf8(in), separator(file));
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
      }
    }

    private SourceRow headerProblem() {
      if (new HashSet<>(header).size() != header.size()) {
        return SourceRow.bad(place, reader.line(), "names a column twice: " + header);
      }
      for (String column : columns) {
        if (!header.contains(column)) {
          return SourceRow.bad(
              place, reader.line(), "has no column '%s'; it has %s".formatted(column, header));
        }
      }
      return null;
    }

    private SourceRow row(List<String> row) {
      if (row.size() != header.size()) {
        return SourceRow.bad(
            place,
            reader.line(),
            "has %d values, but the header names %d columns".formatted(row.size(), header.size()));
      }
      String[] values = new String[columns.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = row.get(header.indexOf(columns.get(i)));
      }
      return SourceRow.good(place, reader.line(), values);
    }
  }

  private void advance() {
    if (ended) {
      ahead = null;
      return;
    }
    long last = ahead == null ? 0 : ahead.number();
    try {
      ahead = lines.next();
    } catch (CharacterCodingException e) {
      ahead = SourceRow.bad(place, last + 1, "or one soon after it is not UTF-8");
    } catch (IOException e) {
      ahead = SourceRow.bad(place, last + 1, "cannot be read: " + SparkErrors.firstLine(e));
    }
    ended = ahead == null || ahead.problem() != null;
    if (ended) {
      close();
    }
  }

  @Override
  public boolean hasNext() {
    return ahead != null;
  }

  @Override
  public SourceRow next() {
    if (ahead == null) {
      throw new NoSuchElementException();
    }
    SourceRow row = ahead;
    advance();
    return row;
  }

  @Override
  public void close() {
    try {
      stream.close();
    } catch (IOException e) {
      // Everything that was wanted has been read.
    }
  }
}
